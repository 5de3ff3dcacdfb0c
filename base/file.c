/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOAD_TRIES = 3 };

void file_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

void file_free(char **text)
{
	free(*text);
}

static int system_error(struct error *reterr, int code, const char *name)
{
	error_set(reterr, code, NULL, NULL);
	error_at(reterr, name, 0);
	return code;
}

static int check_owner(const struct stat *st, const char *name, struct error *reterr)
{
	bool foreign = st->st_uid != 0 && st->st_uid != geteuid();

	if (!foreign && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0)
		return 0;
	error_set(reterr, -EPERM,
		  foreign ? N_("It belongs to somebody who could change it at will.")
			  : N_("Others than its owner may write to it."),
		  foreign ? N_("Give it to root: chown root:root.")
			  : N_("Take that right away: chmod go-w."));
	error_at(reterr, name, 0);
	return -EPERM;
}

static int open_checked(int dirfd, const char *name, int flags, mode_t kind, bool trusted,
			struct error *reterr)
{
	struct stat st;
	/* O_NONBLOCK: opening a FIFO must not wait for its writer; regular files ignore it */
	int fd = openat(dirfd, name,
			flags | O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int r = fd < 0 ? -errno : 0;

	if (r == -ELOOP) {
		error_set(reterr, r, N_("It is a symbolic link."),
			  N_("Put the file itself there (a link to /dev/null switches a policy "
			     "file off)."));
		error_at(reterr, name, 0);
		return r;
	}
	if (fd < 0)
		return system_error(reterr, r, name);
	if (fstat(fd, &st) < 0)
		r = system_error(reterr, -errno, name);
	else if ((st.st_mode & S_IFMT) != kind) {
		error_set(reterr, -EINVAL, N_("It is not a regular file."),
			  N_("Put a plain file in its place."));
		error_at(reterr, name, 0);
		r = -EINVAL;
	} else if (trusted)
		r = check_owner(&st, name, reterr);
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}

int file_open_trusted(int dirfd, const char *name, struct error *reterr)
{
	return open_checked(dirfd, name, 0, S_IFREG, true, reterr);
}

int file_open_any(int dirfd, const char *name, struct error *reterr)
{
	return open_checked(dirfd, name, 0, S_IFREG, false, reterr);
}

int file_open_trusted_dir(int dirfd, const char *name, struct error *reterr)
{
	return open_checked(dirfd, name, O_DIRECTORY, S_IFDIR, true, reterr);
}

static bool held_still(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Reads up to size bytes; returns how many, or -errno. */
static ssize_t read_up_to(int fd, char *buf, size_t size)
{
	size_t used = 0;

	while (used < size) {
		ssize_t got = pread(fd, buf + used, size - used, (off_t)used);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		used += (size_t)got;
	}
	return (ssize_t)used;
}

/*
 * Whether a second reading finds the same bytes. Times and size alone miss a rewrite of the same length
 * within one tick of the kernel's clock, and a read may see half of it (attack F124).
 */
static bool reads_the_same(int fd, const char *text, size_t len)
{
	char again[4096];

	for (size_t at = 0; at < len;) {
		size_t want = len - at < sizeof(again) ? len - at : sizeof(again);
		ssize_t got = pread(fd, again, want, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || memcmp(again, text + at, (size_t)got) != 0)
			return false;
		at += (size_t)got;
	}
	return true;
}

int file_read(int fd, size_t most, char **ret, size_t *ret_len, struct error *reterr)
{
	struct stat before, after;
	CLEANUP(file_free) char *text = NULL;

	if (fstat(fd, &before) < 0)
		return error_set(reterr, -errno, NULL, NULL);
	if (before.st_size < 0 || (uintmax_t)before.st_size > most)
		return error_set(reterr, -EFBIG, N_("It is far too long to be what it should be."),
				 N_("Put the right file in its place."));
	text = malloc((size_t)before.st_size + 1);
	if (!text)
		return error_set(reterr, -ENOMEM, NULL, NULL);

	ssize_t got = read_up_to(fd, text, (size_t)before.st_size);

	if (got < 0)
		return error_set(reterr, (int)got, NULL, NULL);

	bool same = got == before.st_size && reads_the_same(fd, text, (size_t)got);

	if (fstat(fd, &after) < 0)
		return error_set(reterr, -errno, NULL, NULL);
	if (!same || !held_still(&before, &after))
		return error_set(reterr, -EAGAIN, N_("It was being changed while it was read."),
				 N_("Write such files aside and rename them into place."));
	text[got] = '\0';
	*ret = text;
	*ret_len = (size_t)got;
	text = NULL;
	return 0;
}

int file_load(const char *dir, const char *name, size_t most, char **ret, size_t *ret_len,
	      struct error *reterr)
{
	CLEANUP(file_close) int dirfd = file_open_trusted_dir(AT_FDCWD, dir, reterr);
	char path[ERROR_FILE_MAX];
	int r = dirfd;

	for (int i = 0; dirfd >= 0 && i < LOAD_TRIES; i++) {
		CLEANUP(file_close) int fd = file_open_trusted(dirfd, name, reterr);

		r = fd < 0 ? fd : file_read(fd, most, ret, ret_len, reterr);
		if (r != -EAGAIN)
			break;
	}
	if (r < 0 && dirfd >= 0) {
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		error_at(reterr, path, 0);
	}
	return r;
}

int file_begin(int dirfd, const char *name, mode_t mode, char ret_aside[FILE_NAME_MAX],
	       struct error *reterr)
{
	for (int i = 0; i < 16; i++) {
		uint64_t random;

		if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
			return system_error(reterr, -EIO, name);
		if (snprintf(ret_aside, FILE_NAME_MAX, ".%s.%016llx", name,
			     (unsigned long long)random) >= FILE_NAME_MAX)
			return system_error(reterr, -ENAMETOOLONG, name);

		int fd = openat(dirfd, ret_aside,
				O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

		if (fd >= 0 || errno != EEXIST)
			return fd >= 0 ? fd : system_error(reterr, -errno, name);
	}
	return system_error(reterr, -EEXIST, name);
}

int file_commit(int dirfd, int fd, const char *aside, const char *name, struct error *reterr)
{
	if (fsync(fd) < 0 || renameat(dirfd, aside, dirfd, name) < 0)
		return system_error(reterr, -errno, name);
	/* the name is only as lasting as its directory */
	if (fsync(dirfd) < 0)
		return system_error(reterr, -errno, name);
	return 0;
}

void file_discard(int dirfd, const char *aside)
{
	unlinkat(dirfd, aside, 0);
}

static int write_some(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		bytes += put;
		len -= (size_t)put;
	}
	return 0;
}

/*
 * A write above RLIMIT_FSIZE kills the process by SIGXFSZ (attack A32), which may be somebody's login:
 * held back and taken off again here, it is a plain -EFBIG.
 */
static int write_all(int fd, const char *bytes, size_t len)
{
	const struct timespec now = { 0 };
	sigset_t xfsz, before, pending;

	sigemptyset(&xfsz);
	sigaddset(&xfsz, SIGXFSZ);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &xfsz, &before);

	int r = write_some(fd, bytes, len);

	if (r < 0 && !sigismember(&pending, SIGXFSZ))
		sigtimedwait(&xfsz, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

int file_replace(int dirfd, const char *name, const void *bytes, size_t len, mode_t mode,
		 struct error *reterr)
{
	char aside[FILE_NAME_MAX];
	CLEANUP(file_close) int fd = file_begin(dirfd, name, mode, aside, reterr);

	if (fd < 0)
		return fd;

	int r = write_all(fd, bytes, len);

	if (r < 0)
		system_error(reterr, r, name);
	else
		r = file_commit(dirfd, fd, aside, name, reterr);
	if (r < 0)
		file_discard(dirfd, aside);
	return r;
}
