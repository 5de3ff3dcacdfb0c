/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/typo.h"

#include <stdio.h>
#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
enum { LETTERS = sizeof(letters) - 1 };

/* All four kinds in a row, those included that give the word back. */
static int edit(const char *word, size_t i, char *ret)
{
	size_t len = strlen(word);
	char copy[TYPO_MAX];

	snprintf(copy, sizeof(copy), "%s", word);
	if (i < len) /* leave out */
		return snprintf(ret, TYPO_MAX, "%.*s%s", (int)i, copy, copy + i + 1);
	i -= len;
	if (i < len) { /* swap; the last one with nothing */
		char first = copy[i];

		if (i + 1 < len) {
			copy[i] = copy[i + 1];
			copy[i + 1] = first;
		}
		return snprintf(ret, TYPO_MAX, "%s", copy);
	}
	i -= len;
	if (i < len * LETTERS) { /* take for another */
		copy[i / LETTERS] = letters[i % LETTERS];
		return snprintf(ret, TYPO_MAX, "%s", copy);
	}
	i -= len * LETTERS;
	if (i < (len + 1) * LETTERS) /* put in */
		return snprintf(ret, TYPO_MAX, "%.*s%c%s", (int)(i / LETTERS), copy,
				letters[i % LETTERS], copy + i / LETTERS);
	return 0;
}

int typo_of(const char *word, size_t i, char ret[TYPO_MAX])
{
	int len = edit(word, i, ret);

	/* "good" with its two o's swapped is no typo: say the first letter twice instead */
	if (len > 0 && strcmp(ret, word) == 0)
		return snprintf(ret, TYPO_MAX, "%c%s", word[0], word);
	return len;
}
