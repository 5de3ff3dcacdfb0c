/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ldap_sync: carrying a plan out: killed at every step and run again, met by other people's edits,
 * sent astray.
 */
#include "ldap_sync/apply.h"
#include "ldap_sync/directory_fail.h"
#include "tests/unit/made_directory.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* 2026-11-21 09:30:00 UTC */
#define NOW_S  1795253400
#define LOCKED "pwdAccountLockedTime"

static const char *const protected_names[] = { "rescue", NULL };
static const struct plan_guard guard = { .names = protected_names,
					 .minimum_uid = 1000,
					 .own_dn = "" };

static struct plan_change changes[] = {
	{ .dn = "uid=u1,dc=x",
	  .entry_uuid = "uuid-1",
	  .account = "u1",
	  .id = "1",
	  .name = "A",
	  .line = 2 },
	{ .dn = "uid=u2,dc=x",
	  .entry_uuid = "uuid-2",
	  .account = "u2",
	  .id = "2",
	  .name = "B",
	  .line = 3 },
};
static const struct plan plan = { .changes = changes, .change_count = 2 };

static void note(const struct plan_change *change, enum apply_result result,
		 const struct error *error, void *arg)
{
	static const char letters[] = "DACFN";
	char *to = arg;

	(void)change;
	to[strlen(to)] = letters[result];
	if (error)
		assert_non_null(error->why);
}

/* What the fit found. */
static struct server_map fitted;

/* Carries the plan out; *ret gets a letter for each change. */
static int apply(struct directory *directory, const struct plan *p, char ret[16],
		 struct apply_summary *ret_summary)
{
	struct server_map map = made_map();
	struct apply_summary summary;

	map.state_read_only = fitted.state_read_only;

	const struct apply_run run = { .directory = directory,
				       .map = &map,
				       .guard = &guard,
				       .base = "dc=x",
				       .filter = "(uid=*)",
				       .now_s = NOW_S,
				       .progress = note,
				       .arg = ret };

	memset(ret, 0, 16);
	return apply_plan(&run, p, ret_summary ? ret_summary : &summary, NULL);
}

/* An account in one line: every mark's values. */
static const char *marks(struct directory *directory, const char *dn)
{
	static char line[4][256];
	static size_t next;
	static const char *const names[] = { LOCKED, "pwdEndTime", "shadowExpire",
					     "acctguardState" };
	char *to = line[next++ % COUNT(line)];

	to[0] = '\0';
	for (size_t i = 0; i < COUNT(names); i++) {
		size_t used = strlen(to);

		made_values(directory, dn, names[i], to + used, sizeof(line[0]) - used - 2);
		strcat(to, "|");
	}
	return to;
}

#define OPEN   "||||"
#define CLOSED "000001010000Z |20261121093000Z |1 |departed |"

static void who_is_planned_is_closed_and_nobody_else(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	struct apply_summary summary;
	char result[16];

	assert_int_equal(apply(d, &plan, result, &summary), 0);
	assert_string_equal(result, "DD");
	assert_int_equal(summary.count[APPLY_DONE], 2);
	assert_int_equal(summary.lock, LOCK_HEEDED);
	assert_string_equal(marks(d, "uid=u1,dc=x"), CLOSED);
	assert_string_equal(marks(d, "uid=u2,dc=x"), CLOSED);
	assert_string_equal(marks(d, "uid=u3,dc=x"), OPEN);
	assert_int_equal(apply(d, &plan, result, NULL), 0);
	assert_string_equal(result, "AA");
	assert_string_equal(marks(d, "uid=u1,dc=x"), CLOSED);
}

/*
 * Broken off at the n-th operation, before it or after it (the answer is lost), and run again on what is there:
 * the same end, whatever n was.
 */
static void D86_C74_broken_off_anywhere_it_converges(void **state)
{
	static const enum directory_fault faults[] = { FAULT_BEFORE, FAULT_AFTER };
	size_t broken = 0;

	for (size_t f = 0; f < COUNT(faults); f++) {
		for (size_t n = 1; n < 32; n++) {
			struct directory *inner = made_directory(*state);
			CLEANUP(directory_close) struct directory *d = NULL;
			struct apply_summary summary;
			char result[16];

			assert_int_equal(
				directory_fail_open(inner, faults[f], n, -ECONNRESET, &d, NULL), 0);

			int r = apply(d, &plan, result, &summary);

			assert_true(r == 0 || r == -ECONNRESET);
			broken += r < 0;
			EXPECT((r < 0) == (summary.count[APPLY_DONE] < 2), "operation %zu: %s", n,
			       result);
			assert_int_equal(apply(inner, &plan, result, NULL), 0);
			EXPECT(strspn(result, "DA") == 2, "operation %zu: %s", n, result);
			EXPECT(strcmp(marks(inner, "uid=u1,dc=x"), CLOSED) == 0, "operation %zu",
			       n);
			EXPECT(strcmp(marks(inner, "uid=u2,dc=x"), CLOSED) == 0, "operation %zu",
			       n);
			EXPECT(strcmp(marks(inner, "uid=u3,dc=x"), OPEN) == 0, "operation %zu", n);
		}
	}
	/* the count, the policy; look, change and look back for each of two */
	assert_int_equal(broken, 2 * 8);
}

/* A directory in which somebody else edits between our look and our change, `edits` times. */
struct edited {
	struct directory directory;
	struct directory *inner;
	int edits, seen;
};

static int edited_read_all(struct directory *d, const struct directory_query *query,
			   directory_each *each, void *arg, struct error *reterr)
{
	struct directory *inner = ((struct edited *)d)->inner;

	return inner->read_all(inner, query, each, arg, reterr);
}

static int edited_read_one(struct directory *d, const char *dn, const char *const *names,
			   directory_each *each, void *arg, struct error *reterr)
{
	struct directory *inner = ((struct edited *)d)->inner;

	return inner->read_one(inner, dn, names, each, arg, reterr);
}

static int edited_modify(struct directory *d, const struct directory_modification *m,
			 struct error *reterr)
{
	struct edited *e = (struct edited *)d;
	char old[24], new[24];

	if (e->seen < e->edits) {
		snprintf(old, sizeof(old), "%d", 30000 + e->seen++);
		snprintf(new, sizeof(new), "%d", 30000 + e->seen);
		made_edit(e->inner, m->dn, "shadowExpire", old, new);
		made_edit(e->inner, m->dn, "description", NULL, new);
	}
	return e->inner->modify(e->inner, m, reterr);
}

static void C73_no_edit_of_somebody_else_is_lost(void **state)
{
	static const char *const results[] = { "D", "D", "D", "C" };

	for (int edits = 0; edits < 4; edits++) {
		CLEANUP(directory_close) struct directory *inner = made_directory(*state);
		struct edited e = { .directory = { .read_all = edited_read_all,
						   .read_one = edited_read_one,
						   .modify = edited_modify },
				    .inner = inner,
				    .edits = edits };
		const struct plan one = { .changes = changes, .change_count = 1 };
		char result[16], values[128];
		int lines = 0;

		made_edit(inner, "uid=u1,dc=x", "shadowExpire", NULL, "30000");
		assert_int_equal(apply(&e.directory, &one, result, NULL), 0);
		EXPECT(strcmp(result, results[edits]) == 0, "%d edits: %s", edits, result);
		made_values(inner, "uid=u1,dc=x", "description", values, sizeof(values));
		for (const char *s = values; *s; s++)
			lines += *s == ' ';
		EXPECT(lines == edits, "%d edits: %s", edits, values);
		made_values(inner, "uid=u1,dc=x", "shadowExpire", values, sizeof(values));
		EXPECT(strcmp(values, edits < 3 ? "1 " : "30003 ") == 0, "%d edits: %s", edits,
		       values);
	}
}

static void what_is_not_the_planned_entry_is_left_alone(void **state)
{
	static const struct {
		const char *what, *attribute, *before, *after;
	} edits[] = {
		{ "D89 another entry of that name", "entryUUID", "uuid-1", "uuid-9" },
		{ "another person's", "employeeNumber", "1", "9" },
		{ "nobody's", "employeeNumber", "1", NULL },
		{ "C64 two ids", "employeeNumber", NULL, "9" },
		{ "C65 root's number", "uidNumber", "2001", "0" },
		{ "a system account's number", "uidNumber", "2001", "999" },
		{ "an emergency account's name", "uid", "u1", "Rescue" },
	};

	for (size_t i = 0; i < COUNT(edits); i++) {
		CLEANUP(directory_close) struct directory *d = made_directory(*state);
		char result[16];

		made_edit(d, "uid=u1,dc=x", edits[i].attribute, edits[i].before, edits[i].after);
		assert_int_equal(apply(d, &plan, result, NULL), 0);
		EXPECT(strcmp(result, "CD") == 0, "%s: %s", edits[i].what, result);
		EXPECT(strcmp(marks(d, "uid=u1,dc=x"), OPEN) == 0, "%s", edits[i].what);
	}
}

static void one_that_is_gone_does_not_stop_the_others(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	struct plan_change gone[] = { changes[0], changes[1] };
	const struct plan with_gone = { .changes = gone, .change_count = 2 };
	char result[16];

	gone[0].dn = "uid=gone,dc=x";
	assert_int_equal(apply(d, &with_gone, result, NULL), 0);
	assert_string_equal(result, "CD");
}

/* A directory that refuses the first modification for good. */
static int refusing_modify(struct directory *d, const struct directory_modification *m,
			   struct error *reterr)
{
	struct edited *e = (struct edited *)d;

	if (e->seen++ == 0)
		return directory_refuses(-EACCES, "no rights", reterr);
	return e->inner->modify(e->inner, m, reterr);
}

/* A directory that says yes and does nothing. */
static int lying_modify(struct directory *d, const struct directory_modification *m,
			struct error *reterr)
{
	(void)d;
	(void)m;
	(void)reterr;
	return 0;
}

static void one_that_fails_does_not_stop_the_others(void **state)
{
	CLEANUP(directory_close) struct directory *inner = made_directory(*state);
	struct edited e = { .directory = { .read_all = edited_read_all,
					   .read_one = edited_read_one,
					   .modify = refusing_modify },
			    .inner = inner };
	char result[16];

	assert_int_equal(apply(&e.directory, &plan, result, NULL), 0);
	assert_string_equal(result, "FD");
	e.directory.modify = lying_modify;
	assert_int_equal(apply(&e.directory, &plan, result, NULL), 0);
	assert_string_equal(result, "FA");
}

static void a_lock_that_is_ignored_is_told(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	struct apply_summary summary;
	char result[16];

	made_edit(d, "cn=policy,dc=x", "pwdLockout", "TRUE", "FALSE");
	assert_int_equal(apply(d, &plan, result, &summary), 0);
	assert_int_equal(summary.lock, LOCK_IGNORED);
	made_edit(d, "cn=policy,dc=x", "pwdLockout", "FALSE", NULL);
	assert_int_equal(apply(d, &plan, result, &summary), 0);
	assert_int_equal(summary.lock, LOCK_IGNORED);
	made_edit(d, "cn=policy,dc=x", "objectClass", "pwdPolicy", NULL);
	assert_int_equal(apply(d, &plan, result, &summary), 0);
	assert_int_equal(summary.lock, LOCK_UNKNOWN);
}

static void D81_more_than_the_brake_lets_through_is_not_begun(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	struct plan_change many[] = { changes[0], changes[1], changes[0],
				      changes[1], changes[0], changes[1] };
	/* whatever the plan says of how many there are: the directory is asked */
	const struct plan too_many = {
		.changes = many, .change_count = 6, .accounts = 90000, .open = 90000
	};
	char result[16];

	assert_int_equal(apply(d, &too_many, result, NULL), -EDQUOT);
	assert_string_equal(result, "");
	assert_string_equal(marks(d, "uid=u1,dc=x"), OPEN);
}

static void without_our_schema_the_other_marks_are_made(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	struct server_map map = made_map();

	assert_int_equal(server_map_fit(&map, d, NULL), 0);
	assert_false(map.state_read_only);
	made_edit(d, "cn=Subschema", "objectClasses",
		  "( 2.25.1 NAME 'acctguardAccount' AUXILIARY )", "( 1 )");
	assert_int_equal(server_map_fit(&map, d, NULL), 0);
	assert_true(map.state_read_only);
	assert_string_equal(map.state_attribute, SERVER_OWN_STATE); /* C59: it is still obeyed */
}

static void what_was_not_written_is_told(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	struct apply_summary summary;
	char result[16];

	fitted.state_read_only = true;
	assert_int_equal(apply(d, &plan, result, &summary), 0);
	assert_true(summary.state_unwritten);
	assert_string_equal(result, "DD");
	assert_string_equal(marks(d, "uid=u1,dc=x"), "000001010000Z |20261121093000Z |1 ||");
	fitted.state_read_only = false;
	assert_int_equal(apply(d, &plan, result, &summary), 0);
	assert_false(summary.state_unwritten);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_is_planned_is_closed_and_nobody_else),
		TEST(D86_C74_broken_off_anywhere_it_converges),
		TEST(C73_no_edit_of_somebody_else_is_lost),
		TEST(what_is_not_the_planned_entry_is_left_alone),
		TEST(one_that_is_gone_does_not_stop_the_others),
		TEST(one_that_fails_does_not_stop_the_others),
		TEST(a_lock_that_is_ignored_is_told),
		TEST(D81_more_than_the_brake_lets_through_is_not_begun),
		TEST(without_our_schema_the_other_marks_are_made),
		TEST(what_was_not_written_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
