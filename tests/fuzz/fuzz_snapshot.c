/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_snapshot: a snapshot of three accounts with the bytes of the input laid over it, or any bytes at
 * all. No answer but the right ones or "damaged"; nothing is read outside the file (attacks H137, H138).
 */
#include "stores/snapshot.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

enum { FILE_MOST = 65536 };

static const char *const names[] = { "alice", "bob", "carol" };

static int directory(void)
{
	static int dirfd = -1;
	char path[1024];

	if (dirfd < 0) {
		/* run.sh gives us a directory of our own, and takes it away */
		snprintf(path, sizeof(path), "%s/snapshot.XXXXXX", getenv("TMPDIR"));
		if (!mkdtemp(path))
			abort();
		dirfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	return dirfd;
}

static size_t sound(unsigned char *ret)
{
	static unsigned char bytes[FILE_MOST];
	static size_t len;

	if (len == 0) {
		struct snapshot_writer *w = NULL;

		if (snapshot_writer_new(directory(), 1000, &w, NULL) < 0)
			abort();
		for (unsigned i = 0; i < 3; i++) {
			struct snapshot_account a = { .uid = 1000 + i,
						      .state = (enum account_state)i,
						      .password_changed_s = 5 };

			snprintf(a.name, sizeof(a.name), "%s", names[i]);
			if (snapshot_writer_add(w, &a, NULL) < 0)
				abort();
		}
		if (snapshot_writer_commit(w, NULL) < 0)
			abort();

		int fd = openat(directory(), "snapshot.cdb", O_RDONLY | O_CLOEXEC);

		len = (size_t)read(fd, bytes, sizeof(bytes));
		close(fd);
	}
	memcpy(ret, bytes, len);
	return len;
}

static void ask(void)
{
	struct snapshot snapshot;

	if (snapshot_open(directory(), &snapshot, NULL) < 0)
		return;
	for (unsigned i = 0; i < 3; i++) {
		struct snapshot_account a;
		int64_t made_s = 0;
		int r = snapshot_find(&snapshot, names[i], &a, &made_s, NULL);

		if (r == 1 &&
		    (a.uid != 1000 + i || a.state != (enum account_state)i || made_s != 1000))
			abort();
	}
	snapshot_close(&snapshot);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	static unsigned char file[FILE_MOST];
	size_t size = sound(file);

	if (len < 3)
		return 0;

	/* byte 0: lay over or replace; bytes 1 and 2: where */
	size_t at = bytes[0] & 1 ? ((size_t)bytes[1] << 8 | bytes[2]) % size : 0;

	if ((bytes[0] & 1) == 0)
		size = 0;
	if (at + len - 3 > sizeof(file))
		return 0;
	memcpy(file + at, bytes + 3, len - 3);
	size = at + len - 3 > size ? at + len - 3 : size;

	int fd =
		openat(directory(), "snapshot.cdb", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, file, size) != (ssize_t)size)
		abort();
	close(fd);
	ask();
	return 0;
}
