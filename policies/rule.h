/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rule: the table of rules. Everything that is said of a rule anywhere comes from its row here:
 * what the policy file may set, the floor below which no site may go and the clause that draws it,
 * the sentence that asks for it, the sentence that refuses.
 *
 * A rule is in the table when it works, not before.
 */
#ifndef ACCTGUARD_POLICIES_RULE_H
#define ACCTGUARD_POLICIES_RULE_H

#include "base/mark.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rule_id {
	/* judged on a password that somebody chooses, in the order in which reasons are shown */
	RULE_PASSWORD_TEXT,
	RULE_PASSWORD_MIN_LENGTH,
	RULE_PASSWORD_MIN_CLASSES,
	RULE_PASSWORD_ACCOUNT_NAME,
	RULE_PASSWORD_COMMON_WORD,
	/* judged on an account that logs in */
	RULE_ACCOUNT_DEPARTED,
	RULE_ACCOUNT_DISABLED,
	RULE_ACCOUNT_UNKNOWN,
	RULE_SNAPSHOT_DOUBT,
	RULE_SNAPSHOT_MAX_AGE,
	RULE_PASSWORD_FIRST_LOGIN,
	RULE_PASSWORD_MAX_AGE,
	/* obeyed while somebody is logged in */
	RULE_IDLE_MINUTES,
	/* whom the account rules spare */
	RULE_BREAK_GLASS,
	RULE_MINIMUM_UID,
	RULE_COUNT
};

/* What the policy file may say of a rule. */
enum rule_kind {
	RULE_ALWAYS, /* nothing: the clause leaves no choice */
	RULE_SWITCH, /* enforce, warn or log */
	RULE_NUMBER, /* a number from least to most */
	RULE_NAMES,  /* account names */
};

enum rule_force { FORCE_ENFORCE, FORCE_WARN, FORCE_LOG };

/* What a finding of the rule means where the rule is enforced. */
enum rule_outcome {
	OUTCOME_NONE,            /* the rule makes no findings */
	OUTCOME_REFUSE_PASSWORD, /* choose another password */
	OUTCOME_REFUSE_LOGIN,    /* no way in */
	OUTCOME_CHANGE_PASSWORD, /* in, after a password change */
};

struct rule {
	const char *key; /* in the policy file, in reports and in --json */
	enum rule_kind kind;
	enum rule_outcome outcome;
	const char *unit;          /* of a number */
	int64_t least, most, dflt; /* of a number; dflt also of a switch */
	const char *clause;        /* why the rule is there: ids of requirements.md */
	const char *limit_clause;  /* which clause draws the range; NULL: common sense does */
	const char *about;         /* one sentence: what it does */
	const char *ask; /* told before the choice of a password; NULL if not; may hold {want} */
	const char *refusal; /* what the person reads; may hold {got}, {want} */
};

/* The row of a rule; id must be below RULE_COUNT. */
const struct rule *rule_get(enum rule_id id);

/* The rule with this key of len bytes; false if there is none. */
bool rule_find(const char *key, size_t len, enum rule_id *ret);

/* "enforce", "warn", "log". */
const char *rule_force_name(enum rule_force force);

#endif
