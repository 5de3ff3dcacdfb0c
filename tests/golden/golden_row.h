/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * golden_row: reading the golden tables: lines of columns with tabs between, "#" begins a comment line.
 */
#ifndef ACCTGUARD_TESTS_GOLDEN_ROW_H
#define ACCTGUARD_TESTS_GOLDEN_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { GOLDEN_PATH_MAX = 1024, GOLDEN_COLUMNS_MAX = 16 };

struct golden {
	FILE *in;
	char *line;
	size_t size, columns;
	char *column[GOLDEN_COLUMNS_MAX];
};

/* Opens tests/golden/TABLE of the checkout, whose rows have this many columns. */
void golden_open(const char *table, size_t columns, struct golden *ret);

/* The columns of the next row, valid until the next call; NULL after the last. */
char **golden_next(struct golden *golden);
void golden_close(struct golden *golden);

/* Replaces \n and \xNN by their bytes, in place; returns how many bytes it is now. */
size_t golden_bytes(char *text);

/* Whether got is these columns with a space between. */
bool golden_is(const char *got, char **columns, size_t count);

/* The text of a file of the checkout, valid until the next call. */
const char *golden_file(const char *name);

#endif
