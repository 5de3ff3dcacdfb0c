/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * error: why something could not be done, as data.
 *
 * A function that can fail returns 0 or -errno and fills a struct error only on failure. The error
 * names the file, the line, the value and the remedy; it holds English sentences marked for
 * translation, and a door (which has a locale and a log) turns it into words with error_format().
 * An error never holds a password: whoever fills `value` must know that it is no secret.
 */
#ifndef ACCTGUARD_BASE_ERROR_H
#define ACCTGUARD_BASE_ERROR_H

#include "base/mark.h"

#include <stddef.h>

enum {
	ERROR_FILE_MAX = 256,
	ERROR_VALUE_MAX = 128,
	ERROR_TEXT_MAX = 1024,
};

struct error {
	int code;                    /* -errno */
	char file[ERROR_FILE_MAX];   /* where: a file, a directory entry; "" if nowhere */
	unsigned line;               /* 1 is the first; 0 if there is none */
	char value[ERROR_VALUE_MAX]; /* what was found there; "" if nothing to show */
	const char *why;             /* a sentence; may hold {value} */
	const char *remedy;          /* a sentence, or NULL; may hold {least}, {most}, {clause} */
	long long least, most;       /* for the remedy */
	const char *clause;          /* for the remedy */
};

/* Fills *ret (which may be NULL) and returns code, so that callers can return the call. */
int error_set(struct error *ret, int code, const char *why, const char *remedy);

/* Says where: the file (cut if too long) and the line. Returns the code that *e holds. */
int error_at(struct error *e, const char *file, unsigned line);

/* Says which value; unprintable bytes are shown as \xNN, so that no value can forge a line. */
int error_value(struct error *e, const char *value, size_t len);

/*
 * Writes "FILE:LINE: WHY REMEDY" to buf (always terminated) in the language that translate()
 * speaks; translate may be NULL for English. Appends the system's own word for the code if why is
 * NULL.
 */
void error_format(const struct error *e, const char *(*translate)(const char *), char *buf,
		  size_t size);

#endif
