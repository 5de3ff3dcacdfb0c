/* SPDX-License-Identifier: BSD-3-Clause */
/* policies: what is seen of a candidate, and what the rules have against it. More rows: golden/. */
#include "base/secret.h"
#include "policies/common_word.h"
#include "policies/password.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

struct look_case {
	const char *name, *candidate, *account;
	bool is_text;
	int64_t characters, classes;
	bool has_name, is_common;
};

static const struct look_case looks[] = {
	/* name, candidate, account, text, characters, classes, account name, common word */
	{ "empty", "", "alice", true, 0, 0, false, false },
	{ "one class", "bdfhjkm", "alice", true, 7, 1, false, false },
	{ "all four", "aB3$", "alice", true, 4, 4, false, false },
	{ "space is another character", "a b", "", true, 3, 2, false, false },
	{ "Chinese counts characters", "密碼學", "", true, 3, 1, false, false },
	{ "four bytes, one character", "\xF0\xA0\x80\x80", "", true, 1, 1, false, false },
	{ "combining accent counts", "e\xCC\x81", "", true, 2, 2, false, false },
	{ "full width is no A-Z", "\xEF\xBC\xA1\xEF\xBD\x81\xEF\xBC\x91", "", true, 3, 1, false,
	  false },
	{ "accented letter is no a-z", "\xC3\xA9", "", true, 1, 1, false, false },
	{ "tab is a control character", "a\tb", "", false, 3, 1, false, false },
	{ "C1", "a\xC2\x85", "", false, 3, 1, false, false },
	{ "broken UTF-8", "a\xFF", "", false, 2, 1, false, false },
	{ "name", "xxalicexx", "alice", true, 9, 1, true, false },
	{ "name in capitals", "xxALICExx", "alice", true, 9, 2, true, false },
	{ "account in capitals", "xxalicexx", "ALICE", true, 9, 1, true, false },
	{ "reversed", "xxecilaxx", "alice", true, 9, 1, true, false },
	{ "look-alikes", "xx@1!c3xx", "alice", true, 9, 3, true, false },
	{ "look-alikes reversed", "xx3c!1@xx", "alice", true, 9, 3, true, false },
	{ "full-width name", "xx\xEF\xBC\xA1\xEF\xBD\x8C\xEF\xBD\x89\xEF\xBD\x83\xEF\xBD\x85",
	  "alice", true, 7, 2, true, false },
	{ "name at the end", "xxalice", "alice", true, 7, 1, true, false },
	{ "name less a letter", "xxalicxx", "alice", true, 8, 1, false, false },
	{ "name apart", "ali ce", "alice", true, 6, 2, false, false },
	{ "name of two letters is no name", "xxabxx", "ab", true, 6, 1, false, false },
	{ "name of three", "xxbobxx", "bob", true, 7, 1, true, false },
	{ "name longer than the candidate", "ali", "alice", true, 3, 1, false, false },
	{ "no account known", "alice", NULL, true, 5, 1, false, false },
	{ "empty account", "alice", "", true, 5, 1, false, false },
	{ "figures in the account", "xx0lga7xx", "olga7", true, 9, 2, true, false },
	{ "common word", "Password2026!", "", true, 13, 4, false, true },
	{ "common word in disguise", "P@ssw0rd2026!", "", true, 13, 4, false, true },
	{ "common word backwards", "drowssaP2026!", "", true, 13, 4, false, true },
	{ "three letters besides", "Password+abc1", "", true, 13, 4, false, true },
	{ "four letters besides", "Password+abcd", "", true, 13, 3, false, false },
	{ "Chinese letters besides count", "Password密碼學生", "", true, 12, 3, false, false },
	{ "a word within other words", "compassworded", "", true, 13, 1, false, false },
};

static void candidates_are_seen_for_what_they_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(looks); i++) {
		const struct look_case *c = &looks[i];
		struct password_facts f;

		memset(&f, 0x55, sizeof(f));
		password_look(c->candidate, strlen(c->candidate), c->account, &f);
		EXPECT(f.is_text == c->is_text, "%s: text %d", c->name, f.is_text);
		EXPECT(f.characters == c->characters, "%s: %lld characters", c->name,
		       (long long)f.characters);
		EXPECT(!c->is_text || f.classes == c->classes, "%s: %lld classes", c->name,
		       (long long)f.classes);
		EXPECT(f.has_account_name == c->has_name, "%s: name %d", c->name,
		       f.has_account_name);
		EXPECT(f.is_common_word == c->is_common, "%s: word %d", c->name, f.is_common_word);
	}
}

static void A17_NUL_and_length_are_defined(void **state)
{
	struct password_facts f;
	char longest[SECRET_MAX + 1];

	(void)state;
	password_look("abc\0def", 7, "alice", &f);
	assert_false(f.is_text);
	assert_int_equal(f.characters, 7);
	memset(longest, 'x', sizeof(longest));
	password_look(longest, SECRET_MAX, "alice", &f);
	assert_true(f.is_text);
	assert_int_equal(f.characters, SECRET_MAX);
	password_look(longest, SECRET_MAX + 1, "alice", &f);
	assert_false(f.is_text);
	assert_int_equal(f.characters, SECRET_MAX + 1);
}

struct check_case {
	const char *name;
	struct password_facts facts;
	const char *want; /* keys */
};

static const struct check_case checks[] = {
	{ "good", { true, 12, 3, false, false }, "" },
	{ "11 characters", { true, 11, 3, false, false }, "password_min_length" },
	{ "two classes", { true, 12, 2, false, false }, "password_min_classes" },
	{ "name", { true, 12, 3, true, false }, "password_account_name" },
	{ "word", { true, 12, 3, false, true }, "password_common_word" },
	{ "no text: how long it is says nothing", { false, 3, 1, false, false }, "password_text" },
	{ "all reasons at once, in their order",
	  { true, 3, 1, true, true },
	  "password_min_length password_min_classes password_account_name password_common_word" },
};

static void all_reasons_come_at_once(void **state)
{
	struct policy policy;

	(void)state;
	policy_init(&policy);
	for (size_t i = 0; i < COUNT(checks); i++) {
		struct findings found = password_check(&policy, &checks[i].facts);
		char keys[256] = "";

		for (size_t k = 0; k < found.count; k++) {
			const struct rule *rule = rule_get(found.item[k].rule);
			size_t used = strlen(keys);

			EXPECT(rule->outcome == OUTCOME_REFUSE_PASSWORD, "%s", rule->key);
			snprintf(keys + used, sizeof(keys) - used, "%s%s", k > 0 ? " " : "",
				 rule->key);
		}
		EXPECT(strcmp(keys, checks[i].want) == 0, "%s: %s", checks[i].name, keys);
	}
}

static void findings_say_what_was_and_what_is_wanted(void **state)
{
	const struct password_facts facts = { .is_text = true, .characters = 9, .classes = 2 };
	struct policy policy;
	struct findings found;

	(void)state;
	policy_init(&policy);
	policy.value[RULE_PASSWORD_MIN_LENGTH] = 14;
	policy.value[RULE_PASSWORD_MIN_CLASSES] = 4;
	found = password_check(&policy, &facts);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.item[0].got, 9);
	assert_int_equal(found.item[0].want, 14);
	assert_int_equal(found.item[1].got, 2);
	assert_int_equal(found.item[1].want, 4);
}

static void common_words_are_as_their_rule_expects(void **state)
{
	size_t count = 0;

	(void)state;
	for (const char *word; (word = common_word(count)) != NULL; count++) {
		char candidate[128];
		struct password_facts f;

		EXPECT(strspn(word, "abcdefghijklmnopqrstuvwxyz") == strlen(word), "%s", word);
		snprintf(candidate, sizeof(candidate), "%c%s#2026", word[0] - 'a' + 'A', word + 1);
		password_look(candidate, strlen(candidate), NULL, &f);
		EXPECT(f.is_common_word, "%s", candidate);
	}
	assert_true(count > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates_are_seen_for_what_they_are),
		cmocka_unit_test(A17_NUL_and_length_are_defined),
		cmocka_unit_test(all_reasons_come_at_once),
		cmocka_unit_test(findings_say_what_was_and_what_is_wanted),
		cmocka_unit_test(common_words_are_as_their_rule_expects),
	};

	return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
