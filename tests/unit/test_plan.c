/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ldap_sync: who is to be disabled and who never; each case is a roster row or two and the
 * accounts that meet it.
 */
#include "ldap_sync/plan.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TODAY = 20778, YESTERDAY = TODAY - 1, TOMORROW = TODAY + 1 };
#define NEVER ROSTER_NO_DATE

static const char *const protected_names[] = { "rescue", NULL };
static const struct plan_guard guard = { .names = protected_names,
					 .minimum_uid = 1000,
					 .own_dn = "uid=sync,dc=x" };

static struct directory_account account(const char *id, const char *name, const char *kind)
{
	static char dn[64][64];
	static size_t next;
	char *mine = dn[next++ % COUNT(dn)];

	snprintf(mine, sizeof(dn[0]), "uid=%s,dc=x", name);
	return (struct directory_account) { .dn = mine,
					    .entry_uuid = name,
					    .name = name,
					    .id = id,
					    .display = name,
					    .kind = kind,
					    .owner = "",
					    .uid_number = 2000,
					    .state = ACCOUNT_ACTIVE };
}

static struct directory_account closed(struct directory_account a)
{
	a.state = ACCOUNT_DEPARTED;
	a.closed = true;
	return a;
}

static struct directory_account numbered(struct directory_account a, int64_t uid)
{
	a.uid_number = uid;
	return a;
}

static struct directory_account many_ids(struct directory_account a)
{
	a.many_ids = true;
	return a;
}

static struct roster_row row(const char *id, enum roster_status status, int64_t leave, int64_t end)
{
	return (struct roster_row) { .id = id,
				     .name = "N",
				     .status = status,
				     .leave_days = leave,
				     .start_days = NEVER,
				     .end_days = end,
				     .line = 7 };
}

/* The plan as words: "-name" for a change, "kind:name" for an oddity. */
static void words_of(const struct plan *plan, char *ret, size_t size)
{
	size_t used = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < plan->change_count; i++)
		used += (size_t)snprintf(ret + used, size - used, "-%s ", plan->changes[i].account);
	for (size_t i = 0; i < plan->oddity_count; i++)
		used += (size_t)snprintf(ret + used, size - used, "%s:%s ",
					 plan_oddity_key(plan->oddities[i].kind),
					 plan->oddities[i].account);
}

static void expect_plan(const char *what, struct roster_row *rows, size_t row_count,
			struct directory_account *accounts, size_t account_count, const char *words)
{
	const struct roster roster = { .rows = rows, .count = row_count };
	const struct directory_accounts list = { .item = accounts, .count = account_count };
	struct plan plan;
	char got[1024];

	EXPECT(plan_make(&roster, &list, &guard, TODAY, &plan, NULL) == 0, "%s", what);
	words_of(&plan, got, sizeof(got));
	plan_done(&plan);
	EXPECT(strcmp(got, words) == 0, "%s: %s", what, got);
}

#define ROWS(...) \
	(struct roster_row[]) { __VA_ARGS__ }, COUNT(((struct roster_row[]) { __VA_ARGS__ }))
#define ACCOUNTS(...)                                 \
	(struct directory_account[]) { __VA_ARGS__ }, \
		COUNT(((struct directory_account[]) { __VA_ARGS__ }))

static void the_status_decides_and_dates_only_hold_back(void **state)
{
	(void)state;
	expect_plan("departed", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "-a ");
	expect_plan("departed yesterday", ROWS(row("1", PERSON_DEPARTED, YESTERDAY, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "-a ");
	expect_plan("departed today", ROWS(row("1", PERSON_DEPARTED, TODAY, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "-a ");
	expect_plan("D91 departs tomorrow", ROWS(row("1", PERSON_DEPARTED, TOMORROW, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "leaves_later:a ");
	expect_plan("active", ROWS(row("1", PERSON_ACTIVE, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "");
	expect_plan("active, leaves tomorrow", ROWS(row("1", PERSON_ACTIVE, TOMORROW, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "");
	expect_plan("active, leaves today", ROWS(row("1", PERSON_ACTIVE, TODAY, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "");
	expect_plan("active, left yesterday", ROWS(row("1", PERSON_ACTIVE, YESTERDAY, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "leave_passed:a ");
	expect_plan("active, ended yesterday", ROWS(row("1", PERSON_ACTIVE, NEVER, YESTERDAY)),
		    ACCOUNTS(account("1", "a", "vendor")), "end_passed:a ");
	expect_plan("on leave", ROWS(row("1", PERSON_ON_LEAVE, YESTERDAY, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "on_leave:a ");
	expect_plan("not started", ROWS(row("1", PERSON_NOT_STARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "not_started:a ");
	expect_plan("a manual closing is not undone", ROWS(row("1", PERSON_ACTIVE, NEVER, NEVER)),
		    ACCOUNTS(closed(account("1", "a", "staff"))), "");
	expect_plan("done already", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(closed(account("1", "a", "staff"))), "done:a ");
}

static void D80_absence_is_never_a_reason(void **state)
{
	(void)state;
	expect_plan("not in the roster", ROWS(row("5", PERSON_ACTIVE, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff"), account("9", "b", "staff")),
		    "not_in_roster:a not_in_roster:b ");
	expect_plan("an empty roster", NULL, 0, ACCOUNTS(account("1", "a", "staff")),
		    "not_in_roster:a ");
	expect_plan("no id", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("", "a", "staff")), "no_account: no_id:a ");
	expect_plan("I155 ids are not numbers", ROWS(row("01", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff")), "no_account: not_in_roster:a ");
	expect_plan("C62 ids are not names, case counts",
		    ROWS(row("A1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("a1", "a", "staff")), "no_account: not_in_roster:a ");
	expect_plan("rows without accounts around one with",
		    ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER),
			 row("2", PERSON_DEPARTED, NEVER, NEVER),
			 row("3", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("2", "b", "staff")), "-b no_account: no_account: ");
}

static void KL_9_2_3_3_all_accounts_of_a_person_go(void **state)
{
	(void)state;
	expect_plan("daily and privileged", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff"), account("1", "adm", "privileged"),
			     account("2", "b", "privileged")),
		    "-a -adm not_in_roster:b ");
}

static void C64_two_accounts_for_one_id_are_left_alone(void **state)
{
	(void)state;
	expect_plan("two ordinary ones", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff"), account("1", "b", "vendor"),
			     account("1", "c", "privileged"), account("2", "d", "privileged")),
		    "many_accounts:a many_accounts:b many_accounts:c not_in_roster:d ");
	expect_plan("one of them closed long ago", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(closed(account("1", "a", "staff")), account("1", "b", "staff")),
		    "-b done:a ");
	expect_plan("two ids in one account", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(many_ids(account("", "a", "staff"))), "many_ids:a no_account: ");
	expect_plan("shared, with the id of one", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff"), account("1", "desk", "shared"),
			     account("1", "job", "service")),
		    "-a shared:desk shared:job ");
}

static void C65_D99_protected_accounts_are_never_touched(void **state)
{
	(void)state;
	expect_plan("by name", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "Rescue", "staff")), "protected:Rescue ");
	expect_plan("root", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(numbered(account("1", "a", "staff"), 0)), "protected:a ");
	expect_plan("a system account", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(numbered(account("1", "a", "staff"), 999)), "protected:a ");
	expect_plan("the first that is none", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(numbered(account("1", "a", "staff"), 1000)), "-a ");
	expect_plan("no number", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(numbered(account("1", "a", "staff"), -1)), "protected:a ");
	expect_plan("the job's own", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "sync", "staff")), "protected:sync ");
}

static void D98_the_last_administrator_stays(void **state)
{
	(void)state;
	expect_plan("the only one", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "a", "staff"), account("1", "adm", "privileged")),
		    "-a last_privileged:adm ");
	expect_plan("all of them",
		    ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER),
			 row("2", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "adm", "privileged"), account("2", "bdm", "privileged")),
		    "last_privileged:adm last_privileged:bdm ");
	expect_plan("a closed one is no administrator",
		    ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "adm", "privileged"),
			     closed(account("2", "b", "privileged"))),
		    "last_privileged:adm ");
	expect_plan("another one is left", ROWS(row("1", PERSON_DEPARTED, NEVER, NEVER)),
		    ACCOUNTS(account("1", "adm", "privileged"), account("", "b", "privileged")),
		    "-adm no_id:b ");
}

static void C56_a_directory_without_accounts_is_no_directory(void **state)
{
	const struct roster roster = { .count = 0 };
	const struct directory_accounts none = { .count = 0 };
	struct plan plan;
	struct error e;

	(void)state;
	assert_int_equal(plan_make(&roster, &none, &guard, TODAY, &plan, &e), -ENODATA);
	assert_non_null(e.remedy);
}

/* D81: the clause is max(5, 2 %), rounded down. */
static const struct {
	size_t open, limit;
} limits[] = {
	{ 1, 5 },   { 249, 5 }, { 250, 5 },   { 299, 5 },       { 300, 6 },
	{ 349, 6 }, { 350, 7 }, { 1000, 20 }, { 100000, 2000 }, { (size_t)-1, (size_t)-1 / 50 },
};

static void D81_the_brake(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(limits); i++) {
		struct error e = { .code = 0 };

		EXPECT(plan_limit(limits[i].open) == limits[i].limit, "%zu: %zu", limits[i].open,
		       plan_limit(limits[i].open));
		EXPECT(plan_check_limit(limits[i].limit, limits[i].open, NULL) == 0, "%zu",
		       limits[i].open);
		EXPECT(plan_check_limit(limits[i].limit + 1, limits[i].open, &e) == -EDQUOT, "%zu",
		       limits[i].open);
		EXPECT(e.most == (long long)limits[i].limit && e.least == e.most + 1, "%zu",
		       limits[i].open);
	}
}

static void D81_closed_accounts_do_not_loosen_the_brake(void **state)
{
	struct directory_account accounts[] = { account("1", "a", "staff"),
						closed(account("2", "b", "staff")),
						closed(account("3", "c", "staff")) };
	const struct directory_accounts list = { .item = accounts, .count = COUNT(accounts) };
	const struct roster roster = { .count = 0 };
	struct plan plan;

	(void)state;
	assert_int_equal(plan_make(&roster, &list, &guard, TODAY, &plan, NULL), 0);
	assert_int_equal(plan.accounts, 3);
	assert_int_equal(plan.open, 1);
	plan_done(&plan);
}

static void D103_a_change_must_follow_from_the_roster(void **state)
{
	struct roster_row rows[] = { row("1", PERSON_DEPARTED, NEVER, NEVER),
				     row("2", PERSON_DEPARTED, TODAY, NEVER),
				     row("3", PERSON_DEPARTED, TOMORROW, NEVER),
				     row("4", PERSON_ACTIVE, YESTERDAY, YESTERDAY),
				     row("5", PERSON_ON_LEAVE, YESTERDAY, NEVER) };
	const struct roster roster = { .rows = rows, .count = COUNT(rows) };
	const struct roster none = { .count = 0 };

	(void)state;
	for (char id = '0'; id <= '6'; id++) {
		const char text[] = { id, '\0' };
		struct plan_change changes[] = { { .id = "1" }, { .id = text } };
		const struct plan plan = { .changes = changes, .change_count = 2 };
		int want = id == '1' || id == '2' ? 0 : -ESTALE;

		EXPECT(plan_check_roster(&plan, &roster, TODAY, NULL) == want, "id %s", text);
		EXPECT(plan_check_roster(&plan, &none, TODAY, NULL) == -ESTALE, "id %s", text);
	}
}

static void D99_the_jobs_own_account_however_its_name_is_written(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} names[] = {
		{ "uid=sync,dc=x", "UID = Sync , DC=x ", true },
		{ "uid=sync,dc=x", "uid=sync;dc=x", true },
		{ "uid=sy\\6ec,dc=x", "uid=sync,dc=x", true },
		{ "cn=a\\,b,dc=x", "cn=a\\2Cb,dc=x", true },
		{ "cn=a  b,dc=x", "cn=a b,dc=x", true },
		{ "cn=a\\,b,dc=x", "cn=a,b,dc=x", false },
		{ "cn=a b,dc=x", "cn=ab,dc=x", false },
		{ "uid=sync,dc=x", "uid=sync,dc=xy", false },
		{ "uid=sync,dc=x", "uid=sync", false },
		{ "uid=sync\\", "uid=sync", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct plan_guard own = { .names = protected_names,
						.minimum_uid = 1000,
						.own_dn = names[i].a };
		struct directory_account a = account("1", "a", "staff");

		a.dn = names[i].b;
		EXPECT(plan_is_protected(&own, &a) == names[i].same, "%s | %s", names[i].a,
		       names[i].b);
	}
}

/* A thousand accounts in any order: each change carries its own row and entry. */
static void a_change_carries_its_row_and_its_entry(void **state)
{
	enum { MANY = 1000 };
	static char ids[MANY][8], names[MANY][8];
	struct roster_row *rows = calloc(MANY, sizeof(*rows));
	struct directory_accounts list = { .count = 0 };
	const struct roster roster = { .rows = rows, .count = MANY };
	struct plan plan;

	(void)state;
	assert_non_null(rows);
	for (int i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%04d", i);
		snprintf(names[i], sizeof(names[i]), "u%d", i);
		rows[i] = row(ids[i], i % 7 == 0 ? PERSON_DEPARTED : PERSON_ACTIVE,
			      i % 2 ? NEVER : TODAY, NEVER);
		rows[i].line = (unsigned)i + 2;
	}
	for (int i = 0; i < MANY; i++) {
		int k = i * 377 % MANY; /* 377 and 1000 have no common factor */
		struct directory_account a = account(ids[k], names[k], "staff");

		assert_int_equal(directory_accounts_add(&list, &a), 0);
	}
	assert_int_equal(plan_make(&roster, &list, &guard, TODAY, &plan, NULL), 0);
	assert_int_equal(plan.change_count, 143);
	for (size_t i = 0; i < plan.change_count; i++) {
		const struct plan_change *c = &plan.changes[i];
		char dn[64];

		snprintf(dn, sizeof(dn), "uid=u%zu,dc=x", i * 7);
		assert_string_equal(c->id, ids[i * 7]);
		assert_string_equal(c->dn, dn);
		assert_string_equal(c->entry_uuid, names[i * 7]);
		assert_int_equal(c->line, i * 7 + 2);
		assert_true(c->leave_days == (i * 7 % 2 ? NEVER : TODAY));
	}
	plan_done(&plan);
	directory_accounts_done(&list);
	free(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_status_decides_and_dates_only_hold_back),
		cmocka_unit_test(D80_absence_is_never_a_reason),
		cmocka_unit_test(KL_9_2_3_3_all_accounts_of_a_person_go),
		cmocka_unit_test(C64_two_accounts_for_one_id_are_left_alone),
		cmocka_unit_test(C65_D99_protected_accounts_are_never_touched),
		cmocka_unit_test(D98_the_last_administrator_stays),
		cmocka_unit_test(C56_a_directory_without_accounts_is_no_directory),
		cmocka_unit_test(D81_the_brake),
		cmocka_unit_test(D81_closed_accounts_do_not_loosen_the_brake),
		cmocka_unit_test(D103_a_change_must_follow_from_the_roster),
		cmocka_unit_test(D99_the_jobs_own_account_however_its_name_is_written),
		cmocka_unit_test(a_change_carries_its_row_and_its_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
