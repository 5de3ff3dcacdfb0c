/* SPDX-License-Identifier: BSD-3-Clause */
#include "pam_module/verdict.h"

#include <security/pam_modules.h>

static int code_of(enum rule_outcome outcome, enum rule_id rule)
{
	switch (outcome) {
	case OUTCOME_NONE: return PAM_SUCCESS;
	case OUTCOME_REFUSE_PASSWORD: return PAM_AUTHTOK_ERR;
	case OUTCOME_REFUSE_LOGIN:
		/* what is wrong with the account itself; anything else is a matter of permission */
		return rule == RULE_ACCOUNT_DEPARTED || rule == RULE_ACCOUNT_DISABLED
			       ? PAM_ACCT_EXPIRED
			       : PAM_PERM_DENIED;
	case OUTCOME_CHANGE_PASSWORD: return PAM_NEW_AUTHTOK_REQD;
	}
	return PAM_SYSTEM_ERR;
}

int verdict_of(const struct findings *findings, const struct policy *policy)
{
	int verdict = PAM_SUCCESS;

	for (size_t i = 0; i < findings->count; i++) {
		enum rule_id rule = findings->item[i].rule;
		enum rule_outcome outcome = rule_get(rule)->outcome;

		if (policy_force(policy, rule) != FORCE_ENFORCE)
			continue;
		if (verdict == PAM_SUCCESS ||
		    (verdict == PAM_NEW_AUTHTOK_REQD && outcome == OUTCOME_REFUSE_LOGIN))
			verdict = code_of(outcome, rule);
	}
	return verdict;
}
