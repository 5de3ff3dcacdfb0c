/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * snapshot: what this host knows of the directory's accounts: state/snapshot.cdb, 0600, no hashes.
 *
 * A cdb (tinycdb writes it) and behind its end a trailer that says when it was made and holds a
 * digest of each of the cdb's 256 tables. It is replaced as a whole and read with pread(), never
 * mapped: a file cut under a map would kill sshd with SIGBUS (attack H137).
 *
 * What is answered is right or it is an error (H138): a record that is found carries its own name
 * and digest, and "not found" is said only after the table that would hold it proved whole.
 */
#ifndef ACCTGUARD_STORES_SNAPSHOT_H
#define ACCTGUARD_STORES_SNAPSHOT_H

#include "base/error.h"
#include "policies/account.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	SNAPSHOT_NAME_MAX = 64,  /* login name and its end */
	SNAPSHOT_OWNER_MAX = 64, /* immutable id of the person who answers for the account */
};

#define SNAPSHOT_NO_DATE INT64_MIN

struct snapshot_account {
	char name[SNAPSHOT_NAME_MAX];
	char owner[SNAPSHOT_OWNER_MAX]; /* "" if none is on record */
	uint32_t uid;
	enum account_state state;
	bool must_change;
	int64_t password_changed_s; /* wall clock, or SNAPSHOT_NO_DATE */
};

struct snapshot {
	int fd;
	uint64_t file_size;
};

/* Says that there is no snapshot, and how to make one; returns -ENOENT. */
int snapshot_missing(struct error *reterr);

/*
 * Opens the snapshot in the state directory; -ENOENT if none was ever made, -EBADMSG if it is
 * damaged.
 */
int snapshot_open(int state_dirfd, struct snapshot *ret, struct error *reterr);
void snapshot_close(struct snapshot *snapshot);

/*
 * Looks an account up by its name, 'A' to 'Z' folded. 1: found; 0: there is none for certain;
 * -EBADMSG: damaged, nothing can be said. *ret_made_s: when the snapshot was made (filled for 0 and
 * 1).
 */
int snapshot_find(const struct snapshot *snapshot, const char *name,
		  struct snapshot_account *ret_account, int64_t *ret_made_s, struct error *reterr);

/* How many accounts it holds: 0, or -EBADMSG. */
int snapshot_count(const struct snapshot *snapshot, uint64_t *ret, struct error *reterr);

/* A new snapshot in the making; nothing of it is seen before snapshot_writer_commit(). */
struct snapshot_writer;

int snapshot_writer_new(int state_dirfd, int64_t made_s, struct snapshot_writer **ret,
			struct error *reterr);

/* Adds an account; -EEXIST if its name is in already, -EINVAL if it cannot be a login name. */
int snapshot_writer_add(struct snapshot_writer *writer, const struct snapshot_account *account,
			struct error *reterr);

/*
 * Puts it in the place of the old one and frees the writer, on failure too (then the old one
 * stays).
 */
int snapshot_writer_commit(struct snapshot_writer *writer, struct error *reterr);
void snapshot_writer_free(struct snapshot_writer *writer);

#endif
