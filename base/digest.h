/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * digest: BLAKE2b by libsodium, to see whether bytes are the ones that were written. Proof against
 * accident; whoever may write our files can also write a new digest.
 */
#ifndef ACCTGUARD_BASE_DIGEST_H
#define ACCTGUARD_BASE_DIGEST_H

#include <stddef.h>

enum {
	DIGEST_SIZE = 16,
	DIGEST_HEX_MAX = 2 * DIGEST_SIZE + 1,
};

void digest_bytes(const void *bytes, size_t len, unsigned char ret[DIGEST_SIZE]);

/* The same as lower-case hexadecimal digits. */
void digest_hex(const void *bytes, size_t len, char ret[DIGEST_HEX_MAX]);

#endif
