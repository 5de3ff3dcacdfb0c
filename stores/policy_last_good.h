/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * policy_last_good: state/policy.last-good, the policy that was in force when it was last a good one.
 *
 * A root process that reads a good policy keeps it here, if it is not kept already. It is a policy
 * file of its own whose last line is a digest of all before it: damaged, it does not count.
 */
#ifndef ACCTGUARD_STORES_POLICY_LAST_GOOD_H
#define ACCTGUARD_STORES_POLICY_LAST_GOOD_H

#include "policies/policy.h"

/* 0, or -errno with nothing of *ret to be relied on: none is kept, or it is damaged. */
int policy_last_good_load(const char *root, struct policy *ret);

/* The main file that the kept policy was read from, to ret; "" if from none, or if nothing is kept. */
void policy_last_good_main(const char *root, char ret[ERROR_FILE_MAX]);

/* Keeps *policy. A failure is for the log, not for the person who logs in. */
int policy_last_good_keep(const char *root, const struct policy *policy, struct error *reterr);

#endif
