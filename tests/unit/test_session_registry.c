/* SPDX-License-Identifier: BSD-3-Clause */
/* stores: who is logged in; nobody is hidden and nobody is made up. */
#include "stores/session_registry.h"
#include "tests/unit/sandbox.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { UID = 2001 };

struct list {
	size_t count;
	struct session last;
	int answer;
};

static int note(const struct session *session, void *arg)
{
	struct list *list = arg;

	list->count++;
	list->last = *session;
	return list->answer;
}

static size_t count(const struct sandbox *box)
{
	struct list list = { .count = 0 };

	assert_int_equal(session_registry_each(box->dirfd, UID, note, &list, NULL), 0);
	return list.count;
}

/* A session that this process opened. */
static struct session mine(void)
{
	struct session s = { .uid = UID, .pid = getpid(), .opened_s = 1795253400 };

	assert_int_equal(session_start_of(s.pid, &s.start), 0);
	snprintf(s.account, sizeof(s.account), "alice");
	snprintf(s.service, sizeof(s.service), "sshd");
	snprintf(s.tty, sizeof(s.tty), "pts/3");
	snprintf(s.host, sizeof(s.host), "192.0.2.7");
	return s;
}

static void a_session_is_listed_until_it_is_removed(void **state)
{
	const struct sandbox *box = *state;
	struct session s = mine();
	struct list list = { .count = 0 };
	struct stat st;

	assert_int_equal(count(box), 0);
	assert_int_equal(session_registry_remove(box->dirfd, &s, NULL), 0);
	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	assert_int_equal(session_registry_each(box->dirfd, UID, note, &list, NULL), 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.last.uid, UID);
	assert_int_equal(list.last.pid, getpid());
	assert_int_equal(list.last.start, s.start);
	assert_int_equal(list.last.opened_s, s.opened_s);
	assert_string_equal(list.last.account, "alice");
	assert_string_equal(list.last.service, "sshd");
	assert_string_equal(list.last.tty, "pts/3");
	assert_string_equal(list.last.host, "192.0.2.7");
	/* opened again by the same program (su within su): one file, the newer one */
	s.opened_s++;
	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	assert_int_equal(count(box), 1);
	/* nobody else's, and nobody else's to read */
	assert_int_equal(session_registry_each(box->dirfd, UID + 1, note, &list, NULL), 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(fstatat(box->dirfd, "sessions", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(fstatat(box->dirfd, "sessions/2001", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(session_registry_remove(box->dirfd, &s, NULL), 0);
	assert_int_equal(session_registry_remove(box->dirfd, &s, NULL), 0);
	assert_int_equal(count(box), 0);
}

static void each_stops_when_it_is_told_to(void **state)
{
	const struct sandbox *box = *state;
	struct session s = mine();
	struct list list = { .answer = -ECANCELED };

	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	assert_int_equal(session_registry_each(box->dirfd, UID, note, &list, NULL), -ECANCELED);
}

static void a_reused_pid_is_another_session(void **state)
{
	const struct sandbox *box = *state;
	struct session s = mine();

	s.start--;
	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	s.start += 2;
	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	assert_int_equal(count(box), 0);
	s.start--;
	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	assert_int_equal(count(box), 1);
}

static void a_session_whose_program_ended_is_stale(void **state)
{
	const struct sandbox *box = *state;
	struct session s = mine();
	uint64_t start;
	int hold[2];

	assert_int_equal(pipe(hold), 0);
	s.pid = fork();
	assert_true(s.pid >= 0);
	if (s.pid == 0) {
		char c;

		close(hold[1]);
		_exit(read(hold[0], &c, 1) == 0 ? 0 : 1);
	}
	close(hold[0]);
	assert_int_equal(session_start_of(s.pid, &s.start), 0);
	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	assert_int_equal(count(box), 1);
	close(hold[1]);
	assert_int_equal(waitpid(s.pid, NULL, 0), s.pid);
	assert_int_equal(session_start_of(s.pid, &start), -ESRCH);
	assert_int_equal(count(box), 0);
}

static void a_program_may_be_called_anything(void **state)
{
	static const char *const names[] = { ") R 1 1 1 1 1", "a b c d", "()))((", "\n", "" };
	uint64_t before, after;

	(void)state;
	assert_int_equal(session_start_of(getpid(), &before), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(prctl(PR_SET_NAME, names[i]), 0);
		EXPECT(session_start_of(getpid(), &after) == 0 && before == after, "\"%s\"",
		       names[i]);
	}
	assert_int_equal(session_start_of(0, &after), -ESRCH);
	assert_int_equal(session_start_of(-1, &after), -ESRCH);
}

struct text_case {
	const char *name, *in, *want;
};

static const struct text_case texts[] = {
	{ "plain", "x", "x" },
	{ "none", "", "" },
	{ "a forged line", "a\nservice = sshd", "a\\x0aservice = sshd" },
	{ "escape sequence", "\x1B]0;x\x07", "\\x1b]0;x\\x07" },
	{ "broken UTF-8", "\xFF", "\\xff" },
	{ "equals sign and '#'", "= # =", "= # =" },
	/* these once made the file unreadable, so that the session was hidden */
	{ "only spaces", "   ", "" },
	{ "tab", "\t", "\\x09" },
};

static void what_clients_say_of_themselves_hides_no_session(void **state)
{
	const struct sandbox *box = *state;

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct session s = mine();
		struct list list = { .count = 0 };

		snprintf(s.tty, sizeof(s.tty), "%s", texts[i].in);
		snprintf(s.host, sizeof(s.host), "%s", texts[i].in);
		assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
		assert_int_equal(session_registry_each(box->dirfd, UID, note, &list, NULL), 0);
		EXPECT(list.count == 1, "%s: hidden", texts[i].name);
		EXPECT(strcmp(list.last.tty, texts[i].want) == 0, "%s: \"%s\"", texts[i].name,
		       list.last.tty);
		EXPECT(strcmp(list.last.host, texts[i].want) == 0, "%s: \"%s\"", texts[i].name,
		       list.last.host);
	}
	/* as long as can be, also when each byte takes four */
	for (int c = 'x'; c >= '\x01'; c -= 'x' - '\x01') {
		struct session s = mine();

		memset(s.account, c, sizeof(s.account) - 1);
		memset(s.service, c, sizeof(s.service) - 1);
		memset(s.tty, c, sizeof(s.tty) - 1);
		memset(s.host, c, sizeof(s.host) - 1);
		assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
		assert_int_equal(count(box), 1);
	}
}

static void odd_files_are_passed_over(void **state)
{
	static const char *const names[] = { "README",
					     "1",
					     "1.",
					     ".1",
					     "1.2.3",
					     "-1.2",
					     "01.2",
					     "1.x",
					     "99999999999999999999.1",
					     ".123.456.0011223344556677" };
	const struct sandbox *box = *state;
	struct session s = mine();
	char name[128], file[64];

	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(name, sizeof(name), "sessions/%d/%s", UID, names[i]);
		sandbox_write(box, name, "account = mallory\n");
	}
	assert_int_equal(count(box), 1);
	/* A21: a FIFO under a good name neither blocks nor counts */
	snprintf(file, sizeof(file), "sessions/%d/%ld.%llu", UID, (long)s.pid,
		 (unsigned long long)s.start);
	assert_int_equal(unlinkat(box->dirfd, file, 0), 0);
	assert_int_equal(mkfifoat(box->dirfd, file, 0600), 0);
	alarm(10);
	assert_int_equal(count(box), 0);
	alarm(0);
	assert_int_equal(unlinkat(box->dirfd, file, 0), 0);
	sandbox_write(box, file, "opened = x\n");
	assert_int_equal(count(box), 0);
}

static void A20_links_planted_in_the_registry_are_not_followed(void **state)
{
	const struct sandbox *box = *state;
	struct session s = mine();
	struct list list = { .count = 0 };
	char name[64];

	sandbox_mkdir(box, "elsewhere");
	sandbox_mkdir(box, "sessions");
	snprintf(name, sizeof(name), "sessions/%d", UID);
	assert_int_equal(symlinkat("../elsewhere", box->dirfd, name), 0);
	assert_true(session_registry_add(box->dirfd, &s, NULL) < 0);
	assert_true(session_registry_each(box->dirfd, UID, note, &list, NULL) < 0);
	assert_int_equal(sandbox_count(box, "elsewhere"), 0);
	assert_int_equal(unlinkat(box->dirfd, name, 0), 0);
	assert_int_equal(fchmodat(box->dirfd, "sessions", 0777, 0), 0);
	assert_int_equal(session_registry_add(box->dirfd, &s, NULL), -EPERM);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SANDBOX(a_session_is_listed_until_it_is_removed),
		IN_SANDBOX(each_stops_when_it_is_told_to),
		IN_SANDBOX(a_reused_pid_is_another_session),
		IN_SANDBOX(a_session_whose_program_ended_is_stale),
		IN_SANDBOX(a_program_may_be_called_anything),
		IN_SANDBOX(what_clients_say_of_themselves_hides_no_session),
		IN_SANDBOX(odd_files_are_passed_over),
		IN_SANDBOX(A20_links_planted_in_the_registry_are_not_followed),
	};

	return cmocka_run_group_tests_name("session_registry", tests, NULL, NULL);
}
