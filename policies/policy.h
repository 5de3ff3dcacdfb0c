/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * policy: one value for each rule, and where each came from.
 *
 * policy_init() gives the built-in policy, the strictest that we ship; policy_parse() lays one file
 * over it. A file is taken whole or not at all: one unknown key, bad value or value beyond a
 * clause's floor and *policy stays as it was (attack F122: a typo must never weaken a policy).
 */
#ifndef ACCTGUARD_POLICIES_POLICY_H
#define ACCTGUARD_POLICIES_POLICY_H

#include "base/error.h"
#include "policies/rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	POLICY_SOURCES_MAX = 32,
	POLICY_NAMES_MAX = 16,
	POLICY_NAME_MAX = 33, /* a login name of 32 bytes and its end */
	POLICY_PROFILE_MAX = 33,
};

struct policy {
	int64_t value[RULE_COUNT]; /* a number; an enum rule_force; how many names */
	char names[POLICY_NAMES_MAX][POLICY_NAME_MAX];

	/* where from: source[file[rule]], line[rule]; file 0 is "built-in" */
	unsigned char file[RULE_COUNT];
	unsigned line[RULE_COUNT];
	size_t source_count;
	char source[POLICY_SOURCES_MAX][ERROR_FILE_MAX];
};

/* The built-in policy: every rule at its default. */
void policy_init(struct policy *ret);

/*
 * Lays the settings of one file (its text, its name for errors) over *policy. 0, or -errno with
 * file, line, value and remedy in *reterr and *policy untouched. -E2BIG above POLICY_SOURCES_MAX
 * files.
 */
int policy_parse(const char *text, size_t len, const char *file, struct policy *policy,
		 struct error *reterr);

/*
 * Finds the key `profile`, which names the shipped policy that others are laid over; it is the
 * store that reads that file. ret_profile becomes "" if the text does not set it.
 */
int policy_parse_profile(const char *text, size_t len, const char *file,
			 char ret_profile[POLICY_PROFILE_MAX], struct error *reterr);

/* How a finding of the rule is to be taken. Rules without a switch are enforced. */
enum rule_force policy_force(const struct policy *policy, enum rule_id rule);

/* Whether the account is one of the emergency accounts. */
bool policy_is_break_glass(const struct policy *policy, const char *account);

/*
 * Writes the rule's value as a policy file has it ("12", "enforce", "rescue operator"); "" for
 * no names.
 */
enum { POLICY_VALUE_MAX = POLICY_NAMES_MAX * POLICY_NAME_MAX + 1 };
void policy_value_text(const struct policy *policy, enum rule_id rule, char ret[POLICY_VALUE_MAX]);

#endif
