/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sandbox: a directory of its own for each test, below $TMPDIR, owned by the caller and removed with
 * all that is in it. Its modes do not depend on the caller's umask, because the code under test judges
 * them. Fails the test if anything goes wrong.
 */
#ifndef ACCTGUARD_TESTS_SANDBOX_H
#define ACCTGUARD_TESTS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { SANDBOX_PATH_MAX = 512 };

struct sandbox {
	int dirfd;
	char path[SANDBOX_PATH_MAX];
};

/* For cmocka: *state becomes a struct sandbox. */
int sandbox_setup(void **state);
int sandbox_teardown(void **state);

/* The path of a name in it; valid until the fourth call from here. */
const char *sandbox_path(const struct sandbox *box, const char *name);

/* Makes a directory and those above it, 0755. */
void sandbox_mkdir(const struct sandbox *box, const char *name);

/* Makes a file (and the directories above it), 0644, or replaces what it holds. */
void sandbox_write(const struct sandbox *box, const char *name, const char *text);
void sandbox_write_bytes(const struct sandbox *box, const char *name, const void *bytes,
			 size_t len);

/* All of a file, terminated, to be freed. */
char *sandbox_read(const struct sandbox *box, const char *name, size_t *ret_len);

/* How many entries a directory of it has; "." is itself. */
size_t sandbox_count(const struct sandbox *box, const char *name);

#endif
