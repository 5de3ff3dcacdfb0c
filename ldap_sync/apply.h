/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * apply: carries a plan out, one account after the other, and reads back what came of it.
 *
 * Each account is looked at again first: it must still be the entry that was planned (entryUUID,
 * the person's id) and not be protected; then one modify, which is atomic; then it is read back. So
 * it can be killed anywhere and run again: what was done is seen to be done, nothing is lost or
 * doubled (D86, C74). One account that fails does not stop the others; a directory that is lost
 * does. Before the first, the accounts are counted anew: the brake believes the directory, not the
 * plan's file.
 */
#ifndef ACCTGUARD_LDAP_SYNC_APPLY_H
#define ACCTGUARD_LDAP_SYNC_APPLY_H

#include "ldap_sync/plan.h"
#include "ldap_sync/server_kind.h"

enum apply_result {
	APPLY_DONE,        /* closed now, and read back */
	APPLY_ALREADY,     /* was closed before we came */
	APPLY_CHANGED,     /* not the entry that was planned any more: left alone */
	APPLY_FAILED,      /* the directory would not; the error says why */
	APPLY_NOT_REACHED, /* the directory was lost before */
	APPLY_RESULTS
};

/* Whether OpenLDAP heeds pwdAccountLockedTime, which its password policies decide. */
enum apply_lock {
	LOCK_HEEDED,  /* every policy that we see has pwdLockout TRUE */
	LOCK_IGNORED, /* one has not: pwdEndTime alone keeps its accounts out */
	LOCK_UNKNOWN, /* no policy is to be seen */
};

struct apply_run {
	struct directory *directory;
	const struct server_map *map;
	const struct plan_guard *guard;
	const char *base, *filter; /* where the accounts are; they are counted for the brake */
	int64_t now_s;
	/* told of each change after its turn; error only for APPLY_CHANGED and APPLY_FAILED */
	void (*progress)(const struct plan_change *change, enum apply_result result,
			 const struct error *error, void *arg);
	void *arg;
};

struct apply_summary {
	size_t count[APPLY_RESULTS];
	enum apply_lock lock;
	bool state_unwritten; /* the directory has no place for our own state */
};

/*
 * 0 when every change had its turn, whatever came of it (see the counts); -EDQUOT or another -errno
 * if it did not begin; the loss of the directory if it did not end.
 */
int apply_plan(const struct apply_run *run, const struct plan *plan, struct apply_summary *ret,
	       struct error *reterr);

#endif
