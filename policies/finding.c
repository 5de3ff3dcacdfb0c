/* SPDX-License-Identifier: BSD-3-Clause */
#include "policies/finding.h"

#include "base/sentence.h"

#include <stdio.h>

void findings_add(struct findings *findings, enum rule_id rule, int64_t got, int64_t want)
{
	if (findings->count < RULE_COUNT)
		findings->item[findings->count++] =
			(struct finding) { .rule = rule, .got = got, .want = want };
}

bool findings_demand(const struct findings *findings, const struct policy *policy,
		     enum rule_outcome outcome)
{
	for (size_t i = 0; i < findings->count; i++) {
		enum rule_id rule = findings->item[i].rule;

		if (rule_get(rule)->outcome == outcome &&
		    policy_force(policy, rule) == FORCE_ENFORCE)
			return true;
	}
	return false;
}

bool findings_are_enforced(const struct findings *findings, const struct policy *policy)
{
	return findings_demand(findings, policy, OUTCOME_REFUSE_PASSWORD) ||
	       findings_demand(findings, policy, OUTCOME_REFUSE_LOGIN) ||
	       findings_demand(findings, policy, OUTCOME_CHANGE_PASSWORD);
}

void finding_fill(const struct finding *finding, const char *sentence, char *buf, size_t size)
{
	char got[24], want[24];
	const struct sentence_place places[] = { { "got", got }, { "want", want } };

	if (finding->got == FINDING_UNKNOWN)
		snprintf(got, sizeof(got), "?");
	else
		snprintf(got, sizeof(got), "%lld", (long long)finding->got);
	snprintf(want, sizeof(want), "%lld", (long long)finding->want);
	sentence_fill(buf, size, sentence, places, sizeof(places) / sizeof(places[0]));
}

struct finding finding_of_ask(const struct policy *policy, enum rule_id rule)
{
	return (struct finding) { .rule = rule, .want = policy->value[rule] };
}
