/* SPDX-License-Identifier: BSD-3-Clause */
/* base: opening, reading and replacing files. */
#include "base/file.h"
#include "tests/unit/sandbox.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Stands before libc's, so that something can happen just before the code under test reads. */
static void (*before_read)(void);

ssize_t pread(int fd, void *buf, size_t len, off_t at)
{
	if (before_read)
		before_read();
	return syscall(SYS_pread64, fd, buf, len, at);
}

struct open_case {
	const char *name, *path;
	int want;
};

static const struct open_case opens[] = {
	{ "a plain file", "good", 0 },
	{ "no file", "absent", -ENOENT },
	{ "A20: a symbolic link to a good file", "link", -ELOOP },
	{ "a dangling link", "dangling", -ELOOP },
	{ "a link to /dev/null", "null", -ELOOP },
	{ "A21: a FIFO", "fifo", -EINVAL },
	{ "a directory", "dir", -EINVAL },
	{ "a device", "/dev/null", -EINVAL },
	{ "a terminal", "/dev/tty0", -EINVAL },
	{ "group may write", "group", -EPERM },
	{ "others may write", "others", -EPERM },
	{ "group and others may read", "readable", 0 },
};

static void prepare(const struct sandbox *box)
{
	sandbox_write(box, "good", "x\n");
	sandbox_write(box, "group", "x\n");
	sandbox_write(box, "others", "x\n");
	sandbox_write(box, "readable", "x\n");
	sandbox_mkdir(box, "dir");
	assert_int_equal(fchmodat(box->dirfd, "group", 0664, 0), 0);
	assert_int_equal(fchmodat(box->dirfd, "others", 0646, 0), 0);
	assert_int_equal(fchmodat(box->dirfd, "readable", 0444, 0), 0);
	assert_int_equal(symlinkat("good", box->dirfd, "link"), 0);
	assert_int_equal(symlinkat("nowhere", box->dirfd, "dangling"), 0);
	assert_int_equal(symlinkat("/dev/null", box->dirfd, "null"), 0);
	assert_int_equal(mkfifoat(box->dirfd, "fifo", 0644), 0);
}

static void A20_A21_only_trusted_regular_files_are_opened(void **state)
{
	const struct sandbox *box = *state;

	prepare(box);
	alarm(10); /* a FIFO that blocks ends the test */
	for (size_t i = 0; i < COUNT(opens); i++) {
		struct error e = { .code = 0 };

		if (opens[i].path[0] == '/' && access(opens[i].path, R_OK) < 0)
			continue;

		int fd = file_open_trusted(box->dirfd, opens[i].path, &e);

		EXPECT(opens[i].want == 0 ? fd >= 0 : fd == opens[i].want, "%s: %d", opens[i].name,
		       fd);
		EXPECT(e.code == opens[i].want, "%s: the error says %d", opens[i].name, e.code);
		EXPECT(fd < 0 || (fcntl(fd, F_GETFD) & FD_CLOEXEC), "%s", opens[i].name);
		if (fd >= 0)
			close(fd);
	}
	alarm(0);
}

static void only_trusted_directories_are_opened(void **state)
{
	const struct sandbox *box = *state;

	prepare(box);
	assert_int_equal(symlinkat("dir", box->dirfd, "dirlink"), 0);

	int fd = file_open_trusted_dir(box->dirfd, "dir", NULL);

	assert_true(fd >= 0);
	close(fd);
	assert_true(file_open_trusted_dir(box->dirfd, "dirlink", NULL) < 0);
	assert_true(file_open_trusted_dir(box->dirfd, "good", NULL) < 0);
	assert_int_equal(file_open_trusted_dir(box->dirfd, "absent", NULL), -ENOENT);
	assert_int_equal(fchmodat(box->dirfd, "dir", 0775, 0), 0);
	assert_int_equal(file_open_trusted_dir(box->dirfd, "dir", NULL), -EPERM);
	assert_int_equal(fchmodat(box->dirfd, "dir", 01777, 0), 0);
	assert_int_equal(file_open_trusted_dir(box->dirfd, "dir", NULL), -EPERM);
}

static void A20_what_a_stranger_owns_is_not_trusted(void **state)
{
	const struct sandbox *box = *state;
	struct error e;

	if (geteuid() != 0)
		skip();
	prepare(box);
	assert_int_equal(fchownat(box->dirfd, "good", 65534, 0, 0), 0);
	assert_int_equal(file_open_trusted(box->dirfd, "good", &e), -EPERM);
	assert_string_equal(e.file, "good");
	assert_int_equal(fchownat(box->dirfd, "dir", 65534, 0, 0), 0);
	assert_int_equal(file_open_trusted_dir(box->dirfd, "dir", NULL), -EPERM);
	/* a file that belongs to the group nogroup, who may not write it, is fine */
	assert_int_equal(fchownat(box->dirfd, "readable", 0, 65534, 0), 0);

	int fd = file_open_trusted(box->dirfd, "readable", NULL);

	assert_true(fd >= 0);
	close(fd);
}

static void a_file_is_read_whole_or_not_at_all(void **state)
{
	const struct sandbox *box = *state;
	char *text = NULL;
	size_t len = 77;
	struct error e;

	sandbox_write_bytes(box, "f", "a\0b", 3);
	sandbox_write(box, "empty", "");

	int fd = file_open_trusted(box->dirfd, "f", NULL);

	assert_int_equal(file_read(fd, 2, &text, &len, &e), -EFBIG);
	assert_null(text);
	assert_int_equal(len, 77);
	assert_int_equal(file_read(fd, 3, &text, &len, NULL), 0);
	assert_int_equal(len, 3);
	assert_memory_equal(text, "a\0b\0", 4);
	file_free(&text);
	close(fd);
	fd = file_open_trusted(box->dirfd, "empty", NULL);
	assert_int_equal(file_read(fd, 3, &text, &len, NULL), 0);
	assert_int_equal(len, 0);
	assert_int_equal(text[0], '\0');
	file_free(&text);
	close(fd);
	assert_int_equal(file_read(-1, 3, &text, &len, &e), -EBADF);
}

static const struct sandbox *here;

static void append(void)
{
	int fd = openat(here->dirfd, "f", O_WRONLY | O_APPEND | O_CLOEXEC);

	before_read = NULL;
	assert_int_equal(write(fd, "more\n", 5), 5);
	close(fd);
}

static void cut(void)
{
	before_read = NULL;
	assert_int_equal(truncate(sandbox_path(here, "f"), 2), 0);
}

static void same_size(void)
{
	int fd = openat(here->dirfd, "f", O_WRONLY | O_CLOEXEC);
	/* as if the file had been at rest: a fresh file's time may be of the same tick */
	const struct timespec later[2] = { { .tv_sec = 4102444800 }, { .tv_sec = 4102444800 } };

	before_read = NULL;
	assert_int_equal(pwrite(fd, "TEXT\n", 5, 0), 5);
	assert_int_equal(futimens(fd, later), 0);
	close(fd);
}

static void F124_a_file_that_changes_while_it_is_read_is_refused(void **state)
{
	static void (*const changes[])(void) = { append, cut, same_size };
	char *text = NULL;
	size_t len;

	here = *state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct error e;

		sandbox_write(here, "f", "text\n");

		int fd = file_open_trusted(here->dirfd, "f", NULL);

		before_read = changes[i];

		int r = file_read(fd, 4096, &text, &len, &e);

		before_read = NULL;
		EXPECT(r == -EAGAIN, "change %zu: %d", i, r);
		assert_null(text);
		close(fd);
	}
}

static void replacing_gives_the_new_file_its_bytes_and_mode(void **state)
{
	const struct sandbox *box = *state;
	struct stat st;
	size_t len;

	assert_int_equal(file_replace(box->dirfd, "f", "one", 3, 0600, NULL), 0);
	assert_int_equal(file_replace(box->dirfd, "f", "two!", 4, 0644, NULL), 0);

	char *text = sandbox_read(box, "f", &len);

	assert_string_equal(text, "two!");
	free(text);
	assert_int_equal(fstatat(box->dirfd, "f", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(file_replace(box->dirfd, "f", "", 0, 0600, NULL), 0);
	assert_int_equal(sandbox_count(box, "."), 1);

	/* A20: a link in its place is replaced, not followed */
	sandbox_write(box, "victim", "mine\n");
	assert_int_equal(unlinkat(box->dirfd, "f", 0), 0);
	assert_int_equal(symlinkat("victim", box->dirfd, "f"), 0);
	assert_int_equal(file_replace(box->dirfd, "f", "new", 3, 0600, NULL), 0);
	text = sandbox_read(box, "victim", &len);
	assert_string_equal(text, "mine\n");
	free(text);
}

/* The old bytes are there and nothing else. */
static void expect_untouched(const struct sandbox *box, const char *why)
{
	size_t len;
	char *text = sandbox_read(box, "f", &len);

	EXPECT(strcmp(text, "old") == 0, "%s: \"%s\"", why, text);
	EXPECT(sandbox_count(box, ".") == 1, "%s: something is left behind", why);
	free(text);
}

static void nothing_is_left_behind_where_the_name_cannot_be_taken(void **state)
{
	const struct sandbox *box = *state;
	char longer[FILE_NAME_MAX];
	struct error e;

	sandbox_write(box, "taken/inside", "x");
	assert_true(file_replace(box->dirfd, "taken", "new", 3, 0600, &e) < 0);
	assert_string_equal(e.file, "taken");
	assert_int_equal(sandbox_count(box, "."), 1);
	memset(longer, 'n', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(file_replace(box->dirfd, longer, "new", 3, 0600, &e), -ENAMETOOLONG);
	assert_int_equal(sandbox_count(box, "."), 1);
}

static void A32_nothing_is_left_behind_where_files_may_not_grow(void **state)
{
	const struct sandbox *box = *state;
	struct rlimit old, tight = { .rlim_cur = 2 };

	assert_int_equal(file_replace(box->dirfd, "f", "old", 3, 0600, NULL), 0);
	getrlimit(RLIMIT_FSIZE, &old);
	tight.rlim_max = old.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);

	int r = file_replace(box->dirfd, "f", "new!", 4, 0600, NULL);

	setrlimit(RLIMIT_FSIZE, &old);
	assert_int_equal(r, -EFBIG);
	expect_untouched(box, "RLIMIT_FSIZE");
}

static bool say(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	file_close(&fd);
	return good;
}

/* Without a mapping the caller is nobody in his own namespace, and nobody may not make files. */
static bool map_myself(uid_t uid, gid_t gid)
{
	char map[32];

	snprintf(map, sizeof(map), "0 %u 1\n", (unsigned)uid);
	if (!say("/proc/self/uid_map", map) || !say("/proc/self/setgroups", "deny"))
		return false;
	snprintf(map, sizeof(map), "0 %u 1\n", (unsigned)gid);
	return say("/proc/self/gid_map", map);
}

/* In a mount namespace of its own: 0 as hoped, 77 if the kernel does not let us, else which step failed. */
static int fill_a_tmpfs(const struct sandbox *box)
{
	static char much[256 * 1024];
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWNS | (uid == 0 ? 0 : CLONE_NEWUSER)) < 0 ||
	    (uid != 0 && !map_myself(uid, gid)) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("none", box->path, "tmpfs", 0, "size=64k,mode=755") < 0)
		return 77;

	int dirfd = open(box->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct sandbox full = { .dirfd = dirfd };

	memcpy(full.path, box->path, sizeof(full.path));
	if (dirfd < 0 || file_replace(dirfd, "f", "old", 3, 0600, NULL) < 0)
		return 1;
	if (file_replace(dirfd, "f", much, sizeof(much), 0600, NULL) != -ENOSPC)
		return 2;
	expect_untouched(&full, "full tmpfs");
	return 0;
}

static void nothing_is_left_behind_on_a_full_disk(void **state)
{
	const struct sandbox *box = *state;
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(fill_a_tmpfs(box));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_file_in_the_making_can_be_given_up(void **state)
{
	const struct sandbox *box = *state;
	char aside[FILE_NAME_MAX];
	struct stat st;
	int fd = file_begin(box->dirfd, "f", 0600, aside, NULL);

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(aside[0], '.');
	assert_int_equal(sandbox_count(box, "."), 1);
	file_discard(box->dirfd, aside);
	close(fd);
	assert_int_equal(sandbox_count(box, "."), 0);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SANDBOX(A20_A21_only_trusted_regular_files_are_opened),
		IN_SANDBOX(only_trusted_directories_are_opened),
		IN_SANDBOX(A20_what_a_stranger_owns_is_not_trusted),
		IN_SANDBOX(a_file_is_read_whole_or_not_at_all),
		IN_SANDBOX(F124_a_file_that_changes_while_it_is_read_is_refused),
		IN_SANDBOX(replacing_gives_the_new_file_its_bytes_and_mode),
		IN_SANDBOX(nothing_is_left_behind_where_the_name_cannot_be_taken),
		IN_SANDBOX(A32_nothing_is_left_behind_where_files_may_not_grow),
		IN_SANDBOX(nothing_is_left_behind_on_a_full_disk),
		IN_SANDBOX(a_file_in_the_making_can_be_given_up),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
