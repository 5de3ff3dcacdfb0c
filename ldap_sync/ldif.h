/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ldif: entries out of LDIF text (RFC 2849, content records only), kept in memory and changeable
 * there. Strict: a line that is no "name: value", a value without an entry or a change record is
 * refused.
 */
#ifndef ACCTGUARD_LDAP_SYNC_LDIF_H
#define ACCTGUARD_LDAP_SYNC_LDIF_H

#include "base/error.h"

#include <stddef.h>

struct ldif_value {
	const char *name, *value;
};

struct ldif_entry {
	const char *dn;
	struct ldif_value *values;
	size_t count, room;
};

struct ldif_text; /* a string that an entry points to */

struct ldif {
	struct ldif_entry *entries;
	size_t count, room;
	struct ldif_text *texts;
};

/* Reads the text; ldif_done() also after a failure. 0 or -errno with file, line and value. */
int ldif_parse(const char *text, size_t len, const char *file, struct ldif *ret,
	       struct error *reterr);
void ldif_done(struct ldif *ldif);

/* Adds a value, whose strings are copied; -ENOMEM. */
int ldif_entry_add(struct ldif *ldif, struct ldif_entry *entry, const char *name,
		   const char *value);

/* Whether the value is there (names without case), and where. */
#define LDIF_NOWHERE ((size_t)-1)
size_t ldif_entry_find(const struct ldif_entry *entry, const char *name, const char *value);

struct ldif_entry *ldif_find(struct ldif *ldif, const char *dn);

#endif
