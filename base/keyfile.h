/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * keyfile: the one grammar of our configuration files.
 *
 *     # a comment has its line to itself
 *     key = value
 *
 * One setting a line, UTF-8, every line ended. Whatever could be read in two ways is refused with
 * its line: no continuation, quoting, section or in-line comment exists that a typo could start.
 * Why not libeconf: it reads "12x" as 12, cannot see duplicates, and reads a comment's tail as a
 * key.
 */
#ifndef ACCTGUARD_BASE_KEYFILE_H
#define ACCTGUARD_BASE_KEYFILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	KEYFILE_MAX = 64 * 1024, /* bytes a file */
	KEYFILE_LINE_MAX = 4096,
	KEYFILE_KEYS_MAX = 256, /* settings a file */
};

struct keyfile_item {
	const char *key; /* not terminated */
	size_t key_len;
	const char *value; /* not terminated, without the spaces around it, never empty */
	size_t value_len;
	unsigned line;
};

/*
 * Calls each() for every setting of len bytes at text, in order, until it returns a negative value,
 * which is returned. Names the line in *reterr on failure; each() fills the rest. A key may stand
 * once: -EEXIST otherwise.
 */
int keyfile_parse(const char *text, size_t len, const char *file,
		  int (*each)(const struct keyfile_item *, void *, struct error *), void *arg,
		  struct error *reterr);

/* Whether the item has this key. */
bool keyfile_is(const struct keyfile_item *item, const char *key);

/* For each(): refuses the item's value, which the error will show; returns -EINVAL. */
int keyfile_refuse(const struct keyfile_item *item, const char *why, const char *remedy,
		   struct error *reterr);

#endif
