/* SPDX-License-Identifier: BSD-3-Clause */
/* policies: what a policy file may say, and that a bad one changes nothing. */
#include "policies/policy.h"
#include "tests/unit/typo.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int parse(const char *text, struct policy *policy, struct error *e)
{
	return policy_parse(text, strlen(text), "p.conf", policy, e);
}

/* A value that the rule takes, as text. */
static const char *good_value(const struct rule *rule)
{
	static char text[24];

	switch (rule->kind) {
	case RULE_NUMBER: snprintf(text, sizeof(text), "%lld", (long long)rule->least); return text;
	case RULE_SWITCH: return "warn";
	case RULE_NAMES: return "rescue";
	case RULE_ALWAYS: break;
	}
	return "enforce";
}

/* Parses text, which must be refused in this line, with the policy as it was. */
static void expect_refused(const char *name, const char *text, size_t len, unsigned line,
			   struct error *ret)
{
	struct policy before, after;

	policy_init(&before);
	assert_int_equal(parse("password_min_length = 16\n", &before, NULL), 0);
	after = before;
	*ret = (struct error) { .code = 0 };

	int r = policy_parse(text, len, "p.conf", &after, ret);

	EXPECT(r < 0 && ret->code == r, "%s is taken", name);
	EXPECT(ret->line == line, "%s: line %u", name, ret->line);
	EXPECT(strcmp(ret->file, "p.conf") == 0, "%s: file %s", name, ret->file);
	EXPECT(memcmp(&before, &after, sizeof(before)) == 0,
	       "%s is refused and yet changed something", name);
}

static bool is_a_key(const char *word)
{
	enum rule_id id;

	return strcmp(word, "profile") == 0 || rule_find(word, strlen(word), &id);
}

static size_t expect_typos_refused(const char *key, const char *value)
{
	char typo[TYPO_MAX], text[2 * TYPO_MAX];
	struct error e;
	size_t count = 0;

	for (size_t i = 0; typo_of(key, i, typo) > 0; i++) {
		if (is_a_key(typo))
			continue;
		/* the good line before it must not count either */
		snprintf(text, sizeof(text), "password_min_length = 20\n%s = %s\n", typo, value);
		expect_refused(typo, text, strlen(text), 2, &e);
		EXPECT(strcmp(e.value, typo) == 0 || strchr(e.value, '='), "%s: %s", typo, e.value);
		count++;
	}
	return count;
}

static void F122_every_typo_of_every_key_is_refused(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct rule *rule = rule_get((enum rule_id)i);

		count += expect_typos_refused(rule->key, good_value(rule));
	}
	count += expect_typos_refused("profile", "epa");
	print_message("%zu typos of keys\n", count);
	EXPECT(count > RULE_COUNT * 500, "%zu", count);
}

static void F122_every_typo_of_enforce_warn_log_is_refused(void **state)
{
	static const char *const words[] = { "enforce", "warn", "log" };
	char typo[TYPO_MAX], text[2 * TYPO_MAX];
	struct error e;

	(void)state;
	for (size_t w = 0; w < COUNT(words); w++) {
		for (size_t i = 0; typo_of(words[w], i, typo) > 0; i++) {
			snprintf(text, sizeof(text), "account_unknown = %s\n", typo);
			expect_refused(typo, text, strlen(text), 1, &e);
		}
	}
}

static void F123_bad_numbers_are_refused(void **state)
{
	static const char *const values[] = {
		"-1",
		"+12",
		"-12",
		"9223372036854775807",
		"9223372036854775808",
		"18446744073709551628", /* 12 modulo 2^64 */
		"4294967308",           /* 12 modulo 2^32 */
		"0x0c",
		"0xc",
		"012",
		"00012",
		"12.0",
		"12,0",
		"1.2e1",
		"12e0",
		"1e1",
		"12x",
		"12 13",
		"12 days",
		"12;",
		"12 # twelve",
		"\"12\"",
		"'12'",
		"\xEF\xBC\x91\xEF\xBC\x92", /* full-width 12 */
		"\xD9\xA1\xD9\xA2",         /* Arabic-Indic 12 */
		"十二",
		"twelve",
		"1 2",
		"12\xC2\xA0",     /* no-break space */
		"12\xE2\x80\x8B", /* zero-width space */
		"nan",
		"inf",
		"yes",
		"enforce",
	};
	char text[256];
	struct error e;

	(void)state;
	for (size_t id = 0; id < RULE_COUNT; id++) {
		const struct rule *rule = rule_get((enum rule_id)id);

		for (size_t i = 0; rule->kind == RULE_NUMBER && i < COUNT(values); i++) {
			snprintf(text, sizeof(text), "# x\n%s = %s\n", rule->key, values[i]);
			expect_refused(text, text, strlen(text), 2, &e);
			EXPECT(e.remedy && e.least == rule->least && e.most == rule->most, "%s",
			       text);
		}
	}
}

struct bytes_case {
	const char *name, *text;
	size_t len;
	unsigned line;
};

#define BYTES(text) text, sizeof(text) - 1

static const struct bytes_case broken[] = {
	{ "CR LF", BYTES("password_max_age = 30\r\n"), 1 },
	{ "CR LF in the second line", BYTES("password_max_age = 30\nidle_minutes = 5\r\n"), 2 },
	{ "BOM", BYTES("\xEF\xBB\xBFpassword_max_age = 30\n"), 1 },
	{ "no final newline", BYTES("password_max_age = 30"), 1 },
	{ "no final newline, number cut", BYTES("idle_minutes = 5\npassword_max_age = 1"), 2 },
	{ "duplicate key, same value", BYTES("password_max_age = 30\npassword_max_age = 30\n"), 2 },
	{ "duplicate key", BYTES("password_max_age = 30\n\npassword_max_age = 90\n"), 3 },
	{ "NUL at the end of a value", BYTES("password_max_age = 30\0\n"), 1 },
	{ "NUL hides a line", BYTES("password_max_age = 30\n\0idle_minutes = 5\n"), 2 },
	{ "rubbish behind the settings", BYTES("password_max_age = 30\n<<<<<<< HEAD\n"), 2 },
	{ "a here-document's end", BYTES("password_max_age = 30\nEOF\n"), 2 },
	{ "empty", BYTES(""), 0 },
	{ "UTF-16", BYTES("\xFF\xFEp\0a\0\n\0"), 1 },
	{ "value on the next line", BYTES("password_max_age =\n 30\n"), 1 },
	{ "value missing", BYTES("password_max_age =\n"), 1 },
	{ "upper case", BYTES("Password_Max_Age = 30\n"), 1 },
	{ "full-width equals", BYTES("password_max_age \xEF\xBC\x9D 30\n"), 1 },
	{ "switch in upper case", BYTES("account_unknown = Enforce\n"), 1 },
	{ "switch as a number", BYTES("account_unknown = 1\n"), 1 },
	{ "switch off", BYTES("account_unknown = off\n"), 1 },
	{ "two words for a switch", BYTES("account_unknown = warn log\n"), 1 },
	{ "a rule without a choice", BYTES("account_departed = warn\n"), 1 },
	{ "a rule without a choice, enforced", BYTES("account_departed = enforce\n"), 1 },
	{ "disabled", BYTES("account_disabled = log\n"), 1 },
	{ "break glass: upper case", BYTES("break_glass = Rescue\n"), 1 },
	{ "break glass: comma", BYTES("break_glass = rescue,operator\n"), 1 },
	{ "break glass: a pattern", BYTES("break_glass = *\n"), 1 },
	{ "break glass: a path", BYTES("break_glass = ../x\n"), 1 },
	{ "break glass: full width", BYTES("break_glass = \xEF\xBD\x81lice\n"), 1 },
	{ "break glass: digit first", BYTES("break_glass = 0root\n"), 1 },
	{ "break glass: tab between", BYTES("break_glass = a\tb\n"), 1 },
	{ "break glass: 33 letters", BYTES("break_glass = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"),
	  1 },
	{ "break glass: 17 names", BYTES("break_glass = a b c d e f g h i j k l m n o p q\n"), 1 },
};

static void F123_broken_files_are_refused(void **state)
{
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++)
		expect_refused(broken[i].name, broken[i].text, broken[i].len, broken[i].line, &e);
}

struct floor_case {
	const char *key;
	long long allowed, refused;
	const char *clause;
};

/* From the clauses, not from the table: what each of them still allows, and what it does not. */
static const struct floor_case floors[] = {
	{ "password_max_age", 180, 181, "EY-32" },
	{ "password_max_age", 90, 365, "EY-32" },
	{ "password_max_age", 1, 0, "EY-32" },
	{ "password_max_age", 1, 99999, "EY-32" },
	{ "password_min_length", 8, 7, "KL-9.2.2.1" },
	{ "password_min_length", 12, 0, "KL-9.2.2.1" },
	{ "password_min_classes", 3, 2, "EPA-8.3.6e" },
	{ "password_min_classes", 4, 0, "EPA-8.3.6e" },
	{ "password_min_classes", 4, 5, "EPA-8.3.6e" },
	{ "idle_minutes", 15, 16, "EPA-8.5.2" },
	{ "idle_minutes", 1, 0, "EPA-8.5.2" },
	{ "idle_minutes", 5, 60, "EPA-8.5.2" },
};

static void F126_beyond_a_clause_is_refused_by_its_name(void **state)
{
	char text[256];

	(void)state;
	for (size_t i = 0; i < COUNT(floors); i++) {
		const struct floor_case *c = &floors[i];
		char said[ERROR_TEXT_MAX], value[24];
		struct policy policy;
		enum rule_id id;
		struct error e;

		policy_init(&policy);
		snprintf(text, sizeof(text), "%s = %lld\n", c->key, c->allowed);
		EXPECT(parse(text, &policy, &e) == 0, "%s", text);
		EXPECT(rule_find(c->key, strlen(c->key), &id) && policy.value[id] == c->allowed,
		       "%s", text);
		snprintf(text, sizeof(text), "%s = %lld\n", c->key, c->refused);
		expect_refused(text, text, strlen(text), 1, &e);
		error_format(&e, NULL, said, sizeof(said));
		snprintf(value, sizeof(value), "%lld is beyond", c->refused);
		EXPECT(strstr(said, c->clause) && strstr(said, value) && strstr(said, "p.conf:1:"),
		       "%s: \"%s\"", text, said);
	}
}

static void a_good_file_says_where_each_value_comes_from(void **state)
{
	char text[POLICY_VALUE_MAX];
	struct policy p;

	(void)state;
	policy_init(&p);
	assert_int_equal(p.source_count, 1);
	assert_string_equal(p.source[0], "built-in");
	for (size_t i = 0; i < RULE_COUNT; i++)
		EXPECT(p.value[i] == rule_get((enum rule_id)i)->dflt && p.file[i] == 0 &&
			       p.line[i] == 0,
		       "%s", rule_get((enum rule_id)i)->key);
	assert_int_equal(
		parse("# one\npassword_min_length = 14\nbreak_glass = rescue  op-2.x \n", &p, NULL),
		0);
	assert_int_equal(policy_parse("account_unknown = log\n", 22, "q.conf", &p, NULL), 0);
	assert_int_equal(p.source_count, 3);
	assert_string_equal(p.source[p.file[RULE_PASSWORD_MIN_LENGTH]], "p.conf");
	assert_int_equal(p.line[RULE_PASSWORD_MIN_LENGTH], 2);
	assert_string_equal(p.source[p.file[RULE_ACCOUNT_UNKNOWN]], "q.conf");
	assert_int_equal(p.line[RULE_ACCOUNT_UNKNOWN], 1);
	assert_int_equal(policy_force(&p, RULE_ACCOUNT_UNKNOWN), FORCE_LOG);
	policy_value_text(&p, RULE_PASSWORD_MIN_LENGTH, text);
	assert_string_equal(text, "14");
	policy_value_text(&p, RULE_ACCOUNT_UNKNOWN, text);
	assert_string_equal(text, "log");
	policy_value_text(&p, RULE_BREAK_GLASS, text);
	assert_string_equal(text, "rescue op-2.x");
	assert_true(policy_is_break_glass(&p, "op-2.x"));
	assert_false(policy_is_break_glass(&p, "op-2"));
	assert_false(policy_is_break_glass(&p, "Rescue"));
	assert_false(policy_is_break_glass(&p, ""));
	/* a later file replaces the list; a shorter one keeps no name of the longer */
	assert_int_equal(parse("break_glass = op\n", &p, NULL), 0);
	assert_false(policy_is_break_glass(&p, "rescue"));
	assert_false(policy_is_break_glass(&p, "op-2.x"));
	assert_true(policy_is_break_glass(&p, "op"));
}

static void there_is_a_most_of_files(void **state)
{
	struct policy p, before;
	struct error e;

	(void)state;
	policy_init(&p);
	for (int i = 1; i < POLICY_SOURCES_MAX; i++)
		assert_int_equal(parse("password_min_length = 14\n", &p, NULL), 0);
	before = p;
	assert_int_equal(parse("password_min_length = 15\n", &p, &e), -E2BIG);
	assert_memory_equal(&p, &before, sizeof(p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(F122_every_typo_of_every_key_is_refused),
		cmocka_unit_test(F122_every_typo_of_enforce_warn_log_is_refused),
		cmocka_unit_test(F123_bad_numbers_are_refused),
		cmocka_unit_test(F123_broken_files_are_refused),
		cmocka_unit_test(F126_beyond_a_clause_is_refused_by_its_name),
		cmocka_unit_test(a_good_file_says_where_each_value_comes_from),
		cmocka_unit_test(there_is_a_most_of_files),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
