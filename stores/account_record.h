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

#include <pwd.h>
#include <shadow.h>
#include <stdbool.h>

struct account_record {
	struct account_facts facts;
	struct snapshot_account account; /* where facts.known */
};

/*
 * The shadow entry to judge by: the one that was found. Where passwd says that there is one ("x") and
 * root, who may read it, did not get it, it is that of a password without a date: getspnam() does not
 * tell "none" from "cannot read", and what is unknown is never fresh.
 */
const struct spwd *account_record_shadow(const struct passwd *account, const struct spwd *found);

/*
 * Fills *ret for the account called name (which must outlive *ret) with this uid. shadow is its
 * local entry, or NULL where there is none or the caller may not read it. A snapshot that is
 * missing, damaged or not to be trusted is a fact (snapshot_sound is false), and *reterr says why.
 * 0, or -errno if there is no telling because memory, descriptors or the disk failed: then, too, *ret
 * is filled, with a snapshot that is not sound.
 *
 * The password's age is judged where the password lives: in shadow if there is a hash in it, else
 * in the directory.
 */
int account_record_gather(const char *root, const char *name, uint32_t uid,
			  const struct spwd *shadow, bool on_console, struct moment now,
			  struct account_record *ret, struct error *reterr);

#endif
