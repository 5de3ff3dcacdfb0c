/* SPDX-License-Identifier: BSD-3-Clause */
/* ldap_sync: the snapshot says what the directory says, or stays the old one. */
#include "ldap_sync/snapshot_export.h"

#include "base/file.h"
#include "ldap_sync/directory_fail.h"
#include "stores/snapshot.h"
#include "tests/unit/made_directory.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 2026-11-21 09:30:00 UTC */
#define NOW_S 1795253400
/* 2026-08-21 09:30:00 UTC */
#define CHANGED_S 1787304600

static int export_to(const struct sandbox *box, struct directory *directory, const char *filter,
		     int64_t now_s, struct snapshot_export_counts *ret, struct error *reterr)
{
	const struct server_map map = made_map();
	const char *names[SERVER_NAMES_MAX];
	const struct directory_query query = { .base = "dc=x", .filter = filter, .names = names };

	server_map_names(&map, names);
	return snapshot_export(directory, &map, &query, box->dirfd, now_s, ret, reterr);
}

static int find(const struct sandbox *box, const char *name, struct snapshot_account *ret)
{
	struct snapshot s;
	int64_t made_s = 0;

	assert_int_equal(snapshot_open(box->dirfd, &s, NULL), 0);

	int r = snapshot_find(&s, name, ret, &made_s, NULL);

	snapshot_close(&s);
	assert_int_equal(made_s, NOW_S);
	return r;
}

static void it_says_what_the_directory_says(void **state)
{
	const struct sandbox *box = *state;
	CLEANUP(directory_close) struct directory *d = made_directory(box);
	struct snapshot_export_counts counts;
	struct snapshot_account a;

	made_edit(d, "uid=u1,dc=x", "acctguardState", NULL, "departed");
	made_edit(d, "uid=u2,dc=x", "pwdAccountLockedTime", NULL, "000001010000Z");
	made_edit(d, "uid=u2,dc=x", "acctguardOwner", NULL, "0010");
	made_edit(d, "uid=u3,dc=x", "pwdReset", NULL, "TRUE");
	made_edit(d, "uid=u3,dc=x", "uid", NULL, "u3b");
	made_edit(d, "uid=u3,dc=x", "pwdChangedTime", "20260821093000Z", NULL);
	assert_int_equal(export_to(box, d, "(uid=*)", NOW_S, &counts, NULL), 0);
	assert_int_equal(counts.accounts, 4);
	assert_int_equal(counts.active, 2);
	assert_int_equal(counts.disabled, 1);
	assert_int_equal(counts.departed, 1);

	assert_int_equal(find(box, "u1", &a), 1);
	assert_int_equal(a.state, ACCOUNT_DEPARTED);
	assert_string_equal(a.owner, "1");
	assert_int_equal(a.uid, 2001);
	assert_int_equal(a.password_changed_s, CHANGED_S);
	assert_false(a.must_change);
	assert_int_equal(find(box, "u2", &a), 1);
	assert_int_equal(a.state, ACCOUNT_DISABLED);
	assert_string_equal(a.owner, "0010");
	assert_int_equal(find(box, "u3", &a), 1);
	assert_true(a.must_change);
	assert_true(a.password_changed_s == SNAPSHOT_NO_DATE);
	assert_int_equal(find(box, "u3b", &a), 1); /* each login name lets in */
	assert_int_equal(a.uid, 2003);
	assert_int_equal(find(box, "u4", &a), 0);
}

/* What it was before, byte for byte, and nothing beside it. */
static void expect_untouched(const struct sandbox *box, const char *what, const char *before,
			     size_t len)
{
	size_t now_len = 0;
	char *now = sandbox_read(box, "snapshot.cdb", &now_len);

	EXPECT(now_len == len && memcmp(now, before, len) == 0, "%s: it was touched", what);
	EXPECT(sandbox_count(box, ".") == 2, "%s: something was left behind", what);
	free(now);
}

static void C55_C56_a_doubtful_read_writes_nothing(void **state)
{
	static const struct {
		const char *what;
		size_t cut;
		const char *filter;
		const char *attribute, *before, *after; /* of u2 */
	} cases[] = {
		{ "C55 cut before the first", 0, "(uid=*)", NULL, NULL, NULL },
		{ "C55 cut in the middle", 2, "(uid=*)", NULL, NULL, NULL },
		{ "C56 nobody is shown", 99, "(uid=nobody)", NULL, NULL, NULL },
		{ "C59 entryUUID is hidden", 99, "(uid=*)", "entryUUID", "uuid-2", NULL },
	};
	const struct sandbox *box = *state;
	struct snapshot_export_counts counts;
	struct directory *d = made_directory(box);
	size_t len = 0;

	assert_int_equal(export_to(box, d, "(uid=*)", NOW_S, &counts, NULL), 0);
	directory_close(&d);

	char *before = sandbox_read(box, "snapshot.cdb", &len);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct directory *inner = made_directory(box);
		CLEANUP(directory_close) struct directory *failing = NULL;
		struct error e = { .code = 0 };

		if (cases[i].attribute)
			made_edit(inner, "uid=u2,dc=x", cases[i].attribute, cases[i].before,
				  cases[i].after);
		assert_int_equal(directory_fail_open(inner, FAULT_CUT, cases[i].cut, -ECONNRESET,
						     &failing, NULL),
				 0);
		EXPECT(export_to(box, failing, cases[i].filter, NOW_S + 60, &counts, &e) < 0, "%s",
		       cases[i].what);
		EXPECT(e.why != NULL, "%s", cases[i].what);
		expect_untouched(box, cases[i].what, before, len);
	}
	free(before);
}

/* A directory of `count` accounts and nothing else. */
static struct directory *many(const struct sandbox *box, int count)
{
	struct directory *d = NULL;
	char *text = malloc((size_t)count * 96 + 64);
	size_t used = (size_t)sprintf(text, "dn: dc=x\nobjectClass: domain\n\n");

	for (int i = 0; i < count; i++)
		used += (size_t)sprintf(text + used,
					"dn: uid=a%d,dc=x\nobjectClass: x\nuid: a%d\nuidNumber: "
					"%d\nentryUUID: %d\n\n",
					i, i, 5000 + i, i);
	sandbox_write(box, "many.ldif", text);
	free(text);
	assert_int_equal(directory_ldif_open(sandbox_path(box, "many.ldif"), &d, NULL), 0);
	return d;
}

static void C56_many_accounts_do_not_vanish_at_once(void **state)
{
	/* how many there were, how many are shown now */
	static const struct {
		int before, now, result;
	} cases[] = {
		{ 10, 5, 0 },           { 10, 4, -ENODATA }, { 300, 294, 0 },
		{ 300, 293, -ENODATA }, { 10, 300, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct directory *d = many(*state, cases[i].before);
		struct snapshot_export_counts counts;
		struct error e = { .code = 0 };

		unlinkat(((struct sandbox *)*state)->dirfd, "snapshot.cdb", 0);
		assert_int_equal(export_to(*state, d, "(uid=*)", NOW_S, &counts, NULL), 0);
		directory_close(&d);
		d = many(*state, cases[i].now);
		EXPECT(export_to(*state, d, "(uid=*)", NOW_S, &counts, &e) == cases[i].result,
		       "case %zu", i);
		EXPECT(cases[i].result == 0 ||
			       (e.least == cases[i].now && e.most == cases[i].before),
		       "case %zu", i);
		directory_close(&d);
	}
}

/* One of these must not stop every later snapshot, until the last is too old and nobody gets in. */
static void a_bad_entry_is_left_out_and_told(void **state)
{
	static const char *const long_name =
		"u234567890123456789012345678901234567890123456789012345678901234";
	static const struct {
		const char *what, *attribute, *before, *after;
		bool closed; /* u2 is */
		size_t accounts, skipped;
	} cases[] = {
		{ "no number", "uidNumber", "2002", NULL, false, 2, 1 },
		{ "a number that means nobody", "uidNumber", "2002", "4294967295", false, 2, 1 },
		{ "a number too large", "uidNumber", "2002", "4294969297", false, 2, 1 },
		{ "a name twice", "uid", "u2", "U1", false, 2, 1 },
		{ "a name too long", "uid", "u2", long_name, false, 2, 1 },
		{ "a name that is none", "uid", "u2", "u\x1b[2J", false, 2, 1 },
		{ "an owner too long", "acctguardOwner", NULL, long_name, false, 2, 1 },
		/* who is closed stays so, whatever else is wrong */
		{ "closed, no number", "uidNumber", "2002", NULL, true, 3, 0 },
		{ "closed, an owner too long", "acctguardOwner", NULL, long_name, true, 3, 0 },
		{ "closed, a name too long", "uid", "u2", long_name, true, 2, 1 },
	};
	const struct sandbox *box = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(directory_close) struct directory *d = made_directory(box);
		struct snapshot_export_counts counts;
		struct snapshot_account a;

		unlinkat(box->dirfd, "snapshot.cdb", 0);
		if (cases[i].closed)
			made_edit(d, "uid=u2,dc=x", "acctguardState", NULL, "departed");
		made_edit(d, "uid=u2,dc=x", cases[i].attribute, cases[i].before, cases[i].after);
		EXPECT(export_to(box, d, "(uid=*)", NOW_S, &counts, NULL) == 0, "%s",
		       cases[i].what);
		EXPECT(counts.accounts == cases[i].accounts && counts.skipped == cases[i].skipped,
		       "%s: %zu, %zu", cases[i].what, counts.accounts, counts.skipped);
		EXPECT(cases[i].skipped == 0 || (counts.why[0].why && counts.why[0].value[0]), "%s",
		       cases[i].what);
		EXPECT(find(box, "u1", &a) == 1 && a.state == ACCOUNT_ACTIVE, "%s", cases[i].what);
		EXPECT(!cases[i].closed || find(box, "u2", &a) == 0 || a.state == ACCOUNT_DEPARTED,
		       "%s", cases[i].what);
	}
}

static void of_two_with_one_name_the_stricter_state_counts(void **state)
{
	static const char *const words[] = { NULL, "disabled", "departed" };
	const struct sandbox *box = *state;

	for (int first = 0; first < 3; first++) {
		for (int second = 0; second < 3; second++) {
			CLEANUP(directory_close) struct directory *d = made_directory(box);
			struct snapshot_export_counts counts;
			struct snapshot_account a;

			unlinkat(box->dirfd, "snapshot.cdb", 0);
			made_edit(d, "uid=u2,dc=x", "uid", "u2", "U1");
			made_edit(d, "uid=u1,dc=x", "acctguardState", NULL, words[first]);
			made_edit(d, "uid=u2,dc=x", "acctguardState", NULL, words[second]);
			assert_int_equal(export_to(box, d, "(uid=*)", NOW_S, &counts, NULL), 0);
			assert_int_equal(find(box, "u1", &a), 1);
			EXPECT((int)a.state == (first > second ? first : second), "%d and %d: %d",
			       first, second, (int)a.state);
			assert_int_equal(counts.skipped, 1);
			assert_int_equal(counts.active + counts.disabled + counts.departed, 2);
		}
	}
}

static void an_owner_cannot_steer_a_terminal(void **state)
{
	const struct sandbox *box = *state;
	CLEANUP(directory_close) struct directory *d = made_directory(box);
	struct snapshot_export_counts counts;
	struct snapshot_account a;

	made_edit(d, "uid=u1,dc=x", "acctguardOwner", NULL, "x\x1b[2J\xe2\x80\xae");
	assert_int_equal(export_to(box, d, "(uid=*)", NOW_S, &counts, NULL), 0);
	assert_int_equal(find(box, "u1", &a), 1);
	assert_string_equal(a.owner, "x\\x1b[2J\\xe2\\x80\\xae");
}

/* Of 300 accounts, the first `closed` departed. */
static void close_many(struct directory *d, int closed)
{
	for (int i = 0; i < closed; i++) {
		char dn[32];

		sprintf(dn, "uid=a%d,dc=x", i);
		made_edit(d, dn, "acctguardState", NULL, i % 2 ? "departed" : "disabled");
	}
}

static void C59_leavers_do_not_come_back_at_once(void **state)
{
	/* how many were closed, how many are now; of how many */
	static const struct {
		int all, before, now, result;
	} cases[] = {
		{ 300, 10, 10, 0 },
		{ 300, 10, 5, 0 },
		{ 300, 10, 4, -ENODATA },
		{ 300, 0, 10, 0 },
		{ 300, 3, 2, 0 },
		{ 300, 1, 0, -ENODATA }, /* not one is left: nobody sees the marks any more */
		{ 300, 3, 0, -ENODATA },
		{ 320, 20, 14, 0 }, /* 2 % of the 300 that are open */
		{ 320, 20, 13, -ENODATA },
		{ 900, 601, 596, 0 }, /* the closed ones do not count for it */
		{ 900, 601, 595, -ENODATA },
	};
	const struct sandbox *box = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct snapshot_export_counts counts;
		struct error e = { .code = 0 };
		struct directory *d = many(box, cases[i].all);
		size_t len = 0;

		unlinkat(box->dirfd, "snapshot.cdb", 0);
		close_many(d, cases[i].before);
		assert_int_equal(export_to(box, d, "(uid=*)", NOW_S, &counts, NULL), 0);
		directory_close(&d);

		char *before = sandbox_read(box, "snapshot.cdb", &len);

		d = many(box, cases[i].all);
		close_many(d, cases[i].now);
		EXPECT(export_to(box, d, "(uid=*)", NOW_S + 60, &counts, &e) == cases[i].result,
		       "case %zu", i);
		directory_close(&d);
		if (cases[i].result < 0) {
			EXPECT(e.least == cases[i].before - cases[i].now &&
				       e.most == cases[i].before && e.remedy,
			       "case %zu", i);
			expect_untouched(box, "C59", before, len);
		}
		free(before);
	}
}

static void unknown_states_are_counted_and_stay_out(void **state)
{
	const struct sandbox *box = *state;
	CLEANUP(directory_close) struct directory *d = made_directory(box);
	struct snapshot_export_counts counts;
	struct snapshot_account a;

	made_edit(d, "uid=u1,dc=x", "acctguardState", NULL, "Left");
	assert_int_equal(export_to(box, d, "(uid=*)", NOW_S, &counts, NULL), 0);
	assert_int_equal(counts.unknown_states, 1);
	assert_int_equal(find(box, "u1", &a), 1);
	assert_int_equal(a.state, ACCOUNT_DISABLED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_says_what_the_directory_says, sandbox_setup,
						sandbox_teardown),
		cmocka_unit_test_setup_teardown(C55_C56_a_doubtful_read_writes_nothing,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(C56_many_accounts_do_not_vanish_at_once,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(C59_leavers_do_not_come_back_at_once, sandbox_setup,
						sandbox_teardown),
		cmocka_unit_test_setup_teardown(a_bad_entry_is_left_out_and_told, sandbox_setup,
						sandbox_teardown),
		cmocka_unit_test_setup_teardown(of_two_with_one_name_the_stricter_state_counts,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(an_owner_cannot_steer_a_terminal, sandbox_setup,
						sandbox_teardown),
		cmocka_unit_test_setup_teardown(unknown_states_are_counted_and_stay_out,
						sandbox_setup, sandbox_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
