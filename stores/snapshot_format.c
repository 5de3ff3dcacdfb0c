/* SPDX-License-Identifier: BSD-3-Clause */
#include "stores/snapshot_format.h"

#include <sodium.h>
#include <string.h>

void snapshot_table_digest(const unsigned char header[8], const unsigned char *slots, size_t len,
			   unsigned char ret[TABLE_DIGEST_SIZE])
{
	crypto_generichash_state state;
	unsigned char digest[DIGEST_SIZE];

	crypto_generichash_init(&state, NULL, 0, sizeof(digest));
	crypto_generichash_update(&state, header, 8);
	crypto_generichash_update(&state, slots, len);
	crypto_generichash_final(&state, digest, sizeof(digest));
	memcpy(ret, digest, TABLE_DIGEST_SIZE);
}

void snapshot_record_digest(const char *key, const unsigned char value[RECORD_SIZE],
			    unsigned char ret[DIGEST_SIZE])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
	crypto_generichash_update(&state, (const unsigned char *)key, strlen(key) + 1);
	crypto_generichash_update(&state, value, RECORD_DIGEST);
	crypto_generichash_final(&state, ret, DIGEST_SIZE);
}
