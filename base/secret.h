/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * secret: the only place where our code keeps a password (EPA-8.3.6d).
 *
 * On the stack, never in the heap; wiped when it leaves its scope. A secret has a type of its own
 * so that wiping cannot be applied to a pointer by mistake and none can be printed by accident.
 */
#ifndef ACCTGUARD_BASE_SECRET_H
#define ACCTGUARD_BASE_SECRET_H

#include "base/mark.h"

#include <stddef.h>

/* libpam's conversation carries at most 511 bytes (PAM_MAX_RESP_SIZE less the end). */
enum { SECRET_MAX = 511 };

struct secret {
	size_t len;
	char bytes[SECRET_MAX + 1];
};

#define SECRET CLEANUP(secret_wipe) struct secret

/* Copies a string in; -EMSGSIZE above SECRET_MAX bytes: a secret is refused, never cut. */
int secret_set(struct secret *ret, const char *bytes, size_t len);

/* Overwrites all of it in a way that no compiler may leave out. */
void secret_wipe(struct secret *secret);

#endif
