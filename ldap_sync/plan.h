/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * plan: from a roster and the accounts of a directory to the list of changes. Pure: no file, clock,
 * connection or locale; the same input gives the same plan.
 *
 * A change needs a row that says "departed". That somebody is not in the roster is never a reason:
 * half a feed looks just so (attack D80). Whatever is odd is listed and left alone, for people to
 * look into.
 */
#ifndef ACCTGUARD_LDAP_SYNC_PLAN_H
#define ACCTGUARD_LDAP_SYNC_PLAN_H

#include "base/error.h"
#include "ldap_sync/directory_account.h"
#include "ldap_sync/roster.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Why an account is to be closed. EY-31: at once, all rights; EPA-3.1.5: by the change that
 * personnel reports.
 */
#define PLAN_CLAUSE "EY-31, EPA-3.1.5"

/* An account to be disabled. */
struct plan_change {
	const char *dn;
	const char *entry_uuid;
	const char *account;
	const char *id;
	const char *name;   /* of the person, from the roster */
	unsigned line;      /* of the roster */
	int64_t leave_days; /* ROSTER_NO_DATE: departed, without a date */
	bool privileged;    /* for plan_make() itself; a plan file does not keep it */
};

enum plan_oddity_kind {
	/* of people who left */
	ODD_PROTECTED,       /* an account that this job never touches */
	ODD_LAST_PRIVILEGED, /* nobody would be left to administer */
	ODD_MANY_ACCOUNTS,   /* two accounts for one id: is it one person? (C64) */
	ODD_MANY_IDS,        /* two ids or login names in one account */
	ODD_LEAVES_LATER,    /* said to have departed, on a day that has not come */
	ODD_NO_ACCOUNT,      /* departed, and the directory has no account of this id */
	ODD_DONE,            /* closed already */
	/* of others */
	ODD_ON_LEAVE,     /* the account is open */
	ODD_NOT_STARTED,  /* the account is open */
	ODD_LEAVE_PASSED, /* said to be active, though the leave date has passed */
	ODD_END_PASSED,   /* said to be active, though the end date has passed (EY-38) */
	ODD_SHARED,       /* nobody's own: one person's leaving does not close it */
	ODD_NOT_IN_ROSTER,
	ODD_NO_ID, /* a person's account without the person's id */
	ODD_KINDS
};

struct plan_oddity {
	enum plan_oddity_kind kind;
	const char *account; /* "" for ODD_NO_ACCOUNT */
	const char *id;      /* "" if none */
	const char *name;
	unsigned line; /* of the roster; 0 if not there */
};

struct plan {
	struct plan_change *changes; /* by id, then account */
	size_t change_count, change_room;
	struct plan_oddity *oddities; /* by kind, then id */
	size_t oddity_count, oddity_room;
	size_t accounts; /* how many the directory showed */
	size_t open;     /* how many of them are active */
};

/* Whom no plan and no apply touches (C65, D99). */
struct plan_guard {
	const char *const *names; /* ended with NULL: emergency and other named accounts; case does
				     not count */
	int64_t minimum_uid;      /* accounts below belong to the system */
	const char *own_dn;       /* the job's own; "" if it has none */
};

bool plan_is_protected(const struct plan_guard *guard, const struct directory_account *account);

/*
 * Makes the plan for the civil date today_days. The strings of *ret are those of roster and
 * accounts, which must outlive it. 0, -ENODATA if the directory showed no account at all (C56), or
 * -ENOMEM.
 */
int plan_make(const struct roster *roster, const struct directory_accounts *accounts,
	      const struct plan_guard *guard, int64_t today_days, struct plan *ret,
	      struct error *reterr);
void plan_done(struct plan *plan);

/*
 * How many accounts may change at once: 5, or 2 % of those that are open if that is more (D81). Closed
 * ones do not count: they only grow in number, and none of them can be missed.
 */
size_t plan_limit(size_t open);

/* The brake: 0, or -EDQUOT if there are more changes than `open` accounts allow. */
int plan_check_limit(size_t changes, size_t open, struct error *reterr);

/*
 * Whether the roster still says of everybody in the plan that he departed, and the date has come: 0,
 * or -ESTALE. A plan is a file: what it says is no reason by itself.
 */
int plan_check_roster(const struct plan *plan, const struct roster *roster, int64_t today_days,
		      struct error *reterr);

/*
 * "on_leave" and so on, for programs; a sentence in the plural, marked for translation, for
 * people.
 */
const char *plan_oddity_key(enum plan_oddity_kind kind);
const char *plan_oddity_about(enum plan_oddity_kind kind);

#endif
