/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * golden_c: the golden tables through the C API. Each row makes its own little host in a sandbox (policy
 * files, snapshot) and is judged there; the expected columns come from oracle/ and never from here.
 */
#include "tests/golden/golden_row.h"

#include "base/civil.h"
#include "policies/password.h"
#include "stores/account_record.h"
#include "stores/policy_store.h"
#include "tests/unit/root.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY 86400LL

/* The keys of what was found, as the tables write them: a "?" behind what is only warned of. */
static void write_findings(const struct findings *found, const struct policy *policy, char *ret,
			   size_t size)
{
	size_t used = 0;

	snprintf(ret, size, "-");
	for (size_t i = 0; i < found->count; i++) {
		enum rule_id rule = found->item[i].rule;

		used += (size_t)snprintf(ret + used, size - used, "%s%s%s", i > 0 ? " " : "",
					 rule_get(rule)->key,
					 policy_force(policy, rule) == FORCE_ENFORCE ? "" : "?");
	}
}

/* Puts the row's policy into the sandbox, with the shipped profiles, and loads it. */
static void load_policy(const struct sandbox *box, const char *name, struct policy *ret)
{
	static const char *const profiles[] = { "default", "epa", "keelung-d", "executive-yuan" };
	char path[GOLDEN_PATH_MAX], to[64];
	struct error e;

	for (size_t i = 0; i < COUNT(profiles); i++) {
		snprintf(path, sizeof(path), "policies/profiles/%s.conf", profiles[i]);
		snprintf(to, sizeof(to), "profiles/%s.conf", profiles[i]);
		root_write(box, PLACE_VENDOR, to, golden_file(path));
	}
	snprintf(path, sizeof(path), "tests/golden/policies/%s.conf", name);
	root_write(box, PLACE_ETC, "policy.conf", golden_file(path));
	EXPECT(policy_store_load(box->path, ret, &e) == POLICY_FROM_FILES, "%s: %s:%u", name,
	       e.file, e.line);
}

enum {
	P_ID,
	P_CLAUSE,
	P_POLICY,
	P_ACCOUNT,
	P_CANDIDATE,
	P_CHARACTERS,
	P_CLASSES,
	P_VERDICT,
	P_RULES
};

static bool judge_password(const struct sandbox *box, char **row, char *ret_got, size_t size)
{
	struct password_facts facts;
	struct policy policy;
	char rules[256], classes[8];
	size_t len = golden_bytes(row[P_CANDIDATE]);

	load_policy(box, row[P_POLICY], &policy);
	password_look(row[P_CANDIDATE], len, row[P_ACCOUNT][0] == '-' ? NULL : row[P_ACCOUNT],
		      &facts);

	struct findings found = password_check(&policy, &facts);

	write_findings(&found, &policy, rules, sizeof(rules));
	snprintf(classes, sizeof(classes), "%lld", (long long)facts.classes);
	snprintf(ret_got, size, "%lld %s %s %s", (long long)facts.characters,
		 facts.is_text ? classes : "-",
		 findings_are_enforced(&found, &policy) ? "refused" : "ok", rules);
	return golden_is(ret_got, row + P_CHARACTERS, 4);
}

enum { F_ID, F_CLAUSE, F_FILE, F_ANSWER, F_SETS };

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What the draft itself sets, "key=value" in the order of the keys. */
static void write_settings(const struct policy *policy, const char *path, char *ret, size_t size)
{
	static char text[RULE_COUNT][POLICY_VALUE_MAX + 64];
	char *sorted[RULE_COUNT];
	size_t count = 0, used = 0;

	for (size_t i = 0; i < RULE_COUNT; i++) {
		char value[POLICY_VALUE_MAX];

		if (strcmp(policy->source[policy->file[i]], path) != 0)
			continue;
		policy_value_text(policy, (enum rule_id)i, value);
		for (char *c = value; *c; c++)
			*c = *c == ' ' ? ',' : *c;
		snprintf(text[count], sizeof(text[0]), "%s=%s", rule_get((enum rule_id)i)->key,
			 value);
		sorted[count] = text[count];
		count++;
	}
	qsort(sorted, count, sizeof(sorted[0]), by_text);
	snprintf(ret, size, "-");
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(ret + used, size - used, "%s%s", i > 0 ? " " : "",
					 sorted[i]);
}

static bool judge_policy(const struct sandbox *box, char **row, char *ret_got, size_t size)
{
	const char *path = sandbox_path(box, "draft.conf");
	char sets[1024] = "-", answer[24];
	struct error e = { .code = 0 };
	struct policy policy;
	size_t len = golden_bytes(row[F_FILE]);

	load_policy(box, "default", &policy);
	sandbox_write_bytes(box, "draft.conf", row[F_FILE], len);

	int r = policy_store_read_file(box->path, path, &policy, &e);

	if (r >= 0)
		write_settings(&policy, path, sets, sizeof(sets));
	EXPECT(r >= 0 || strcmp(e.file, path) == 0, "%s: %s", row[F_ID], e.file);
	snprintf(answer, sizeof(answer), "line %u", e.line);
	snprintf(ret_got, size, "%s %s", r >= 0 ? "accepted" : answer, sets);
	return golden_is(ret_got, row + F_ANSWER, 2);
}

enum {
	A_ID,
	A_CLAUSE,
	A_POLICY,
	A_NAME,
	A_UID,
	A_WAY,
	A_SNAPSHOT,
	A_RECORD,
	A_SHADOW,
	A_CLOCK,
	A_VERDICT
};

static int64_t number(const char *s)
{
	return strtoll(s, NULL, 10);
}

static int64_t clock_of(const char *text)
{
	int64_t day;

	if (strcmp(text, "now") == 0)
		text = "2026-11-21 09:30";
	EXPECT(civil_parse(text, 10, &day) == 0 && strlen(text) == 16, "clock %s", text);
	return day * DAY + number(text + 11) * 3600 + number(text + 14) * 60;
}

static void write_snapshot(const struct sandbox *box, char **row, int64_t now_s)
{
	struct snapshot_account account = { .uid = (uint32_t)number(row[A_UID]),
					    .owner = "E1",
					    .password_changed_s = SNAPSHOT_NO_DATE };
	const char *record = row[A_RECORD], *age = strchr(record, ' ');
	struct snapshot_writer *w;

	if (strcmp(row[A_SNAPSHOT], "missing") == 0)
		return;
	sandbox_mkdir(box, root_name(PLACE_STATE, ""));
	if (strcmp(row[A_SNAPSHOT], "damaged") == 0) {
		root_write(box, PLACE_STATE, "snapshot.cdb", "rubbish\n");
		return;
	}

	int state = place_open(box->path, PLACE_STATE, NULL);

	EXPECT(snapshot_writer_new(state, now_s - number(row[A_SNAPSHOT]) * 3600, &w, NULL) == 0,
	       "%s", row[A_ID]);
	if (age) {
		snprintf(account.name, sizeof(account.name), "%s", row[A_NAME]);
		account.state = record[0] == 'a'                      ? ACCOUNT_ACTIVE
				: strncmp(record, "disabled", 8) == 0 ? ACCOUNT_DISABLED
								      : ACCOUNT_DEPARTED;
		account.must_change = strstr(record, ",temporary") != NULL;
		if (strcmp(age, " nodate") != 0)
			account.password_changed_s = now_s - number(age + 1) * DAY;
		EXPECT(snapshot_writer_add(w, &account, NULL) == 0, "%s", row[A_ID]);
	}
	EXPECT(snapshot_writer_commit(w, NULL) == 0, "%s", row[A_ID]);
	close(state);
}

/* The shadow entry that the column describes; NULL for none. hash is the caller's. */
static const struct spwd *shadow_of(const char *column, int64_t now_s, char hash[64],
				    struct spwd *ret)
{
	const char *value = strchr(column, ':');
	bool locked = column[0] == '!';
	int64_t day;

	if (column[0] == '-')
		return NULL;
	*ret = (struct spwd) { .sp_pwdp = hash, .sp_lstchg = 20000 };
	snprintf(hash, 64, "%s", value ? locked ? "!$6$salt$hash" : "$6$salt$hash" : column);
	if (!value)
		return ret;
	if (strncmp(column + locked, "on:", 3) == 0)
		EXPECT(civil_parse(value + 1, 10, &day) == 0, "%s", column);
	else
		day = column[locked] == 'a' ? now_s / DAY - number(value + 1) : number(value + 1);
	ret->sp_lstchg = (long)day;
	return ret;
}

static bool judge_account(const struct sandbox *box, char **row, char *ret_got, size_t size)
{
	int64_t now_s = clock_of(row[A_CLOCK]);
	struct moment now = { .wall_s = now_s, .boot_s = 100 };
	struct account_record record;
	struct policy policy;
	struct spwd shadow;
	char findings[256], hash[64];

	load_policy(box, row[A_POLICY], &policy);
	write_snapshot(box, row, now_s);
	account_record_gather(box->path, row[A_NAME], (uint32_t)number(row[A_UID]),
			      shadow_of(row[A_SHADOW], now_s, hash, &shadow),
			      strcmp(row[A_WAY], "console") == 0, now, &record, NULL);
	record.facts.is_local = true; /* the rows' accounts are; this machine does not know them */

	struct findings found = account_check(&policy, &record.facts, now);

	write_findings(&found, &policy, findings, sizeof(findings));
	snprintf(ret_got, size, "%s %s",
		 findings_demand(&found, &policy, OUTCOME_REFUSE_LOGIN)      ? "refused"
		 : findings_demand(&found, &policy, OUTCOME_CHANGE_PASSWORD) ? "change password"
									     : "let in",
		 findings);
	return golden_is(ret_got, row + A_VERDICT, 2);
}

static void run_table(const char *table, size_t columns,
		      bool (*judge)(const struct sandbox *, char **, char *, size_t))
{
	struct golden golden;
	size_t failed = 0, rows = 0;

	golden_open(table, columns, &golden);
	for (char **row; (row = golden_next(&golden)) != NULL; rows++) {
		char got[2048];
		void *state = NULL;

		assert_int_equal(sandbox_setup(&state), 0);

		bool good = judge(state, row, got, sizeof(got));

		print_message("%s - %s %s %s%s%s\n", good ? "ok" : "not ok", table, row[0], row[1],
			      good ? "" : ": got ", good ? "" : got);
		failed += !good;
		sandbox_teardown(&state);
	}
	golden_close(&golden);
	EXPECT(rows >= 60 && failed == 0, "%s: %zu of %zu rows failed", table, failed, rows);
}

static void golden_passwords(void **state)
{
	(void)state;
	run_table("password.tsv", 9, judge_password);
}

static void golden_policies(void **state)
{
	(void)state;
	run_table("policy.tsv", 5, judge_policy);
}

static void golden_accounts(void **state)
{
	(void)state;
	run_table("account.tsv", 12, judge_account);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_passwords),
		cmocka_unit_test(golden_policies),
		cmocka_unit_test(golden_accounts),
	};

	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
