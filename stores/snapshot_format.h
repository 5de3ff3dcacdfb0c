/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * snapshot_format: the bytes of a snapshot, shared by the two files that write and read it.
 *
 *     cdb      2048 bytes: 256 x (table position u32, slots u32); records; tables
 *              a record: key length u32, value length u32, key (folded name), value
 *     trailer  magic, when it was made, accounts, size of the cdb, 256 table digests, digest of it
 * all
 *
 * All numbers are little-endian, as cdb's are. A format change gets a new magic.
 */
#ifndef ACCTGUARD_STORES_SNAPSHOT_FORMAT_H
#define ACCTGUARD_STORES_SNAPSHOT_FORMAT_H

#include "base/digest.h"
#include "stores/snapshot.h"

#include <stdint.h>

#define SNAPSHOT_FILE  "snapshot.cdb"
#define SNAPSHOT_MAGIC "acctgrd1"

enum {
	CDB_TABLES = 256,
	CDB_HEADER_SIZE = CDB_TABLES * 8,
	CDB_SLOT_SIZE = 8,

	TABLE_DIGEST_SIZE = 8,

	/* value of a record: fixed width, so that it can be read before it is believed */
	RECORD_MADE = 0,    /* i64: of the snapshot, so that one record says its age */
	RECORD_CHANGED = 8, /* i64 */
	RECORD_UID = 16,    /* u32 */
	RECORD_STATE = 20,  /* u32: an enum account_state */
	RECORD_FLAGS = 24,  /* u32 */
	RECORD_NAME = 28,   /* as the directory spells it, filled up with NUL */
	RECORD_OWNER = RECORD_NAME + SNAPSHOT_NAME_MAX,
	RECORD_DIGEST = RECORD_OWNER + SNAPSHOT_OWNER_MAX,
	RECORD_SIZE = RECORD_DIGEST + DIGEST_SIZE,

	RECORD_FLAG_MUST_CHANGE = 1,

	TRAILER_MADE = 8,      /* i64, after the magic */
	TRAILER_ACCOUNTS = 16, /* u64 */
	TRAILER_CDB_SIZE = 24, /* u64 */
	TRAILER_TABLES = 32,
	TRAILER_DIGEST = TRAILER_TABLES + CDB_TABLES * TABLE_DIGEST_SIZE,
	TRAILER_SIZE = TRAILER_DIGEST + DIGEST_SIZE,
};

/* What a table's digest covers: its two numbers in the header, then its slots. */
void snapshot_table_digest(const unsigned char header[8], const unsigned char *slots, size_t len,
			   unsigned char ret[TABLE_DIGEST_SIZE]);

/* The digest that a record's value must end in; its key counts too. */
void snapshot_record_digest(const char *key, const unsigned char value[RECORD_SIZE],
			    unsigned char ret[DIGEST_SIZE]);

#endif
