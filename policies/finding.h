/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * finding: what a rule has against a password or an account. Data only: no text, no secret. Which
 * words or which PAM code it becomes is a door's business.
 */
#ifndef ACCTGUARD_POLICIES_FINDING_H
#define ACCTGUARD_POLICIES_FINDING_H

#include "policies/policy.h"
#include "policies/rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct finding {
	enum rule_id rule;
	int64_t got, want; /* in the rule's unit; got may be FINDING_UNKNOWN */
};

#define FINDING_UNKNOWN INT64_MIN

/* Each rule finds at most once. */
struct findings {
	size_t count;
	struct finding item[RULE_COUNT];
};

void findings_add(struct findings *findings, enum rule_id rule, int64_t got, int64_t want);

/* Whether an enforced rule found something with this outcome. */
bool findings_demand(const struct findings *findings, const struct policy *policy,
		     enum rule_outcome outcome);

/*
 * Puts the finding's numbers into a sentence: the rule's refusal, translated or not. The rule's ask
 * takes {want} in the same way; see finding_of_ask().
 */
void finding_fill(const struct finding *finding, const char *sentence, char *buf, size_t size);

/*
 * What the rule would want, for its ask: before a password is chosen there is nothing that it
 * got.
 */
struct finding finding_of_ask(const struct policy *policy, enum rule_id rule);

/* Whether any enforced rule found something. */
bool findings_are_enforced(const struct findings *findings, const struct policy *policy);

#endif
