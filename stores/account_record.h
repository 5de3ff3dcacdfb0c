/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * account_record: all that this host knows of an account, gathered for the rules: the snapshot of
 * the directory and the local shadow entry. The PAM module and "acctguard account explain" both
 * call this one function, so that an explanation cannot differ from the login.
 */
#ifndef ACCTGUARD_STORES_ACCOUNT_RECORD_H
#define ACCTGUARD_STORES_ACCOUNT_RECORD_H

#include "base/error.h"
#include "policies/account.h"
#include "stores/snapshot.h"

#include <shadow.h>
#include <stdbool.h>

struct account_record {
	struct account_facts facts;
	struct snapshot_account account; /* where facts.known */
};

/*
 * Fills *ret for the account called name (which must outlive *ret) with this uid. shadow is its
 * local entry, or NULL where there is none or the caller may not read it. Never fails: a snapshot
 * that cannot be read is a fact (snapshot_sound is false), and *reterr says why.
 *
 * The password's age is judged where the password lives: in shadow if there is a hash in it, else
 * in the directory.
 */
void account_record_gather(const char *root, const char *name, uint32_t uid,
			   const struct spwd *shadow, bool on_console, struct moment now,
			   struct account_record *ret, struct error *reterr);

#endif
