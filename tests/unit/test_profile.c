/* SPDX-License-Identifier: BSD-3-Clause */
/* policies: naming a shipped policy, and that those we ship say what their clauses say. */
#include "policies/policy.h"
#include "tests/unit/unit.h"

#include <string.h>

static void a_profile_is_a_plain_word(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "profile = epa\n", "epa" },
		{ "idle_minutes = 5\nprofile = keelung-d\n", "keelung-d" },
		{ "idle_minutes = 5\n", "" },
		{ "profile = ../../tmp/x\n", NULL },
		{ "profile = a/b\n", NULL },
		{ "profile = a.conf\n", NULL },
		{ "profile = EPA\n", NULL },
		{ "profile = epa epa\n", NULL },
		{ "profile = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", NULL },
		{ "profile = epa\nprofile = epa\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char profile[POLICY_PROFILE_MAX] = "unset";
		struct error e = { .code = 0 };
		int r = policy_parse_profile(cases[i].text, strlen(cases[i].text), "p.conf",
					     profile, &e);

		EXPECT((r == 0) == (cases[i].want != NULL), "%s: %d", cases[i].text, r);
		EXPECT(r < 0 || strcmp(profile, cases[i].want) == 0, "%s: %s", cases[i].text,
		       profile);
		EXPECT(r == 0 || e.code == r, "%s", cases[i].text);
	}
}

struct profile_case {
	const char *name;
	int64_t length, classes, days, idle;
};

/* The clauses, document by document. */
static const struct profile_case profiles[] = {
	{ "default", 12, 3, 90, 15 },
	{ "epa", 12, 3, 180, 15 },
	{ "keelung-d", 8, 3, 90, 15 },
	{ "executive-yuan", 8, 3, 180, 15 },
};

static void shipped_profiles_say_what_their_clauses_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		char path[512], text[4096];
		struct policy p, built_in;
		struct error e;

		snprintf(path, sizeof(path), "%s/policies/profiles/%s.conf", unit_top(),
			 profiles[i].name);

		FILE *in = fopen(path, "re");

		EXPECT(in != NULL, "%s", path);

		size_t len = fread(text, 1, sizeof(text), in);

		fclose(in);
		policy_init(&p);
		policy_init(&built_in);
		EXPECT(policy_parse(text, len, path, &p, &e) == 0, "%s:%u", path, e.line);
		EXPECT(p.value[RULE_PASSWORD_MIN_LENGTH] == profiles[i].length, "%s", path);
		EXPECT(p.value[RULE_PASSWORD_MIN_CLASSES] == profiles[i].classes, "%s", path);
		EXPECT(p.value[RULE_PASSWORD_MAX_AGE] == profiles[i].days, "%s", path);
		EXPECT(p.value[RULE_IDLE_MINUTES] == profiles[i].idle, "%s", path);
		if (i == 0)
			assert_memory_equal(p.value, built_in.value, sizeof(p.value));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_profile_is_a_plain_word),
		cmocka_unit_test(shipped_profiles_say_what_their_clauses_say),
	};

	return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
