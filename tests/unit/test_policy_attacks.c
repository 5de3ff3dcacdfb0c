/* SPDX-License-Identifier: BSD-3-Clause */
/* stores: what typos, torn writes and strangers do to the policy that is in force (F122, F124, F125). */
#include "stores/policy_store.h"

#include "stores/policy_last_good.h"
#include "tests/unit/root.h"
#include "tests/unit/typo.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONF   "policy.conf"
#define DROPIN "policy.conf.d/10.conf"

enum { REWRITES = 100000 };

/* Two policies that differ in each of these, so that a mixture shows. */
static const char old_text[] = "password_min_length = 14\npassword_min_classes = 3\n"
			       "password_max_age = 60\nidle_minutes = 10\nsnapshot_max_age = 48\n";
static const char new_text[] = "password_min_length = 20\npassword_min_classes = 4\n"
			       "password_max_age = 30\nidle_minutes = 5\nsnapshot_max_age = 24\n";

static void keep(const struct sandbox *box, const char *text, struct policy *ret)
{
	policy_init(ret);
	assert_int_equal(policy_parse(text, strlen(text), "kept", ret, NULL), 0);
	sandbox_mkdir(box, root_name(PLACE_STATE, ""));
	assert_int_equal(policy_last_good_keep(box->path, ret, NULL), 0);
}

static bool is_same(const struct policy *a, const struct policy *b)
{
	return memcmp(a->value, b->value, sizeof(a->value)) == 0;
}

static void F122_every_typo_leaves_the_last_good_policy_in_force(void **state)
{
	const struct sandbox *box = *state;
	char typo[TYPO_MAX], text[2 * TYPO_MAX];
	struct policy kept, p;
	enum rule_id other;
	size_t count = 0;

	keep(box, old_text, &kept);
	for (size_t id = 0; id < RULE_COUNT; id++) {
		const struct rule *rule = rule_get((enum rule_id)id);
		/* what somebody meant to set; it would be stricter or laxer, and must be neither */
		const char *value = rule->kind == RULE_NUMBER ? "9" : "warn";

		for (size_t i = 0; typo_of(rule->key, i, typo) > 0; i++) {
			struct error e = { .code = 0 };

			if (rule_find(typo, strlen(typo), &other))
				continue;
			snprintf(text, sizeof(text), "%s = %s\n", typo, value);
			root_write(box, PLACE_ETC, CONF, text);

			enum policy_origin origin = policy_store_load(box->path, &p, &e);

			EXPECT(origin == POLICY_FROM_LAST_GOOD && is_same(&p, &kept), "%s", typo);
			EXPECT(e.code < 0 && e.line == 1, "%s: no alarm", typo);
			count++;
		}
	}
	print_message("%zu typos\n", count);
	assert_true(count > RULE_COUNT * 500);
}

/* Alternately by rename and in place by truncate and write, as cp and most editors do. */
static void rewrite(const struct sandbox *box)
{
	char file[1024], aside[1040];

	snprintf(file, sizeof(file), "%.1000s", sandbox_path(box, root_name(PLACE_ETC, CONF)));
	snprintf(aside, sizeof(aside), "%s.new", file);
	for (int i = 0; i < REWRITES; i++) {
		const char *text = (i / 2) % 2 == 0 ? new_text : old_text;
		const char *name = i % 2 == 0 ? aside : file;
		int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

		if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
			_exit(1);
		close(fd);
		if (i % 2 == 0 && rename(aside, file) < 0)
			_exit(2);
	}
	_exit(0);
}

struct tally {
	size_t old, new, fallen_back;
};

static void load_once(const struct sandbox *box, const struct policy *old, const struct policy *new,
		      struct tally *tally)
{
	struct policy p;
	struct error e;
	enum policy_origin origin = policy_store_load(box->path, &p, &e);

	EXPECT(origin != POLICY_FROM_BUILT_IN, "the built-in policy is weaker than both");
	EXPECT(is_same(&p, old) || is_same(&p, new), "a mixture: length %lld, idle %lld",
	       (long long)p.value[RULE_PASSWORD_MIN_LENGTH], (long long)p.value[RULE_IDLE_MINUTES]);
	if (origin == POLICY_FROM_LAST_GOOD) {
		EXPECT(is_same(&p, old), "the last good policy was the old one");
		tally->fallen_back++;
	} else if (is_same(&p, old))
		tally->old++;
	else
		tally->new ++;
}

static void F124_100000_rewrites_give_the_old_or_the_new_policy(void **state)
{
	const struct sandbox *box = *state;
	struct tally tally = { 0, 0, 0 };
	struct policy old, new;
	int status;

	keep(box, new_text, &new);
	keep(box, old_text, &old);
	root_write(box, PLACE_ETC, CONF, old_text);

	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		rewrite(box);
	do
		load_once(box, &old, &new, &tally);
	while (waitpid(pid, &status, WNOHANG) == 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	print_message("read: %zu old, %zu new, %zu fell back on the last good one\n", tally.old,
		      tally.new, tally.fallen_back);
	/* the reader was there while it happened */
	assert_true(tally.old > 100 && tally.new > 100);
}

static void F124_a_half_written_file_leaves_the_last_good_policy_in_force(void **state)
{
	const struct sandbox *box = *state;
	struct policy old, p;

	keep(box, old_text, &old);
	for (size_t len = 0; len < strlen(new_text); len++) {
		/* a cut at the end of a line cannot be told from a shorter file: hence "rename into place" */
		if (len > 0 && new_text[len - 1] == '\n')
			continue;
		sandbox_write(box, root_name(PLACE_ETC, CONF), "");
		sandbox_write_bytes(box, root_name(PLACE_ETC, CONF), new_text, len);
		EXPECT(policy_store_load(box->path, &p, NULL) == POLICY_FROM_LAST_GOOD &&
			       is_same(&p, &old),
		       "%zu bytes", len);
	}
}

/* What a stranger could do to a file or to the directory that holds it. */
static void group_may_write(const struct sandbox *box, const char *name)
{
	assert_int_equal(fchmodat(box->dirfd, name, 0664 | 0111, 0), 0);
}

static void others_may_write(const struct sandbox *box, const char *name)
{
	assert_int_equal(fchmodat(box->dirfd, name, 0757, 0), 0);
}

static void sticky(const struct sandbox *box, const char *name)
{
	assert_int_equal(fchmodat(box->dirfd, name, 01777, 0), 0);
}

static void foreign_owner(const struct sandbox *box, const char *name)
{
	assert_int_equal(fchownat(box->dirfd, name, 65534, 65534, 0), 0);
}

static void symbolic_link(const struct sandbox *box, const char *name)
{
	char moved[1024], target[2048];

	snprintf(moved, sizeof(moved), "%s.moved", name);
	snprintf(target, sizeof(target), "%s/%s", box->path, moved);
	assert_int_equal(renameat(box->dirfd, name, box->dirfd, moved), 0);
	assert_int_equal(symlinkat(target, box->dirfd, name), 0);
}

static void fifo(const struct sandbox *box, const char *name)
{
	assert_int_equal(unlinkat(box->dirfd, name, 0), 0);
	assert_int_equal(mkfifoat(box->dirfd, name, 0644), 0);
}

static void directory(const struct sandbox *box, const char *name)
{
	assert_int_equal(unlinkat(box->dirfd, name, 0), 0);
	assert_int_equal(mkdirat(box->dirfd, name, 0755), 0);
}

static void unreadable(const struct sandbox *box, const char *name)
{
	assert_int_equal(fchmodat(box->dirfd, name, 0, 0), 0);
}

/* So that the sandbox can be removed by whoever made it. */
static void give_back(const struct sandbox *box, const char *name)
{
	EXPECT(fchmodat(box->dirfd, name, 0755, 0) == 0, "%s", name);
}

struct stranger {
	const char *name;
	void (*act)(const struct sandbox *box, const char *name);
	bool on_directories, needs_root, needs_no_root;
};

static const struct stranger strangers[] = {
	{ "group may write", group_may_write, true, false, false },
	{ "others may write", others_may_write, true, false, false },
	{ "others may write, sticky", sticky, true, false, false },
	{ "foreign owner", foreign_owner, true, true, false },
	{ "symbolic link", symbolic_link, true, false, false },
	{ "FIFO", fifo, false, false, false },
	{ "directory", directory, false, false, false },
	{ "unreadable", unreadable, true, false, true },
};

struct victim {
	enum place place;
	const char *name;
	bool is_directory;
};

static const struct victim victims[] = {
	{ PLACE_ETC, CONF, false },
	{ PLACE_ETC, DROPIN, false },
	{ PLACE_VENDOR, "profiles/weak.conf", false },
	{ PLACE_ETC, "", true },
	{ PLACE_ETC, "policy.conf.d", true },
	{ PLACE_VENDOR, "profiles", true },
};

/* All three say "weaker"; the victim is the one that is touched. */
static void meet(const struct stranger *stranger, const struct victim *victim, bool with_kept)
{
	void *state = NULL;
	struct policy want, p;
	struct error e = { .code = 0 };
	char what[128];

	assert_int_equal(sandbox_setup(&state), 0);

	const struct sandbox *box = state;

	snprintf(what, sizeof(what), "%s, %s%s", stranger->name,
		 root_name(victim->place, victim->name), with_kept ? ", last good kept" : "");
	policy_init(&want);
	if (with_kept)
		keep(box, new_text, &want);
	root_write(box, PLACE_VENDOR, "profiles/weak.conf", "password_max_age = 180\n");
	root_write(box, PLACE_ETC, CONF, "profile = weak\npassword_min_length = 8\n");
	root_write(box, PLACE_ETC, DROPIN, "snapshot_max_age = 720\n");
	stranger->act(box, root_name(victim->place, victim->name));

	enum policy_origin origin = policy_store_load(box->path, &p, &e);

	EXPECT(origin == (with_kept ? POLICY_FROM_LAST_GOOD : POLICY_FROM_BUILT_IN),
	       "%s: origin %d", what, (int)origin);
	EXPECT(is_same(&p, &want), "%s: it takes effect", what);
	EXPECT(e.code < 0 && strstr(e.file, root_name(victim->place, victim->name)),
	       "%s: alarm \"%s\"", what, e.file);
	give_back(box, root_name(victim->place, victim->name));
	sandbox_teardown(&state);
}

static void F125_what_strangers_can_write_never_takes_effect(void **unused)
{
	(void)unused;
	alarm(60); /* a FIFO that blocks ends the test */
	for (size_t s = 0; s < COUNT(strangers); s++) {
		if (strangers[s].needs_root && geteuid() != 0)
			continue;
		if (strangers[s].needs_no_root && geteuid() == 0)
			continue;
		for (size_t v = 0; v < COUNT(victims); v++) {
			if (victims[v].is_directory && !strangers[s].on_directories)
				continue;
			meet(&strangers[s], &victims[v], false);
			meet(&strangers[s], &victims[v], true);
		}
	}
	alarm(0);
}

static void F125_a_last_good_policy_that_strangers_can_write_is_not_believed(void **unused)
{
	static const char *const names[] = { "policy.last-good", "" };

	(void)unused;
	for (size_t s = 0; s < COUNT(strangers); s++) {
		for (size_t n = 0; n < COUNT(names); n++) {
			void *state = NULL;
			struct policy kept, built_in, p;

			if ((strangers[s].needs_root && geteuid() != 0) ||
			    (strangers[s].needs_no_root && geteuid() == 0) ||
			    (names[n][0] == '\0' && !strangers[s].on_directories))
				continue;
			assert_int_equal(sandbox_setup(&state), 0);
			keep(state, "password_min_length = 8\npassword_max_age = 180\n", &kept);
			root_write(state, PLACE_ETC, CONF, "rubbish\n");
			strangers[s].act(state, root_name(PLACE_STATE, names[n]));
			policy_init(&built_in);
			EXPECT(policy_store_load(((struct sandbox *)state)->path, &p, NULL) ==
				       POLICY_FROM_BUILT_IN,
			       "%s, \"%s\"", strangers[s].name, names[n]);
			EXPECT(is_same(&p, &built_in), "%s, \"%s\"", strangers[s].name, names[n]);
			give_back(state, root_name(PLACE_STATE, names[n]));
			sandbox_teardown(&state);
		}
	}
}

/* Whoever can write there could switch the site's stricter policy off. */
static void F125_a_mask_that_strangers_can_plant_does_not_count(void **state)
{
	const struct sandbox *box = *state;
	struct policy kept, p;
	struct error e = { .code = 0 };

	keep(box, new_text, &kept);
	root_write(box, PLACE_ETC, CONF, NULL);
	assert_int_equal(policy_store_load(box->path, &p, &e), POLICY_FROM_FILES);
	group_may_write(box, root_name(PLACE_ETC, ""));
	assert_int_equal(policy_store_load(box->path, &p, &e), POLICY_FROM_LAST_GOOD);
	assert_true(is_same(&p, &kept));
	assert_int_equal(e.code, -EPERM);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SANDBOX(F122_every_typo_leaves_the_last_good_policy_in_force),
		IN_SANDBOX(F124_100000_rewrites_give_the_old_or_the_new_policy),
		IN_SANDBOX(F124_a_half_written_file_leaves_the_last_good_policy_in_force),
		cmocka_unit_test(F125_what_strangers_can_write_never_takes_effect),
		cmocka_unit_test(F125_a_last_good_policy_that_strangers_can_write_is_not_believed),
		IN_SANDBOX(F125_a_mask_that_strangers_can_plant_does_not_count),
	};

	return cmocka_run_group_tests_name("policy_attacks", tests, NULL, NULL);
}
