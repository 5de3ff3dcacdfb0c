/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * account: the rules for an account that logs in.
 *
 * The door gathers the facts, account_check() judges them at the moment `now`. Each doubt has its
 * direction here: see the table "Which way it fails" of DESIGN.md, whose rows the tests walk
 * through.
 */
#ifndef ACCTGUARD_POLICIES_ACCOUNT_H
#define ACCTGUARD_POLICIES_ACCOUNT_H

#include "base/civil.h"
#include "policies/finding.h"

#include <stdbool.h>
#include <stdint.h>

enum account_state { ACCOUNT_ACTIVE, ACCOUNT_DISABLED, ACCOUNT_DEPARTED };

/* What can be said of the day on which the password was changed last. */
enum account_password {
	PASSWORD_NONE,    /* there is no password that could grow old, or none that we can see */
	PASSWORD_DATED,   /* password_changed_s says when */
	PASSWORD_UNDATED, /* there is one, and its date is not on record */
};

struct account_facts {
	const char *name; /* as the system knows it */
	uint32_t uid;
	bool is_local;   /* in /etc/passwd; asked for only where the snapshot is not sound */
	bool is_self;    /* the caller is the account's own, without privilege: a screen locker */
	bool on_console; /* at this host's own keyboard or serial line, not through a network */

	bool snapshot_sound; /* present, undamaged */
	int64_t snapshot_age_s;
	bool known;               /* the snapshot has a record */
	enum account_state state; /* of that record */

	enum account_password password;
	int64_t password_changed_s; /* wall clock */
	bool must_change;           /* somebody else chose the password */
};

/* All findings. The strings and numbers of facts are not kept. */
struct findings account_check(const struct policy *policy, const struct account_facts *facts,
			      struct moment now);

/*
 * Whether no doubt about the snapshot can keep the account out: root at the console, the emergency
 * accounts, the system's own; and whoever is asked about by his own unprivileged program, which may not
 * read the snapshot and gives nobody anything that he has not got.
 */
bool account_is_beyond_doubt(const struct policy *policy, const struct account_facts *facts);

/* Days of 24 hours since the password was changed; negative if that is in the future. */
int64_t account_password_age_days(const struct account_facts *facts, struct moment now);

#endif
