/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * directory_account: an account as the plan sees it: what an entry means, without the words of any
 * server kind.
 */
#ifndef ACCTGUARD_LDAP_SYNC_DIRECTORY_ACCOUNT_H
#define ACCTGUARD_LDAP_SYNC_DIRECTORY_ACCOUNT_H

#include "policies/account.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIRECTORY_NO_DATE INT64_MIN

/* Strings are never NULL; "" says that there is none. */
struct directory_account {
	const char *dn;
	const char *entry_uuid; /* never changes, also when the entry is renamed */
	const char *name;       /* login name */
	const char *id;         /* of the person, as personnel knows it */
	const char *display;
	const char *kind;   /* staff, vendor, privileged, shared, service, ... */
	const char *owner;  /* id of who answers for it, where that is not the person of `id` */
	int64_t uid_number; /* -1: none that is a number */
	enum account_state state;
	bool closed;   /* in every way that the server kind knows */
	bool many_ids; /* or several login names: `id` is "" then, for we cannot tell who it is */
	bool unknown_state; /* a word for its state that we do not know: taken for disabled */
	bool must_change;
	int64_t password_changed_s; /* or DIRECTORY_NO_DATE */

	char *text; /* holds the strings, in a list */
};

struct directory_accounts {
	struct directory_account *item;
	size_t count, room;
};

/* Adds a copy, strings and all; -ENOMEM. */
int directory_accounts_add(struct directory_accounts *list,
			   const struct directory_account *account);
void directory_accounts_done(struct directory_accounts *list);

/* Whether the account is of this kind; case does not count. */
bool directory_account_is(const struct directory_account *account, const char *kind);

#endif
