/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * snapshot_export: from the directory to this host's snapshot, by which logins are judged.
 *
 * Written whole or not at all: a read in doubt leaves the old snapshot where it is, which refuses
 * whoever had left then, and grows old in plain sight. So does one in which too many leavers came back
 * at once (C59). One bad entry is left out and told, or else it would stop every snapshot and, with the
 * last one too old, every login; but whoever is closed stays closed, also under a name used twice.
 */
#ifndef ACCTGUARD_LDAP_SYNC_SNAPSHOT_EXPORT_H
#define ACCTGUARD_LDAP_SYNC_SNAPSHOT_EXPORT_H

#include "ldap_sync/server_kind.h"

enum { SNAPSHOT_SKIPPED_SHOWN = 5 };

struct snapshot_export_counts {
	size_t accounts, active, disabled, departed;
	size_t unknown_states; /* taken for disabled: their word for it is none that we know */
	size_t skipped;        /* entries that cannot be used */
	struct error why[SNAPSHOT_SKIPPED_SHOWN]; /* of the first of them */
};

/* Replaces the snapshot in the state directory. 0 or -errno; then the old one is still there. */
int snapshot_export(struct directory *directory, const struct server_map *map,
		    const struct directory_query *query, int state_dirfd, int64_t now_s,
		    struct snapshot_export_counts *ret, struct error *reterr);

#endif
