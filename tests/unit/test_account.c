/* SPDX-License-Identifier: BSD-3-Clause */
/* policies: who is let in. The rows of "Which way it fails" that the rules decide, one by one. */
#include "policies/account.h"
#include "tests/unit/unit.h"

#include <string.h>

/* 2026-11-21 09:30 UTC */
#define NOW  1795253400LL
#define DAY  86400LL
#define HOUR 3600LL

/* Somebody of whom all is known and in order; the cases say what differs. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define SOUND                                                                \
	.name = "alice", .uid = 2001, .snapshot_sound = true, .known = true, \
	.password = PASSWORD_DATED, .password_changed_s = NOW - 10 * DAY

struct account_case {
	const char *name;
	struct account_facts facts;
	const char *want; /* keys of what is found */
	int64_t clock_s;  /* 0: NOW */
};

static const struct account_case cases[] = {
	{ "all in order", { SOUND }, "", 0 },

	/* directory unreachable: decide from the snapshot; leavers stay refused */
	{ "departed", { SOUND, .state = ACCOUNT_DEPARTED }, "account_departed", 0 },
	{ "disabled", { SOUND, .state = ACCOUNT_DISABLED }, "account_disabled", 0 },
	{ "departed, snapshot far too old",
	  { SOUND, .state = ACCOUNT_DEPARTED, .snapshot_age_s = 1000 * DAY },
	  "account_departed snapshot_doubt",
	  0 },
	{ "departed, clock of 1970",
	  { SOUND, .state = ACCOUNT_DEPARTED },
	  "account_departed",
	  1000 },
	{ "departed, uid of the system",
	  { SOUND, .uid = 33, .state = ACCOUNT_DEPARTED },
	  "account_departed",
	  0 },
	{ "departed, at the console",
	  { SOUND, .on_console = true, .state = ACCOUNT_DEPARTED },
	  "account_departed",
	  0 },
	{ "departed, with a temporary password",
	  { SOUND, .state = ACCOUNT_DEPARTED, .must_change = true },
	  "account_departed password_first_login",
	  0 },

	/* snapshot missing, damaged, older than its limit: ordinary people are refused */
	{ "no snapshot", { .name = "alice", .uid = 2001 }, "snapshot_doubt", 0 },
	{ "snapshot of 72 hours", { SOUND, .snapshot_age_s = 72 * HOUR }, "", 0 },
	{ "a second older", { SOUND, .snapshot_age_s = 72 * HOUR + 1 }, "snapshot_doubt", 0 },
	{ "an hour from the future", { SOUND, .snapshot_age_s = -HOUR }, "", 0 },
	{ "a second further", { SOUND, .snapshot_age_s = -HOUR - 1 }, "snapshot_doubt", 0 },
	{ "old snapshot, clock of 1970: no judgement by date",
	  { SOUND, .snapshot_age_s = -1000 * DAY },
	  "",
	  1000 },
	{ "no snapshot, clock of 1970: no matter of dates",
	  { .name = "alice", .uid = 2001 },
	  "snapshot_doubt",
	  1000 },
	{ "no snapshot, root at the console", { .name = "root", .on_console = true }, "", 0 },
	{ "no snapshot, root from afar: an account of the system",
	  { .name = "root", .is_local = true },
	  "",
	  0 },
	{ "no snapshot, uid 600 of the directory alone",
	  { .name = "old", .uid = 600 },
	  "snapshot_doubt",
	  0 },
	{ "no snapshot, asked by his own screen locker",
	  { .name = "alice", .uid = 2001, .is_self = true },
	  "",
	  0 },
	{ "departed, asked by his own screen locker",
	  { SOUND, .state = ACCOUNT_DEPARTED, .is_self = true },
	  "account_departed",
	  0 },
	{ "no snapshot, break glass", { .name = "rescue", .uid = 2002 }, "", 0 },
	{ "no snapshot, break glass in capitals",
	  { .name = "Rescue", .uid = 2002 },
	  "snapshot_doubt",
	  0 },
	{ "no snapshot, uid 999: an account of the system",
	  { .name = "svc", .uid = 999, .is_local = true },
	  "",
	  0 },
	{ "no snapshot, uid 999 of somebody in the directory",
	  { .name = "svc", .uid = 999 },
	  "snapshot_doubt",
	  0 },
	{ "no snapshot, uid 1000 in a local file",
	  { .name = "alice", .uid = 1000, .is_local = true },
	  "snapshot_doubt",
	  0 },
	{ "no snapshot, a screen locker asks about its own user",
	  { .name = "alice", .uid = 2001, .is_self = true },
	  "",
	  0 },
	{ "departed, a screen locker asks about its own user",
	  { SOUND, .is_self = true, .state = ACCOUNT_DEPARTED },
	  "account_departed",
	  0 },
	{ "no snapshot, uid 1000", { .name = "alice", .uid = 1000 }, "snapshot_doubt", 0 },
	{ "no snapshot, nobody: an account of the system",
	  { .name = "nobody", .uid = 65534 },
	  "",
	  0 },
	{ "nobody on record, departed",
	  { SOUND, .name = "nobody", .uid = 65534, .state = ACCOUNT_DEPARTED },
	  "account_departed",
	  0 },
	{ "no snapshot, the highest uid (-1)",
	  { .name = "alice", .uid = UINT32_MAX },
	  "snapshot_doubt",
	  0 },

	/* unknown to a sound snapshot: no authorisation on record */
	{ "unknown", { .name = "eve", .uid = 2003, .snapshot_sound = true }, "account_unknown", 0 },
	{ "unknown, old snapshot",
	  { .name = "eve", .uid = 2003, .snapshot_sound = true, .snapshot_age_s = 73 * HOUR },
	  "snapshot_doubt account_unknown",
	  0 },
	{ "unknown, of the system",
	  { .name = "www-data", .uid = 33, .snapshot_sound = true },
	  "",
	  0 },
	{ "unknown, at the console",
	  { .name = "eve", .uid = 2003, .on_console = true, .snapshot_sound = true },
	  "account_unknown",
	  0 },

	/* root on record is judged as anybody, but for the console */
	{ "root on record, departed, from afar",
	  { SOUND, .name = "root", .uid = 0, .state = ACCOUNT_DEPARTED },
	  "account_departed",
	  0 },
	{ "root on record, departed, at the console",
	  { SOUND, .name = "root", .uid = 0, .state = ACCOUNT_DEPARTED, .on_console = true },
	  "",
	  0 },
	{ "another account with uid 0 at the console",
	  { SOUND, .name = "toor", .uid = 0, .on_console = true, .state = ACCOUNT_DISABLED },
	  "",
	  0 },
	{ "break glass, departed, old password",
	  { SOUND, .name = "rescue", .state = ACCOUNT_DEPARTED, .password_changed_s = 1 },
	  "",
	  0 },

	/* temporary passwords */
	{ "temporary", { SOUND, .must_change = true }, "password_first_login", 0 },
	{ "temporary, no date",
	  { SOUND, .must_change = true, .password = PASSWORD_NONE },
	  "password_first_login",
	  0 },
	{ "temporary, clock of 1970: no matter of dates",
	  { SOUND, .must_change = true },
	  "password_first_login",
	  1000 },
	{ "no password", { SOUND, .password = PASSWORD_NONE, .password_changed_s = 0 }, "", 0 },
	{ "undated", { SOUND, .password = PASSWORD_UNDATED }, "password_max_age", 0 },
};

static void keys_of(const struct findings *found, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < found->count; i++) {
		size_t used = strlen(ret);

		snprintf(ret + used, size - used, "%s%s", i > 0 ? " " : "",
			 rule_get(found->item[i].rule)->key);
	}
}

static void init(struct policy *policy)
{
	const char *text = "break_glass = rescue\n";

	policy_init(policy);
	assert_int_equal(policy_parse(text, strlen(text), "p", policy, NULL), 0);
}

static void every_doubt_has_its_direction(void **state)
{
	struct policy policy;
	char keys[256];

	(void)state;
	init(&policy);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct account_case *c = &cases[i];
		struct moment now = { .wall_s = c->clock_s ? c->clock_s : NOW, .boot_s = 5 };
		struct findings found = account_check(&policy, &c->facts, now);

		keys_of(&found, keys, sizeof(keys));
		EXPECT(strcmp(keys, c->want) == 0, "%s: \"%s\"", c->name, keys);
	}
}

/* A break-glass account is no rule of the built-in policy: nobody is spared by accident. */
static void without_a_list_nobody_is_spared(void **state)
{
	const struct account_facts facts = { .name = "rescue", .uid = 2002 };
	struct policy policy;

	(void)state;
	policy_init(&policy);
	assert_int_equal(account_check(&policy, &facts, (struct moment) { NOW, 5 }).count, 1);
}

struct age_case {
	const char *name;
	int64_t changed_s, most;
	bool due;
	int64_t clock_s;
};

static const struct age_case ages[] = {
	{ "today", NOW, 90, false, NOW },
	{ "89 days", NOW - 89 * DAY, 90, false, NOW },
	{ "a second short of 90 days", NOW - 90 * DAY + 1, 90, false, NOW },
	{ "90 days: on that day it is due", NOW - 90 * DAY, 90, true, NOW },
	{ "91 days", NOW - 91 * DAY, 90, true, NOW },
	{ "179 days of 180", NOW - 179 * DAY, 180, false, NOW },
	{ "180 days of 180", NOW - 180 * DAY, 180, true, NOW },
	{ "1 day of 1", NOW - DAY, 1, true, NOW },
	{ "a second in the future", NOW + 1, 90, false, NOW },
	{ "a day in the future: zones", NOW + DAY, 90, false, NOW },
	{ "a second more", NOW + DAY + 1, 90, true, NOW },
	{ "a year in the future", NOW + 365 * DAY, 90, true, NOW },
	{ "2038", NOW - 90 * DAY, 90, true, NOW },
	{ "year 9999", 253402300799, 90, true, NOW },
	{ "day 0", 0, 90, true, NOW },
	{ "before 1970", -DAY, 90, true, NOW },
	{ "the least number", INT64_MIN, 90, true, NOW },
	{ "the greatest number", INT64_MAX, 90, true, NOW },
	{ "beyond INT_MAX days", ((int64_t)INT32_MAX + 1) * DAY, 90, true, NOW },
	{ "old, clock of 1970", NOW - 500 * DAY, 90, false, 1000 },
	{ "the least number, clock of 1970", INT64_MIN, 90, false, -1 },
	{ "old, clock just before our release", NOW - 500 * DAY, 90, false, 1767225599 },
	{ "old, clock at our release", 1767225600 - 90 * DAY, 90, true, 1767225600 },
	{ "after 2038", 2147483648LL, 90, true, 2147483648LL + 90 * DAY },
	{ "after 2038, 89 days", 2147483648LL, 90, false, 2147483648LL + 89 * DAY },
	{ "over a leap day", 1835308800 /* 2028-02-28 */, 2, true, 1835481600 /* 2028-03-01 */ },
};

static void B48_rotation_at_its_edges(void **state)
{
	struct policy policy;

	(void)state;
	init(&policy);
	for (size_t i = 0; i < COUNT(ages); i++) {
		const struct age_case *c = &ages[i];
		const struct account_facts facts = { SOUND, .password_changed_s = c->changed_s };

		policy.value[RULE_PASSWORD_MAX_AGE] = c->most;

		struct findings found =
			account_check(&policy, &facts, (struct moment) { c->clock_s, 5 });

		EXPECT(found.count == (c->due ? 1 : 0), "%s: %zu findings", c->name, found.count);
		EXPECT(!c->due || (found.item[0].rule == RULE_PASSWORD_MAX_AGE &&
				   found.item[0].want == c->most),
		       "%s", c->name);
	}
}

static void ages_are_whole_days_rounded_down(void **state)
{
	static const struct {
		int64_t changed_s, want;
	} days[] = {
		{ NOW, 0 },
		{ NOW - DAY + 1, 0 },
		{ NOW - DAY, 1 },
		{ NOW - 91 * DAY, 91 },
		{ NOW + 1, -1 },
		{ NOW + DAY, -1 },
		{ NOW + DAY + 1, -2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(days); i++) {
		const struct account_facts facts = { SOUND,
						     .password_changed_s = days[i].changed_s };
		int64_t got = account_password_age_days(&facts, (struct moment) { NOW, 5 });

		EXPECT(got == days[i].want, "%lld: %lld", (long long)days[i].changed_s,
		       (long long)got);
	}
}

/* The policy may say "warn": then it is found all the same, and lets in. */
static void a_switch_changes_the_outcome_and_not_the_finding(void **state)
{
	const struct account_facts facts = { .name = "alice", .uid = 2001 };
	struct policy policy;

	(void)state;
	init(&policy);
	policy.value[RULE_SNAPSHOT_DOUBT] = FORCE_WARN;

	struct findings found = account_check(&policy, &facts, (struct moment) { NOW, 5 });

	assert_int_equal(found.count, 1);
	assert_false(findings_are_enforced(&found, &policy));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_doubt_has_its_direction),
		cmocka_unit_test(without_a_list_nobody_is_spared),
		cmocka_unit_test(B48_rotation_at_its_edges),
		cmocka_unit_test(ages_are_whole_days_rounded_down),
		cmocka_unit_test(a_switch_changes_the_outcome_and_not_the_finding),
	};

	return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
