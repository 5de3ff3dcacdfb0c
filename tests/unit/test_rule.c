/* SPDX-License-Identifier: BSD-3-Clause */
/* policies: what must hold of every row of the rule table, also of rows yet to come. */
#include "policies/finding.h"
#include "policies/rule.h"
#include "tests/unit/unit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct rule *row(size_t i)
{
	return rule_get((enum rule_id)i);
}

static void every_key_is_unique_and_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const char *key = row(i)->key;
		enum rule_id id = RULE_COUNT;

		EXPECT(key && key[0] != '\0', "row %zu has no key: the table has a hole", i);
		EXPECT(strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(key), "%s",
		       key);
		EXPECT(strcmp(key, "profile") != 0, "the key of the profile is taken");
		EXPECT(rule_find(key, strlen(key), &id) && id == i, "%s is found as %d", key,
		       (int)id);
		EXPECT(!rule_find(key, strlen(key) - 1, &id), "%s less its last letter", key);
	}

	enum rule_id id = RULE_COUNT;

	assert_false(rule_find("", 0, &id));
	assert_false(rule_find("PASSWORD_MIN_LENGTH", 19, &id));
	assert_int_equal(id, RULE_COUNT);
}

static void every_default_is_in_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct rule *r = row(i);

		switch (r->kind) {
		case RULE_NUMBER:
			EXPECT(r->least <= r->dflt && r->dflt <= r->most, "%s", r->key);
			EXPECT(r->least >= 0 && r->unit && r->unit[0] != '\0', "%s", r->key);
			break;
		case RULE_SWITCH:
			/* built-in is the strictest: no rule is off unless somebody says so */
			EXPECT(r->dflt == FORCE_ENFORCE, "%s", r->key);
			EXPECT(r->outcome != OUTCOME_NONE, "%s: a switch for nothing", r->key);
			break;
		case RULE_ALWAYS:
			EXPECT(r->outcome != OUTCOME_NONE && r->dflt == 0, "%s", r->key);
			break;
		case RULE_NAMES: EXPECT(r->dflt == 0, "%s", r->key); break;
		}
	}
}

/* Every {place} of a sentence is one of the two that findings fill. */
static void expect_places(const char *key, const char *sentence)
{
	for (const char *open = strchr(sentence, '{'); open; open = strchr(open + 1, '{')) {
		EXPECT(strncmp(open, "{got}", 5) == 0 || strncmp(open, "{want}", 6) == 0, "%s: %s",
		       key, open);
	}
	EXPECT(!strchr(sentence, '%'), "%s: a printf format in \"%s\"", key, sentence);
}

static void expect_whole_sentence(const char *key, const char *sentence)
{
	EXPECT(isupper((unsigned char)sentence[0]), "%s: \"%s\"", key, sentence);
	EXPECT(sentence[strlen(sentence) - 1] == '.', "%s: \"%s\"", key, sentence);
	expect_places(key, sentence);
}

static void every_rule_has_its_sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct rule *r = row(i);

		EXPECT(r->about && !strchr(r->about, '{'), "%s", r->key);
		expect_whole_sentence(r->key, r->about);
		EXPECT((r->refusal != NULL) == (r->outcome != OUTCOME_NONE),
		       "%s refuses without a word, or talks without refusing", r->key);
		if (r->refusal)
			expect_whole_sentence(r->key, r->refusal);
		if (r->ask) {
			EXPECT(r->outcome == OUTCOME_REFUSE_PASSWORD, "%s", r->key);
			expect_places(r->key, r->ask);
			EXPECT(!strstr(r->ask, "{got}"), "%s asks with what it has not got yet",
			       r->key);
		}
	}
}

/* The ids of tests/lint/clauses.txt, one a line between newlines. */
static char *read_clauses(void)
{
	char path[512];
	static char text[16384];

	snprintf(path, sizeof(path), "%s/tests/lint/clauses.txt", unit_top());

	FILE *in = fopen(path, "re");

	EXPECT(in != NULL, "%s", path);
	text[0] = '\n';

	size_t len = fread(text + 1, 1, sizeof(text) - 2, in);

	fclose(in);
	EXPECT(len > 100 && len < sizeof(text) - 2, "%s has %zu bytes", path, len);
	text[len + 1] = '\0';
	return text;
}

static void expect_clauses(const char *key, const char *ids, const char *known)
{
	char copy[256], line[64], *rest = copy;

	snprintf(copy, sizeof(copy), "%s", ids);
	for (char *id; (id = strsep(&rest, ",")) != NULL;) {
		id += strspn(id, " ");
		snprintf(line, sizeof(line), "\n%s\n", id);
		EXPECT(id[0] != '\0' && strstr(known, line), "%s cites \"%s\", which is no clause",
		       key, id);
	}
}

static void every_clause_exists(void **state)
{
	const char *known = read_clauses();

	(void)state;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct rule *r = row(i);

		EXPECT(r->clause != NULL, "%s stands on no clause", r->key);
		expect_clauses(r->key, r->clause, known);
		EXPECT(!r->limit_clause || r->kind == RULE_NUMBER, "%s", r->key);
		if (r->limit_clause)
			expect_clauses(r->key, r->limit_clause, known);
	}
}

static void forces_have_their_names(void **state)
{
	(void)state;
	assert_string_equal(rule_force_name(FORCE_ENFORCE), "enforce");
	assert_string_equal(rule_force_name(FORCE_WARN), "warn");
	assert_string_equal(rule_force_name(FORCE_LOG), "log");
}

static void findings_count_where_they_are_enforced(void **state)
{
	struct findings found = { .count = 0 };
	struct policy policy;

	(void)state;
	policy_init(&policy);
	assert_false(findings_are_enforced(&found, &policy));
	findings_add(&found, RULE_ACCOUNT_UNKNOWN, 1, 0);
	assert_true(findings_are_enforced(&found, &policy));
	assert_true(findings_demand(&found, &policy, OUTCOME_REFUSE_LOGIN));
	assert_false(findings_demand(&found, &policy, OUTCOME_CHANGE_PASSWORD));
	assert_false(findings_demand(&found, &policy, OUTCOME_REFUSE_PASSWORD));
	policy.value[RULE_ACCOUNT_UNKNOWN] = FORCE_WARN;
	assert_false(findings_are_enforced(&found, &policy));
	policy.value[RULE_ACCOUNT_UNKNOWN] = FORCE_LOG;
	assert_false(findings_are_enforced(&found, &policy));
	findings_add(&found, RULE_ACCOUNT_DEPARTED, 1, 0);
	assert_true(findings_demand(&found, &policy, OUTCOME_REFUSE_LOGIN));
	/* a number is no switch, whatever it is */
	policy.value[RULE_PASSWORD_MAX_AGE] = FORCE_WARN;
	assert_int_equal(policy_force(&policy, RULE_PASSWORD_MAX_AGE), FORCE_ENFORCE);
	for (size_t i = 0; i < 3 * RULE_COUNT; i++)
		findings_add(&found, RULE_PASSWORD_TEXT, 1, 0);
	assert_int_equal(found.count, RULE_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_unique_and_found),
		cmocka_unit_test(every_default_is_in_range),
		cmocka_unit_test(every_rule_has_its_sentences),
		cmocka_unit_test(every_clause_exists),
		cmocka_unit_test(forces_have_their_names),
		cmocka_unit_test(findings_count_where_they_are_enforced),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
