/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writing: tinycdb makes the cdb in a new file beside the old one; the trailer and its digests go
 * behind it; then one rename. Only the sync (later: acctguardd) links this.
 */
#include "stores/snapshot_format.h"

#include "base/bytes.h"
#include "base/file.h"
#include "base/text.h"

#include <cdb.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct snapshot_writer {
	int dirfd, fd;
	char aside[FILE_NAME_MAX];
	int64_t made_s;
	uint64_t accounts;
	bool made; /* cdb holds memory that only cdb_make_finish() frees */
	struct cdb_make cdb;
};

static int io_error(int code, struct error *reterr)
{
	error_set(reterr, code, NULL, NULL);
	error_at(reterr, SNAPSHOT_FILE, 0);
	return code;
}

int snapshot_writer_new(int state_dirfd, int64_t made_s, struct snapshot_writer **ret,
			struct error *reterr)
{
	struct snapshot_writer *w = calloc(1, sizeof(*w));

	if (!w)
		return io_error(-ENOMEM, reterr);
	w->dirfd = state_dirfd;
	w->made_s = made_s;
	w->fd = file_begin(state_dirfd, SNAPSHOT_FILE, 0600, w->aside, reterr);
	if (w->fd < 0 || cdb_make_start(&w->cdb, w->fd) < 0) {
		int r = w->fd < 0 ? w->fd : io_error(-errno, reterr);

		snapshot_writer_free(w);
		return r;
	}
	w->made = true;
	*ret = w;
	return 0;
}

static int refuse(const struct snapshot_account *account, int code, const char *why,
		  struct error *reterr)
{
	error_set(reterr, code, why, N_("Correct the entry in the directory."));
	error_value(reterr, account->name, strnlen(account->name, SNAPSHOT_NAME_MAX));
	return code;
}

static void encode(const struct snapshot_writer *w, const struct snapshot_account *account,
		   const char *key, unsigned char ret[RECORD_SIZE])
{
	memset(ret, 0, RECORD_SIZE);
	bytes_put_u64(ret + RECORD_MADE, (uint64_t)w->made_s);
	bytes_put_u64(ret + RECORD_CHANGED, (uint64_t)account->password_changed_s);
	bytes_put_u32(ret + RECORD_UID, account->uid);
	bytes_put_u32(ret + RECORD_STATE, account->state);
	bytes_put_u32(ret + RECORD_FLAGS, account->must_change ? RECORD_FLAG_MUST_CHANGE : 0);
	memcpy(ret + RECORD_NAME, account->name, strlen(account->name));
	/* shown to people later: bytes that could steer a terminal do not get in */
	text_show((char *)ret + RECORD_OWNER, SNAPSHOT_OWNER_MAX, account->owner,
		  strlen(account->owner));
	snapshot_record_digest(key, ret, ret + RECORD_DIGEST);
}

int snapshot_writer_add(struct snapshot_writer *writer, const struct snapshot_account *account,
			struct error *reterr)
{
	unsigned char value[RECORD_SIZE];
	char key[SNAPSHOT_NAME_MAX];

	if (strnlen(account->name, SNAPSHOT_NAME_MAX) == SNAPSHOT_NAME_MAX ||
	    strnlen(account->owner, SNAPSHOT_OWNER_MAX) == SNAPSHOT_OWNER_MAX ||
	    account->name[0] == '\0' || !text_is_plain(account->name, strlen(account->name)))
		return refuse(account, -EINVAL, N_("\"{value}\" cannot be a login name."), reterr);
	if (text_fold_name(account->name, key, sizeof(key)) < 0)
		return io_error(-EINVAL, reterr);
	encode(writer, account, key, value);

	int r = cdb_make_put(&writer->cdb, key, (unsigned)strlen(key), value, sizeof(value),
			     CDB_PUT_INSERT);

	if (r > 0)
		return refuse(
			account, -EEXIST,
			N_("Two accounts are called \"{value}\" (upper and lower case are one)."),
			reterr);
	if (r < 0)
		return io_error(-errno, reterr);
	writer->accounts++;
	return 0;
}

/* Digests of the tables as the disk has them. */
static int digest_tables(int fd, uint64_t cdb_size, unsigned char *ret)
{
	unsigned char header[CDB_HEADER_SIZE];

	if (pread(fd, header, sizeof(header), 0) != (ssize_t)sizeof(header))
		return -EIO;
	for (size_t i = 0; i < CDB_TABLES; i++) {
		uint64_t pos = bytes_get_u32(header + i * 8);
		uint64_t len = (uint64_t)bytes_get_u32(header + i * 8 + 4) * CDB_SLOT_SIZE;
		unsigned char *slots = malloc(len > 0 ? len : 1);
		bool good = slots && pos + len <= cdb_size &&
			    pread(fd, slots, len, (off_t)pos) == (ssize_t)len;

		if (good)
			snapshot_table_digest(header + i * 8, slots, len,
					      ret + i * TABLE_DIGEST_SIZE);
		free(slots);
		if (!good)
			return slots ? -EIO : -ENOMEM;
	}
	return 0;
}

static int write_trailer(const struct snapshot_writer *w)
{
	unsigned char trailer[TRAILER_SIZE];
	struct stat st;

	if (fstat(w->fd, &st) < 0)
		return -errno;
	memcpy(trailer, SNAPSHOT_MAGIC, 8);
	bytes_put_u64(trailer + TRAILER_MADE, (uint64_t)w->made_s);
	bytes_put_u64(trailer + TRAILER_ACCOUNTS, w->accounts);
	bytes_put_u64(trailer + TRAILER_CDB_SIZE, (uint64_t)st.st_size);

	int r = digest_tables(w->fd, (uint64_t)st.st_size, trailer + TRAILER_TABLES);

	if (r < 0)
		return r;
	digest_bytes(trailer, TRAILER_DIGEST, trailer + TRAILER_DIGEST);
	if (pwrite(w->fd, trailer, sizeof(trailer), st.st_size) != (ssize_t)sizeof(trailer))
		return errno ? -errno : -EIO;
	return 0;
}

int snapshot_writer_commit(struct snapshot_writer *writer, struct error *reterr)
{
	int r = cdb_make_finish(&writer->cdb) < 0 ? -errno : 0;

	writer->made = false;
	if (r >= 0)
		r = write_trailer(writer);
	if (r < 0)
		io_error(r, reterr);
	else
		r = file_commit(writer->dirfd, writer->fd, writer->aside, SNAPSHOT_FILE, reterr);
	if (r >= 0)
		writer->aside[0] = '\0'; /* it has its name now */
	snapshot_writer_free(writer);
	return r;
}

void snapshot_writer_free(struct snapshot_writer *writer)
{
	if (!writer)
		return;
	if (writer->made)
		cdb_make_finish(&writer->cdb);
	if (writer->aside[0] != '\0' && writer->fd >= 0)
		file_discard(writer->dirfd, writer->aside);
	file_close(&writer->fd);
	free(writer);
}
