/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading. At a login: open, fstat, and three pread()s for an account that is there (the header's
 * entry, the slots, the record); no allocation unless a table must be proved whole. Every number in
 * the file is taken for hostile until a digest has covered it.
 */
#include "stores/snapshot_format.h"

#include "base/bytes.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Slots read at once: a probe sequence longer than this is read on. */
enum { SLOTS_AT_ONCE = 32 };

struct table {
	unsigned char header[8];
	uint32_t pos, slots;
};

static int damaged(struct error *reterr)
{
	error_set(reterr, -EBADMSG, N_("The snapshot of the accounts is damaged."),
		  N_("Make a new one: acctguard sync snapshot."));
	error_at(reterr, SNAPSHOT_FILE, 0);
	return -EBADMSG;
}

static int read_at(const struct snapshot *s, uint64_t pos, void *to, size_t len)
{
	size_t used = 0;

	if (pos > s->file_size || len > s->file_size - pos)
		return -EBADMSG;
	while (used < len) {
		ssize_t got = pread(s->fd, (char *)to + used, len - used, (off_t)(pos + used));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) /* cut since fstat, or the disk fails */
			return -EBADMSG;
		used += (size_t)got;
	}
	return 0;
}

int snapshot_missing(struct error *reterr)
{
	error_set(reterr, -ENOENT, N_("There is no snapshot of the accounts yet."),
		  N_("Make one: acctguard sync snapshot."));
	error_at(reterr, SNAPSHOT_FILE, 0);
	return -ENOENT;
}

int snapshot_open(int state_dirfd, struct snapshot *ret, struct error *reterr)
{
	struct stat st;
	int fd = file_open_trusted(state_dirfd, SNAPSHOT_FILE, reterr);

	if (fd < 0)
		return fd == -ENOENT ? snapshot_missing(reterr) : fd;
	if (fstat(fd, &st) < 0 || st.st_size < CDB_HEADER_SIZE + TRAILER_SIZE) {
		close(fd);
		return damaged(reterr);
	}
	*ret = (struct snapshot) { .fd = fd, .file_size = (uint64_t)st.st_size };
	return 0;
}

void snapshot_close(struct snapshot *snapshot)
{
	file_close(&snapshot->fd);
	snapshot->fd = -1;
}

/* cdb's hash, by D. J. Bernstein. */
static uint32_t cdb_hash_of(const char *key, size_t len)
{
	uint32_t hash = 5381;

	for (size_t i = 0; i < len; i++)
		hash = ((hash << 5) + hash) ^ (unsigned char)key[i];
	return hash;
}

/*
 * Reads the record at pos; 1 if it is the key's, 0 if another's, -EBADMSG. Another's key with the
 * same hash must prove itself too: it may be ours with a flipped bit.
 */
static int read_record(const struct snapshot *s, uint32_t pos, const char *key,
		       unsigned char ret[RECORD_SIZE])
{
	unsigned char bytes[8 + SNAPSHOT_NAME_MAX + RECORD_SIZE]; /* fits: the trailer follows */
	unsigned char digest[DIGEST_SIZE];
	char stored[SNAPSHOT_NAME_MAX];

	if (read_at(s, pos, bytes, sizeof(bytes)) < 0)
		return -EBADMSG;

	uint32_t key_len = bytes_get_u32(bytes);

	if (key_len >= sizeof(stored) || bytes_get_u32(bytes + 4) != RECORD_SIZE)
		return -EBADMSG;
	memcpy(stored, bytes + 8, key_len);
	stored[key_len] = '\0';
	memcpy(ret, bytes + 8 + key_len, RECORD_SIZE);
	snapshot_record_digest(stored, ret, digest);
	if (strlen(stored) != key_len || memcmp(digest, ret + RECORD_DIGEST, DIGEST_SIZE) != 0)
		return -EBADMSG;
	if (strcmp(stored, key) == 0)
		return 1;
	/* whole, but none that this slot could point at: blocks of the file have changed places */
	return cdb_hash_of(stored, key_len) == cdb_hash_of(key, strlen(key)) ? 0 : -EBADMSG;
}

static int read_table(const struct snapshot *s, uint32_t hash, struct table *ret)
{
	if (read_at(s, (hash % CDB_TABLES) * 8, ret->header, sizeof(ret->header)) < 0)
		return -EBADMSG;
	ret->pos = bytes_get_u32(ret->header);
	ret->slots = bytes_get_u32(ret->header + 4);
	return 0;
}

/* Walks the key's probe sequence: 1 and the record, 0 at its end, -EBADMSG. */
static int probe(const struct snapshot *s, const struct table *t, uint32_t hash, const char *key,
		 unsigned char ret[RECORD_SIZE])
{
	unsigned char slots[SLOTS_AT_ONCE * CDB_SLOT_SIZE];
	uint32_t at = t->slots > 0 ? (hash >> 8) % t->slots : 0;

	for (uint32_t done = 0; done < t->slots;) {
		uint32_t run = t->slots - at < SLOTS_AT_ONCE ? t->slots - at : SLOTS_AT_ONCE;

		if (read_at(s, t->pos + (uint64_t)at * CDB_SLOT_SIZE, slots, run * CDB_SLOT_SIZE) <
		    0)
			return -EBADMSG;
		for (uint32_t i = 0; i < run && done < t->slots; i++, done++) {
			uint32_t pos = bytes_get_u32(slots + i * CDB_SLOT_SIZE + 4);

			if (pos == 0)
				return 0;
			if (bytes_get_u32(slots + i * CDB_SLOT_SIZE) != hash)
				continue;

			int r = read_record(s, pos, key, ret);

			if (r != 0)
				return r;
		}
		at = (at + run) % t->slots;
	}
	return 0;
}

/* The trailer, proved whole. */
static int read_trailer(const struct snapshot *s, unsigned char ret[TRAILER_SIZE])
{
	unsigned char digest[DIGEST_SIZE];
	uint64_t at = s->file_size - TRAILER_SIZE;

	if (read_at(s, at, ret, TRAILER_SIZE) < 0)
		return -EBADMSG;
	digest_bytes(ret, TRAILER_DIGEST, digest);
	if (memcmp(ret, SNAPSHOT_MAGIC, 8) != 0 ||
	    memcmp(digest, ret + TRAILER_DIGEST, DIGEST_SIZE) != 0 ||
	    bytes_get_u64(ret + TRAILER_CDB_SIZE) != at)
		return -EBADMSG;
	return 0;
}

int snapshot_count(const struct snapshot *snapshot, uint64_t *ret, struct error *reterr)
{
	unsigned char trailer[TRAILER_SIZE];

	if (read_trailer(snapshot, trailer) < 0)
		return damaged(reterr);
	*ret = bytes_get_u64(trailer + TRAILER_ACCOUNTS);
	return 0;
}

/* Proves that the table holds what was written into it, so that an absence is one. */
static int prove_absence(const struct snapshot *s, const struct table *t, uint32_t hash,
			 int64_t *ret_made_s)
{
	unsigned char trailer[TRAILER_SIZE], digest[DIGEST_SIZE];
	uint64_t len = (uint64_t)t->slots * CDB_SLOT_SIZE;
	int r = read_trailer(s, trailer);

	if (r < 0 || len > s->file_size)
		return -EBADMSG;

	unsigned char *slots = malloc(len > 0 ? len : 1);

	r = slots ? read_at(s, t->pos, slots, len) : -ENOMEM;
	if (r >= 0) {
		snapshot_table_digest(t->header, slots, len, digest);
		if (memcmp(digest,
			   trailer + TRAILER_TABLES + (hash % CDB_TABLES) * TABLE_DIGEST_SIZE,
			   TABLE_DIGEST_SIZE) != 0)
			r = -EBADMSG;
	}
	free(slots);
	if (r >= 0)
		*ret_made_s = (int64_t)bytes_get_u64(trailer + TRAILER_MADE);
	return r;
}

static int decode(const unsigned char value[RECORD_SIZE], struct snapshot_account *ret,
		  int64_t *ret_made_s)
{
	uint32_t state = bytes_get_u32(value + RECORD_STATE);

	if (state > ACCOUNT_DEPARTED || value[RECORD_OWNER - 1] != '\0' ||
	    value[RECORD_DIGEST - 1] != '\0')
		return -EBADMSG;
	*ret = (struct snapshot_account) {
		.uid = bytes_get_u32(value + RECORD_UID),
		.state = (enum account_state)state,
		.must_change = bytes_get_u32(value + RECORD_FLAGS) & RECORD_FLAG_MUST_CHANGE,
		.password_changed_s = (int64_t)bytes_get_u64(value + RECORD_CHANGED),
	};
	memcpy(ret->name, value + RECORD_NAME, SNAPSHOT_NAME_MAX);
	memcpy(ret->owner, value + RECORD_OWNER, SNAPSHOT_OWNER_MAX);
	*ret_made_s = (int64_t)bytes_get_u64(value + RECORD_MADE);
	return 0;
}

int snapshot_find(const struct snapshot *snapshot, const char *name,
		  struct snapshot_account *ret_account, int64_t *ret_made_s, struct error *reterr)
{
	unsigned char value[RECORD_SIZE];
	char key[SNAPSHOT_NAME_MAX];
	struct table table;
	int r = text_fold_name(name, key, sizeof(key));

	/*
	 * such a name was never written: look for a name that cannot be, to learn that all is
	 * whole
	 */
	if (r < 0)
		key[0] = '\0';

	uint32_t hash = cdb_hash_of(key, strlen(key));

	r = read_table(snapshot, hash, &table);
	if (r >= 0)
		r = probe(snapshot, &table, hash, key, value);
	if (r > 0)
		r = decode(value, ret_account, ret_made_s) < 0 ? -EBADMSG : 1;
	else if (r == 0)
		r = prove_absence(snapshot, &table, hash, ret_made_s);
	if (r == -ENOMEM)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	return r < 0 ? damaged(reterr) : r;
}
