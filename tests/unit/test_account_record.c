/* SPDX-License-Identifier: BSD-3-Clause */
/* stores: which facts are gathered from the snapshot and the local shadow entry. */
#include "stores/account_record.h"

#include "stores/places.h"
#include "tests/unit/root.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW    1795253400LL
#define DAY    86400LL
#define HASH   "$y$j9T$abcdefgh$0123456789012345678901234567890123456789012"
#define IN_DIR (NOW - 30 * DAY)

struct gather_case {
	const char *name;
	const char *hash; /* NULL: no shadow entry */
	long changed_day;
	bool on_record;
	int64_t directory_changed_s;
	bool directory_must_change;
	/* wanted */
	enum account_password password;
	int64_t changed_s;
	bool must_change;
};

static const struct gather_case cases[] = {
	{ "directory only", NULL, 0, true, IN_DIR, false, PASSWORD_DATED, IN_DIR, false },
	{ "directory only, temporary", NULL, 0, true, IN_DIR, true, PASSWORD_DATED, IN_DIR, true },
	{ "directory only, no date", NULL, 0, true, SNAPSHOT_NO_DATE, false, PASSWORD_NONE, 0,
	  false },
	{ "local only", HASH, 20000, false, 0, false, PASSWORD_DATED, 20000 * DAY, false },
	{ "local password wins", HASH, 20000, true, IN_DIR, true, PASSWORD_DATED, 20000 * DAY,
	  false },
	{ "local, to be changed (0)", HASH, 0, true, IN_DIR, false, PASSWORD_NONE, 0, true },
	{ "local, no date (-1)", HASH, -1, true, IN_DIR, false, PASSWORD_UNDATED, 0, false },
	{ "local, below -1", HASH, -2, true, IN_DIR, false, PASSWORD_UNDATED, 0, false },
	{ "local, the least number", HASH, LONG_MIN, false, 0, false, PASSWORD_UNDATED, 0, false },
	{ "local, locked: '!' is no password", "!" HASH, 20000, true, IN_DIR, false, PASSWORD_DATED,
	  IN_DIR, false },
	{ "'!!'", "!!", 20000, true, IN_DIR, true, PASSWORD_DATED, IN_DIR, true },
	{ "'*' is no password", "*", 20000, true, IN_DIR, false, PASSWORD_DATED, IN_DIR, false },
	{ "'x' is no password", "x", 20000, true, IN_DIR, false, PASSWORD_DATED, IN_DIR, false },
	{ "empty is no password", "", 20000, true, IN_DIR, false, PASSWORD_DATED, IN_DIR, false },
	{ "'!' and not on record", "!", 20000, false, 0, false, PASSWORD_NONE, 0, false },
	{ "'*' and to be changed: nothing to change", "*", 0, false, 0, false, PASSWORD_NONE, 0,
	  false },
	{ "neither", NULL, 0, false, 0, false, PASSWORD_NONE, 0, false },
};

static void write_record(const struct sandbox *box, const struct gather_case *c)
{
	struct snapshot_account account = { .name = "Alice",
					    .owner = "E7",
					    .uid = 2001,
					    .state = ACCOUNT_DISABLED,
					    .must_change = c->directory_must_change,
					    .password_changed_s = c->directory_changed_s };
	struct snapshot_writer *w;

	sandbox_mkdir(box, root_name(PLACE_STATE, ""));

	int state = place_open(box->path, PLACE_STATE, NULL);

	assert_true(state >= 0);
	assert_int_equal(snapshot_writer_new(state, NOW - 3600, &w, NULL), 0);
	if (c->on_record)
		assert_int_equal(snapshot_writer_add(w, &account, NULL), 0);
	assert_int_equal(snapshot_writer_commit(w, NULL), 0);
	close(state);
}

static void B48_the_age_is_judged_where_the_password_lives(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct gather_case *c = &cases[i];
		char hash[128];
		struct spwd shadow = { .sp_pwdp = hash, .sp_lstchg = c->changed_day };
		struct account_record record;
		void *state = NULL;

		snprintf(hash, sizeof(hash), "%s", c->hash ? c->hash : "");
		assert_int_equal(sandbox_setup(&state), 0);

		const struct sandbox *box = state;

		write_record(box, c);
		account_record_gather(box->path, "alice", 2001, c->hash ? &shadow : NULL, false,
				      (struct moment) { NOW, 5 }, &record, NULL);
		EXPECT(record.facts.snapshot_sound && record.facts.snapshot_age_s == 3600, "%s",
		       c->name);
		EXPECT(record.facts.known == c->on_record, "%s", c->name);
		EXPECT(record.facts.password == c->password, "%s: kind %d", c->name,
		       (int)record.facts.password);
		EXPECT(c->password != PASSWORD_DATED ||
			       record.facts.password_changed_s == c->changed_s,
		       "%s: %lld", c->name, (long long)record.facts.password_changed_s);
		EXPECT(record.facts.must_change == c->must_change, "%s", c->name);
		EXPECT(!c->on_record || (record.facts.state == ACCOUNT_DISABLED &&
					 strcmp(record.account.owner, "E7") == 0),
		       "%s", c->name);
		sandbox_teardown(&state);
	}
}

/* Beyond every calendar: a date that nobody changed a password on, never an overflow. */
static void B48_a_day_beyond_all_numbers_makes_the_password_due(void **state)
{
	static const long days[] = { (long)INT_MAX + 1, LONG_MAX / 86400, LONG_MAX / 86400 + 1,
				     LONG_MAX };
	const struct sandbox *box = *state;
	char hash[] = HASH;
	struct policy policy;

	policy_init(&policy);
	write_record(box, &cases[0]);
	for (size_t i = 0; i < COUNT(days); i++) {
		struct spwd shadow = { .sp_pwdp = hash, .sp_lstchg = days[i] };
		struct account_record record;

		account_record_gather(box->path, "alice", 2001, &shadow, false,
				      (struct moment) { NOW, 5 }, &record, NULL);
		record.facts.state = ACCOUNT_ACTIVE;

		struct findings found =
			account_check(&policy, &record.facts, (struct moment) { NOW, 5 });

		EXPECT(found.count == 1 && found.item[0].rule == RULE_PASSWORD_MAX_AGE, "day %ld",
		       days[i]);
	}
}

static void a_snapshot_that_cannot_be_read_is_a_fact(void **state)
{
	const struct sandbox *box = *state;
	char hash[] = HASH;
	struct spwd shadow = { .sp_pwdp = hash, .sp_lstchg = 20000 };
	struct account_record record;
	struct error e = { .code = 0 };

	/* no state directory, no file, a damaged file, a file of strangers */
	account_record_gather(box->path, "alice", 2001, &shadow, true, (struct moment) { NOW, 5 },
			      &record, &e);
	assert_false(record.facts.snapshot_sound || record.facts.known);
	assert_int_equal(e.code, -ENOENT);
	assert_int_equal(record.facts.password, PASSWORD_DATED);
	assert_true(record.facts.on_console);
	assert_string_equal(record.facts.name, "alice");
	assert_int_equal(record.facts.uid, 2001);
	sandbox_mkdir(box, root_name(PLACE_STATE, ""));
	account_record_gather(box->path, "alice", 2001, NULL, false, (struct moment) { NOW, 5 },
			      &record, &e);
	assert_false(record.facts.snapshot_sound);
	assert_int_equal(e.code, -ENOENT);
	sandbox_write(box, root_name(PLACE_STATE, "snapshot.cdb"), "rubbish\n");
	account_record_gather(box->path, "alice", 2001, NULL, false, (struct moment) { NOW, 5 },
			      &record, &e);
	assert_false(record.facts.snapshot_sound);
	assert_int_equal(e.code, -EBADMSG);
	write_record(box, &cases[0]);
	assert_int_equal(fchmodat(box->dirfd, root_name(PLACE_STATE, "snapshot.cdb"), 0666, 0), 0);
	account_record_gather(box->path, "alice", 2001, NULL, false, (struct moment) { NOW, 5 },
			      &record, &e);
	assert_false(record.facts.snapshot_sound);
	assert_int_equal(e.code, -EPERM);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

/* getspnam() says the same of "no entry" and "could not read" (attack A1): unknown is never fresh. */
static void A1_a_shadow_entry_that_should_be_there_is_of_unknown_age(void **state)
{
	const struct sandbox *box = *state;
	struct passwd elsewhere = { .pw_name = (char *)"alice", .pw_passwd = (char *)"x" };
	struct passwd none = { .pw_name = (char *)"alice", .pw_passwd = (char *)"*" };
	struct spwd found = { .sp_pwdp = (char *)"$6$s$h", .sp_lstchg = 20000 };
	struct account_record record;

	assert_ptr_equal(account_record_shadow(&elsewhere, &found), &found);
	assert_null(account_record_shadow(&none, NULL));
	if (geteuid() != 0) { /* who may not read shadow knows nothing by not having read it */
		assert_null(account_record_shadow(&elsewhere, NULL));
		return;
	}
	account_record_gather(box->path, "alice", 2001, account_record_shadow(&elsewhere, NULL),
			      false, (struct moment) { NOW, 5 }, &record, NULL);
	assert_int_equal(record.facts.password, PASSWORD_UNDATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(B48_the_age_is_judged_where_the_password_lives),
		IN_SANDBOX(B48_a_day_beyond_all_numbers_makes_the_password_due),
		IN_SANDBOX(a_snapshot_that_cannot_be_read_is_a_fact),
		IN_SANDBOX(A1_a_shadow_entry_that_should_be_there_is_of_unknown_age),
	};

	return cmocka_run_group_tests_name("account_record", tests, NULL, NULL);
}
