/* SPDX-License-Identifier: BSD-3-Clause */
/* stores: writing a snapshot and finding in it; and what happens when the writer dies or the disk lies. */
#include "stores/snapshot.h"
#include "tests/unit/accounts.h"
#include "tests/unit/sandbox.h"
#include "tests/unit/unit.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_NAME "snapshot.cdb"

enum { MANY = 3000, SOME = 40 };

/* Stands before libc's: which of the next calls says that the disk failed; whether it is called at all. */
static int fsync_fails_at;
static bool no_fsync;

int fsync(int fd)
{
	if (no_fsync)
		return 0;
	if (fsync_fails_at > 0 && --fsync_fails_at == 0) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

/* 1 and the account, 0, or -errno, through open, find and close. */
static int find(const struct sandbox *box, const char *name, struct snapshot_account *ret,
		int64_t *ret_made_s)
{
	struct snapshot s;
	int r = snapshot_open(box->dirfd, &s, NULL);

	if (r < 0)
		return r;
	r = snapshot_find(&s, name, ret, ret_made_s, NULL);
	snapshot_close(&s);
	return r;
}

static void all_that_is_in_it_is_found_and_nothing_else(void **state)
{
	const struct sandbox *box = *state;
	struct snapshot_account account, found;
	char name[SNAPSHOT_NAME_MAX + 8];
	int64_t made_s;

	assert_int_equal(accounts_write(box->dirfd, MANY, 1), 0);
	for (unsigned i = 0; i < MANY; i++) {
		accounts_make(i, 1, &account);
		made_s = 0;
		EXPECT(find(box, account.name, &found, &made_s) == 1 && accounts_is(&found, i, 1),
		       "%s", account.name);
		EXPECT(made_s == accounts_made_s(1), "%s", account.name);
		for (size_t k = 0; account.name[k]; k++)
			account.name[k] = (char)toupper((unsigned char)account.name[k]);
		EXPECT(find(box, account.name, &found, &made_s) == 1 && accounts_is(&found, i, 1),
		       "%s", account.name);
		made_s = 0;
		snprintf(name, sizeof(name), "%sx", account.name);
		EXPECT(find(box, name, &found, &made_s) == 0, "%s", name);
		EXPECT(made_s == accounts_made_s(1), "%s", name);
		name[strlen(name) - 2] = '\0';
		EXPECT(find(box, name, &found, &made_s) == 0 || strlen(name) < 5 ||
			       strcasecmp(found.name, name) == 0,
		       "%s", name);
	}
}

static void odd_names_are_looked_up_without_harm(void **state)
{
	const struct sandbox *box = *state;
	char longest[4096];
	struct snapshot_account found;
	int64_t made_s;
	static const char *const names[] = { "",        " ",   "..", "../../etc/passwd",
					     "user\n0", "a:b", "#0", "\xFF" };

	assert_int_equal(accounts_write(box->dirfd, SOME, 1), 0);
	for (size_t i = 0; i < COUNT(names); i++)
		EXPECT(find(box, names[i], &found, &made_s) == 0, "%s", names[i]);
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(find(box, longest, &found, &made_s), 0);
	longest[SNAPSHOT_NAME_MAX] = '\0';
	assert_int_equal(find(box, longest, &found, &made_s), 0);
	longest[SNAPSHOT_NAME_MAX - 1] = '\0';
	assert_int_equal(find(box, longest, &found, &made_s), 0);
}

static void an_empty_snapshot_knows_nobody_for_certain(void **state)
{
	const struct sandbox *box = *state;
	struct snapshot_account found;
	int64_t made_s = 0;

	assert_int_equal(find(box, "alice", &found, &made_s), -ENOENT);
	assert_int_equal(accounts_write(box->dirfd, 0, 3), 0);
	assert_int_equal(find(box, "alice", &found, &made_s), 0);
	assert_int_equal(made_s, accounts_made_s(3));
	/* H140: what a crash of somebody else's writer may leave is no snapshot */
	sandbox_write(box, FILE_NAME, "");
	assert_int_equal(find(box, "alice", &found, &made_s), -EBADMSG);
	sandbox_write(box, FILE_NAME, "rubbish\n");
	assert_int_equal(find(box, "alice", &found, &made_s), -EBADMSG);
}

struct reject_case {
	const char *name, *account, *owner;
	int want;
};

static const struct reject_case rejects[] = {
	{ "good", "bob", "E1", 0 },
	{ "again", "bob", "E2", -EEXIST },
	{ "again in capitals", "BOB", "E2", -EEXIST },
	{ "no name", "", "E1", -EINVAL },
	{ "newline", "bob\n", "E1", -EINVAL },
	{ "escape", "\x1B[2J", "E1", -EINVAL },
	{ "broken UTF-8", "\xFF", "E1", -EINVAL },
	{ "no owner on record", "carol", "", 0 },
};

static void bad_accounts_are_refused_and_the_good_ones_stay(void **state)
{
	const struct sandbox *box = *state;
	struct snapshot_account account, found;
	struct snapshot_writer *w;
	struct error e;
	int64_t made_s;

	assert_int_equal(snapshot_writer_new(box->dirfd, 77, &w, &e), 0);
	for (size_t i = 0; i < COUNT(rejects); i++) {
		account = (struct snapshot_account) { .uid = 1 };
		snprintf(account.name, sizeof(account.name), "%s", rejects[i].account);
		snprintf(account.owner, sizeof(account.owner), "%s", rejects[i].owner);
		EXPECT(snapshot_writer_add(w, &account, &e) == rejects[i].want, "%s",
		       rejects[i].name);
	}
	memset(account.name, 'x', sizeof(account.name)); /* without its end */
	assert_int_equal(snapshot_writer_add(w, &account, &e), -EINVAL);
	snprintf(account.name, sizeof(account.name), "dave");
	memset(account.owner, 'x', sizeof(account.owner));
	assert_int_equal(snapshot_writer_add(w, &account, &e), -EINVAL);
	assert_int_equal(snapshot_writer_commit(w, NULL), 0);
	assert_int_equal(find(box, "bob", &found, &made_s), 1);
	assert_string_equal(found.owner, "E1");
	assert_int_equal(find(box, "carol", &found, &made_s), 1);
	assert_int_equal(find(box, "dave", &found, &made_s), 0);
}

static void H143_root_only_and_no_hash_in_it(void **state)
{
	const struct sandbox *box = *state;
	static const mode_t masks[] = { 0, 022, 077 };
	struct stat st;
	size_t len;

	for (size_t i = 0; i < COUNT(masks); i++) {
		mode_t old = umask(masks[i]);

		assert_int_equal(accounts_write(box->dirfd, SOME, 1), 0);
		umask(old);
		assert_int_equal(fstatat(box->dirfd, FILE_NAME, &st, AT_SYMLINK_NOFOLLOW), 0);
		assert_true(S_ISREG(st.st_mode));
		assert_int_equal(st.st_mode & 07777, 0600);
	}

	/* all text in it is names and owners: no room where a hash could be */
	char *bytes = sandbox_read(box, FILE_NAME, &len);

	for (size_t i = 0, run = 0; i < len; i++) {
		run = isprint((unsigned char)bytes[i]) ? run + 1 : 0;
		EXPECT(run < SNAPSHOT_NAME_MAX, "a long text at %zu", i);
		EXPECT(i + 2 >= len || bytes[i] != '$' || !isdigit((unsigned char)bytes[i + 1]) ||
			       bytes[i + 2] != '$',
		       "something like a hash at %zu", i);
	}
	assert_null(memmem(bytes, len, "SSHA", 4));
	free(bytes);
}

/* All of it is of one generation. */
static void expect_generation(const struct sandbox *box, unsigned generation, const char *when)
{
	for (unsigned i = 0; i < SOME; i++) {
		struct snapshot_account want, found;
		int64_t made_s = 0;

		accounts_make(i, generation, &want);
		EXPECT(find(box, want.name, &found, &made_s) == 1 &&
			       accounts_is(&found, i, generation) &&
			       made_s == accounts_made_s(generation),
		       "%s: %s is not of generation %u", when, want.name, generation);
	}
}

/* 0: there is none; else the generation, which all of it must be of. */
static unsigned generation_of(const struct sandbox *box, const char *when)
{
	struct snapshot_account account;
	int64_t made_s = 0;

	accounts_make(0, 1, &account);

	int r = find(box, account.name, &account, &made_s);
	unsigned generation = made_s == accounts_made_s(1) ? 1 : 2;

	EXPECT(r == 1 || r == -ENOENT, "%s: %d", when, r);
	if (r == -ENOENT)
		return 0;
	expect_generation(box, generation, when);
	return generation;
}

/* Runs the writer and kills it at its n-th stop at a system call; false if it ended before. */
static bool kill_writer_at(const struct sandbox *box, unsigned n)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(77);
		no_fsync = false;
		raise(SIGSTOP);
		_exit(accounts_write(box->dirfd, SOME, 2) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	for (unsigned stop = 0; stop < n; stop++) {
		assert_int_equal(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (WIFEXITED(status)) {
			EXPECT(WEXITSTATUS(status) == 0, "the writer failed by itself");
			return false;
		}
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return true;
}

/* Stops come before and after each system call, so both sides of each are tried. */
static void kill_everywhere(const struct sandbox *box, unsigned old)
{
	unsigned n = 1, seen[3] = { 0, 0, 0 };
	char when[64];

	no_fsync =
		true; /* the machine itself does not go down; the writer that is killed keeps it */
	for (bool killed = true; killed; n++) {
		if (old > 0)
			assert_int_equal(accounts_write(box->dirfd, SOME, old), 0);
		else if (unlinkat(box->dirfd, FILE_NAME, 0) < 0)
			assert_int_equal(errno, ENOENT);
		killed = kill_writer_at(box, n);
		snprintf(when, sizeof(when), "killed at stop %u", n);

		unsigned generation = generation_of(box, when);

		EXPECT(generation == old || generation == 2, "%s: generation %u", when, generation);
		EXPECT(killed || generation == 2, "not killed, and yet not written");
		seen[generation]++;
		/* run again: it converges */
		assert_int_equal(accounts_write(box->dirfd, SOME, 2), 0);
		expect_generation(box, 2, when);
	}
	no_fsync = false;
	print_message("%u stops: %u left the old one, %u the new one\n", n - 2, seen[old],
		      seen[2] - 1);
	assert_true(seen[old] > 10 && seen[2] > 1);
}

static void H140_killed_at_first_creation_leaves_none_or_a_whole_one(void **state)
{
	kill_everywhere(*state, 0);
}

static void H140_killed_at_replacing_leaves_the_old_or_the_new_one(void **state)
{
	kill_everywhere(*state, 1);
}

static void H145_a_disk_that_fails_is_no_success(void **state)
{
	const struct sandbox *box = *state;

	assert_int_equal(accounts_write(box->dirfd, SOME, 1), 0);
	fsync_fails_at = 1; /* of the file: nothing is renamed */
	assert_int_equal(accounts_write(box->dirfd, SOME, 2), -EIO);
	expect_generation(box, 1, "fsync of the file failed");
	assert_int_equal(sandbox_count(box, "."), 1);
	fsync_fails_at = 2; /* of the directory: it may or may not last, so it is no success */
	assert_int_equal(accounts_write(box->dirfd, SOME, 2), -EIO);
	assert_true(generation_of(box, "fsync of the directory failed") > 0);
	assert_int_equal(sandbox_count(box, "."), 1);
	fsync_fails_at = 0;
}

static void a_writer_that_gives_up_leaves_nothing(void **state)
{
	const struct sandbox *box = *state;
	struct snapshot_account account;
	struct snapshot_writer *w;

	assert_int_equal(accounts_write(box->dirfd, SOME, 1), 0);
	assert_int_equal(snapshot_writer_new(box->dirfd, 1, &w, NULL), 0);
	accounts_make(0, 2, &account);
	assert_int_equal(snapshot_writer_add(w, &account, NULL), 0);
	snapshot_writer_free(w);
	snapshot_writer_free(NULL);
	assert_int_equal(sandbox_count(box, "."), 1);
	expect_generation(box, 1, "given up");
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SANDBOX(all_that_is_in_it_is_found_and_nothing_else),
		IN_SANDBOX(odd_names_are_looked_up_without_harm),
		IN_SANDBOX(an_empty_snapshot_knows_nobody_for_certain),
		IN_SANDBOX(bad_accounts_are_refused_and_the_good_ones_stay),
		IN_SANDBOX(H143_root_only_and_no_hash_in_it),
		IN_SANDBOX(H140_killed_at_first_creation_leaves_none_or_a_whole_one),
		IN_SANDBOX(H140_killed_at_replacing_leaves_the_old_or_the_new_one),
		IN_SANDBOX(H145_a_disk_that_fails_is_no_success),
		IN_SANDBOX(a_writer_that_gives_up_leaves_nothing),
	};

	return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
