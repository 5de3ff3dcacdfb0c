/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/digest.h"

#include <sodium.h>

void digest_bytes(const void *bytes, size_t len, unsigned char ret[DIGEST_SIZE])
{
	crypto_generichash(ret, DIGEST_SIZE, bytes, len, NULL, 0);
}

void digest_hex(const void *bytes, size_t len, char ret[DIGEST_HEX_MAX])
{
	unsigned char digest[DIGEST_SIZE];

	digest_bytes(bytes, len, digest);
	sodium_bin2hex(ret, DIGEST_HEX_MAX, digest, sizeof(digest));
}
