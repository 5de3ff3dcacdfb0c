/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * directory: one interface to whatever holds the accounts, so that plan and apply neither know nor
 * care.
 *
 * Behind it: directory_ldap.c (the only file that includes <ldap.h>), directory_ldif.c (an LDIF
 * file, changes in memory only) and directory_fail.c (breaks another one on purpose). All three are
 * normal backends that directory_open() picks by the URI; no caller can tell them apart.
 *
 * A read is whole or it is an error: a limit that was hit, a referral, a connection that went away
 * after the last entry but before the result must never look like accounts that are not there
 * (attacks C54 to C58). There is no way to replace a value without naming the one that was there:
 * so no concurrent edit is lost (C73).
 */
#ifndef ACCTGUARD_LDAP_SYNC_DIRECTORY_H
#define ACCTGUARD_LDAP_SYNC_DIRECTORY_H

#include "base/error.h"
#include "base/secret.h"

#include <stdbool.h>
#include <stddef.h>

/* Values end with NULL; the names are compared without case. All of it belongs to the backend. */
struct directory_attribute {
	const char *name;
	const char *const *values;
};

struct directory_entry {
	const char *dn;
	const struct directory_attribute *attributes;
	size_t count;
};

/* Entries below base that match the filter; names of the attributes wanted, ended with NULL. */
struct directory_query {
	const char *base;
	const char *filter;
	const char *const *names;
};

enum directory_edit { DIRECTORY_ADD, DIRECTORY_DELETE };

/* One value of one attribute. */
struct directory_change {
	enum directory_edit edit;
	const char *attribute;
	const char *value;
};

/* What must still hold in the entry at the moment of the change. */
struct directory_condition {
	const char *attribute;
	const char *value;
};

/* All of it happens, or nothing (one modify operation, RFC 4511 4.6). */
struct directory_modification {
	const char *dn;
	const struct directory_condition *conditions;
	size_t condition_count;
	const struct directory_change *changes;
	size_t change_count;
};

/*
 * Called for each entry, which is gone when the call returns. A negative answer ends the read and
 * is returned by it; the callback has then filled *reterr.
 */
typedef int directory_each(const struct directory_entry *entry, void *arg, struct error *reterr);

/*
 * The functions return 0 or -errno:
 *   -ENOENT       no such base or entry
 *   -EEXIST       a value to add is there already; -ENODATA: a value to delete is not
 *   -ECANCELED    a condition does not hold
 *   -EOVERFLOW    not all entries were shown (a size, time or administrative limit)
 *   -EREMOTE      a referral: what we asked for is said to be elsewhere
 *   -EACCES, -EPERM, -EINVAL   the directory refuses: rights, policy, schema
 *   -ECONNRESET, -ETIMEDOUT, -EBUSY   nobody is there to answer, or not now: directory_is_lost()
 *   -EPROTO       anything else; the directory's own words are in the error
 */
struct directory {
	int (*read_all)(struct directory *directory, const struct directory_query *query,
			directory_each *each, void *arg, struct error *reterr);
	/* calls each() once, or returns -ENOENT */
	int (*read_one)(struct directory *directory, const char *dn, const char *const *names,
			directory_each *each, void *arg, struct error *reterr);
	int (*modify)(struct directory *directory,
		      const struct directory_modification *modification, struct error *reterr);
	void (*close)(struct directory *directory);
	bool in_memory; /* changes are forgotten at close */
};

/* How to get in. Strings outlive the directory. */
struct directory_access {
	const char *uri;
	const char *bind_dn; /* "" with no password: SASL EXTERNAL, by the socket */
	const struct secret *password;
	const char *ca_file; /* whom to believe; wanted for everything but ldapi */
};

/*
 * Opens ldapi://, ldaps:// or ldap:// (always with StartTLS); ldif:PATH; fail:N:URI, lost:N:URI or
 * cut:N:URI (see directory_fail.h). Connected and bound on return.
 */
int directory_open(const struct directory_access *access, struct directory **ret,
		   struct error *reterr);

/* directory_open() for each backend by itself. */
int directory_ldap_open(const struct directory_access *access, struct directory **ret,
			struct error *reterr);
int directory_ldif_open(const char *path, struct directory **ret, struct error *reterr);

/* For CLEANUP(); NULL-safe. */
void directory_close(struct directory **directory);

/* Fills *reterr with the sentence for one of the codes above and what the directory said. */
int directory_refuses(int code, const char *said, struct error *reterr);

/* Whether going on with the next entry makes no sense. */
bool directory_is_lost(int code);

/* The values of an attribute, or a list that is empty; the first value, or NULL. */
const char *const *directory_values(const struct directory_entry *entry, const char *name);
const char *directory_value(const struct directory_entry *entry, const char *name);

/*
 * Whether two DNs mean one entry, as far as text can tell: without the spaces around its signs, and
 * however characters are escaped (RFC 4514); case does not count.
 */
bool directory_same_dn(const char *a, const char *b);

/*
 * The conditions of a modification as a filter (RFC 4515), (&(name=value)...), in which no value can
 * be anything but a value (C60): 0, or -EMSGSIZE.
 */
int directory_filter(const struct directory_modification *modification, char *ret, size_t size);

/* Whether the attribute has the value, case folded as for objectClass. */
bool directory_has(const struct directory_entry *entry, const char *name, const char *value);

#endif
