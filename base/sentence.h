/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sentence: puts values into a sentence with named places: "at least {want} characters".
 *
 * Named places instead of printf formats, because sentences come from translators: a wrong place in
 * a translation shows as it stands and can never read memory.
 */
#ifndef ACCTGUARD_BASE_SENTENCE_H
#define ACCTGUARD_BASE_SENTENCE_H

#include <stddef.h>

struct sentence_place {
	const char *name; /* without the braces */
	const char *text; /* NULL counts as "" */
};

/*
 * Writes the sentence to buf (always terminated, cut at a character if too long); returns its
 * length.
 */
size_t sentence_fill(char *buf, size_t size, const char *sentence,
		     const struct sentence_place *places, size_t count);

#endif
