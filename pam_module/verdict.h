/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * verdict: the one table from findings to PAM codes.
 */
#ifndef ACCTGUARD_PAM_MODULE_VERDICT_H
#define ACCTGUARD_PAM_MODULE_VERDICT_H

#include "policies/finding.h"

/*
 * The code of the account stack. A refusal outweighs a password change; no enforced finding is
 * PAM_SUCCESS. Never PAM_USER_UNKNOWN or PAM_AUTHINFO_UNAVAIL: stock stacks ignore those.
 */
int verdict_of(const struct findings *findings, const struct policy *policy);

#endif
