/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * made_directory: a small directory out of LDIF for tests: persons 1 to 3 with accounts u1 to u3 (u3 also in a
 * group), a password policy, and a schema that has acctguardAccount.
 */
#ifndef ACCTGUARD_TESTS_MADE_DIRECTORY_H
#define ACCTGUARD_TESTS_MADE_DIRECTORY_H

#include "ldap_sync/server_kind.h"
#include "tests/unit/sandbox.h"

/* The LDIF double with it; fails the test if it cannot be opened. */
struct directory *made_directory(const struct sandbox *box);

/* OpenLDAP with employeeNumber, and our own state. */
struct server_map made_map(void);

/* Changes one value behind the program's back. NULL: none before, or none after. */
void made_edit(struct directory *directory, const char *dn, const char *attribute,
	       const char *before, const char *after);

/* All values of an attribute of an entry, each with a space behind it. */
void made_values(struct directory *directory, const char *dn, const char *attribute, char *ret,
		 size_t size);

#endif
