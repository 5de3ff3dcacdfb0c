/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * typo: every word that one slip of the finger makes of another: a letter left out, put in from
 * [a-z0-9_], taken for another one, or swapped with its neighbour (attack F122).
 */
#ifndef ACCTGUARD_TESTS_TYPO_H
#define ACCTGUARD_TESTS_TYPO_H

#include <stddef.h>

enum { TYPO_MAX = 80 };

/* Writes the i-th typo of word; 0 after the last. Some come more than once; none is the word itself. */
int typo_of(const char *word, size_t i, char ret[TYPO_MAX]);

#endif
