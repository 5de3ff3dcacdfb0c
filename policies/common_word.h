/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * common_word: the words that every list of leaked passwords begins with.
 */
#ifndef ACCTGUARD_POLICIES_COMMON_WORD_H
#define ACCTGUARD_POLICIES_COMMON_WORD_H

#include <stddef.h>

/* The i-th word in lower case, five letters or more; NULL after the last. */
const char *common_word(size_t i);

#endif
