/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * facts: what a PAM handle, the policy and the stores say of whoever logs in, and what the rules
 * find.
 */
#ifndef ACCTGUARD_PAM_MODULE_FACTS_H
#define ACCTGUARD_PAM_MODULE_FACTS_H

#include "pam_module/options.h"
#include "policies/finding.h"
#include "stores/account_record.h"

#include <pwd.h>
#include <security/pam_modules.h>

struct facts {
	const char *user;            /* as typed; libpam's */
	const char *account;         /* as the system knows it; libpam's */
	const struct passwd *passwd; /* libpam's */
	struct policy policy;
	struct account_record record;
	struct findings findings;
};

/* The policy in force; a bad policy file raises the alarm in the log. */
void facts_policy(pam_handle_t *pamh, const struct options *options, struct policy *ret);

/*
 * Gathers and judges: PAM_SUCCESS, PAM_USER_UNKNOWN where the system knows no such account,
 * PAM_SYSTEM_ERR where it cannot tell. *ret is filled only on success.
 */
int facts_gather(pam_handle_t *pamh, const struct options *options, struct facts *ret);

/* Writes each finding to the log: rule, clause, numbers. */
void facts_log(pam_handle_t *pamh, const struct facts *facts);

/* An item of the handle, "" where it is not set. */
const char *facts_item(pam_handle_t *pamh, int item);

#endif
