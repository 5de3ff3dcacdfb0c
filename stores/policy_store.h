/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * policy_store: the policy that is in force on this host.
 *
 * Read in this order, each laid over the one before: the built-in policy; the profile that the main
 * file names (vendor/profiles/NAME.conf); the main file policy.conf, from etc, else run, else
 * vendor; then policy.conf.d/NAME.conf of all three, sorted by name, where the same name in etc
 * beats run beats vendor and a link to /dev/null switches a name off (the order of systemd's
 * units).
 *
 * If any of it is bad, nothing of it counts: the last good policy stays in force, which a root
 * process kept in state/policy.last-good when it last read a good one; without that, the built-in
 * one. Either way the caller is told, and raises the alarm. Which policy is kept, and where: policy_last_good.h.
 */
#ifndef ACCTGUARD_STORES_POLICY_STORE_H
#define ACCTGUARD_STORES_POLICY_STORE_H

#include "policies/policy.h"

enum policy_origin {
	POLICY_FROM_FILES,     /* as written */
	POLICY_FROM_LAST_GOOD, /* the files are bad; *reterr says why */
	POLICY_FROM_BUILT_IN,  /* the files are bad and nothing is remembered; *reterr says why */
};

/* Finds the policy in force; always fills *ret. No files at all is a good, built-in policy. */
enum policy_origin policy_store_load(const char *root, struct policy *ret, struct error *reterr);

/* The files alone, without the fallbacks: 0, or -errno with *ret untouched. */
int policy_store_read(const char *root, struct policy *ret, struct error *reterr);

/*
 * Reads one file as policy_store_read() would lay it over the built-in policy. It is a draft that
 * nobody obeys yet, so its owner and mode do not matter.
 */
int policy_store_read_file(const char *root, const char *path, struct policy *ret,
			   struct error *reterr);

#endif
