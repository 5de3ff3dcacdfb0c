/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * server_kind: how a kind of directory server says "this account is closed", as a table of
 * attributes and values: how to write it, and how to read it back. Another kind of server is
 * another table, no other code.
 *
 * OpenLDAP gets several marks, because each alone can be without effect: pwdAccountLockedTime
 * counts only where the policy has pwdLockout TRUE, SSSD never looks at pwdEndTime, and a key login
 * looks at neither (attack C76). All of them go into one modify of one entry, which is atomic by
 * itself.
 *
 * Pure: no file, clock or connection of its own.
 */
#ifndef ACCTGUARD_LDAP_SYNC_SERVER_KIND_H
#define ACCTGUARD_LDAP_SYNC_SERVER_KIND_H

#include "ldap_sync/directory.h"
#include "ldap_sync/directory_account.h"

#define SERVER_OWN_STATE "acctguardState" /* of our own schema, packaging/openldap */

enum {
	SERVER_NAMES_MAX = 24,
	SERVER_CHANGES_MAX = 16,
	SERVER_VALUE_MAX = 128,
};

struct server_kind;

/* "openldap"; NULL if we do not know such a kind. */
const struct server_kind *server_kind_find(const char *name);

/* A server kind as this site uses it. */
struct server_map {
	const struct server_kind *kind;
	const char *id_attribute;
	const char *state_attribute; /* NULL: none */
	bool state_read_only;        /* it is read and obeyed, and not written */
};

/*
 * Does not write our own state attribute if the directory does not have our schema, or will not
 * say: better one mark less than every change refused. It is read all the same: a schema that is
 * hidden must not make leavers active (C59). Fails only if the directory is lost.
 */
int server_map_fit(struct server_map *map, struct directory *directory, struct error *reterr);

/* The attributes to ask for, ended with NULL. */
void server_map_names(const struct server_map *map, const char *ret[SERVER_NAMES_MAX]);

/*
 * Reads an entry at the time now_s: 0, or -ERANGE if the entry has no login name with this number
 * (from 0: an entry can have several), or -EBADMSG if we may not see what every entry has. *ret
 * borrows the strings of the entry and of *map.
 */
int server_map_account(const struct server_map *map, const struct directory_entry *entry,
		       size_t name_number, int64_t now_s, struct directory_account *ret,
		       struct error *reterr);

/*
 * What is to be changed in an entry to close it; holds its strings itself, so it must not be
 * moved.
 */
struct server_closing {
	size_t count;
	struct directory_change change[SERVER_CHANGES_MAX];
	char text[SERVER_CHANGES_MAX][SERVER_VALUE_MAX];
};

/*
 * Says how to close the entry: every mark that does not stand yet, the value that is there named
 * and deleted and ours added, so that somebody else's edit in between makes it fail (C73). count 0:
 * it is closed already.
 */
int server_map_closing(const struct server_map *map, const struct directory_entry *entry,
		       int64_t now_s, struct server_closing *ret, struct error *reterr);

#endif
