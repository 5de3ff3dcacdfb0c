/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file: opening, reading and replacing files that decide who may log in.
 *
 * Trusts what root (or, for a program without root, the caller himself) owns and nobody else may
 * write; follows no symbolic link in the last step; a FIFO or device never blocks (attacks A20,
 * A21, F125). Checks look at the open descriptor, never at a name that may be swapped in between.
 */
#ifndef ACCTGUARD_BASE_FILE_H
#define ACCTGUARD_BASE_FILE_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

/* For CLEANUP(): closes unless -1; frees. */
void file_close(int *fd);
void file_free(char **text);

/*
 * Opens dirfd/name for reading: a regular file, owned by root or by the effective user, writable by
 * its owner only. Returns the descriptor or -errno: -ENOENT if there is none, -EPERM if its owner
 * or mode is not to be trusted, -EINVAL if it is no regular file, -ELOOP for a symbolic link.
 */
int file_open_trusted(int dirfd, const char *name, struct error *reterr);

/* Opens a regular file of whoever: for a draft that is looked at and not obeyed. */
int file_open_any(int dirfd, const char *name, struct error *reterr);

/* Opens a directory under the same conditions as file_open_trusted(). */
int file_open_trusted_dir(int dirfd, const char *name, struct error *reterr);

/*
 * Reads all of fd, which must hold still: -EAGAIN if it was changed while it was read, -EFBIG above
 * `most` bytes. *ret is NUL-terminated and the caller's to free.
 */
int file_read(int fd, size_t most, char **ret, size_t *ret_len, struct error *reterr);

/*
 * Opens dir/name as file_open_trusted() does, in a directory that is trusted too, and reads it; tries
 * again a few times while somebody is changing it. The error names the whole path.
 */
int file_load(const char *dir, const char *name, size_t most, char **ret, size_t *ret_len,
	      struct error *reterr);

/*
 * Replaces dirfd/name by the given bytes: old or new, never half, also through a crash (written
 * aside under a random name, fsync, rename, fsync of the directory). Nothing is left behind on
 * failure.
 */
int file_replace(int dirfd, const char *name, const void *bytes, size_t len, mode_t mode,
		 struct error *reterr);

/*
 * The two halves of file_replace(), for a file that a library writes: a new empty file beside
 * `name`, whose own name goes to ret_aside; then its move into place. file_discard() removes it
 * instead.
 */
enum { FILE_NAME_MAX = 256 };
int file_begin(int dirfd, const char *name, mode_t mode, char ret_aside[FILE_NAME_MAX],
	       struct error *reterr);
int file_commit(int dirfd, int fd, const char *aside, const char *name, struct error *reterr);
void file_discard(int dirfd, const char *aside);

#endif
