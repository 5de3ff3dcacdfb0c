/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * plan_file: a plan as a file that people can read and review, and nobody can change by accident.
 *
 * JSON with a digest of everything in it: a file that was edited or cut is refused, and so is one
 * whose roster is not the same any more (attack D103). The digest is no signature: whoever can
 * write the file and knows how can make another plan, as he could with the program; so the file
 * must be its reader's own or root's.
 */
#ifndef ACCTGUARD_LDAP_SYNC_PLAN_FILE_H
#define ACCTGUARD_LDAP_SYNC_PLAN_FILE_H

#include "ldap_sync/plan.h"

#include <jansson.h>

/* What the plan was made from. */
struct plan_origin {
	const char *roster_path; /* absolute */
	const char *roster_digest;
	const char *directory_base;
	int64_t made_s;     /* wall clock */
	int64_t today_days; /* civil date in the site's zone */
};

/* A plan that was read; strings of plan and origin belong to json. */
struct plan_file {
	struct plan plan; /* changes and accounts; no oddities */
	struct plan_origin origin;
	json_t *json;
};

/*
 * The changes of the plan and what they come from, as the file has them (a new reference); NULL
 * without memory.
 */
json_t *plan_file_json(const struct plan *plan, const struct plan_origin *origin);

/* Replaces the file, 0600. */
int plan_file_write(const char *path, const struct plan *plan, const struct plan_origin *origin,
		    struct error *reterr);

/*
 * 0, or -EBADMSG if it is not a plan as it was written, or another -errno; plan_file_done()
 * afterwards.
 */
int plan_file_read(const char *path, struct plan_file *ret, struct error *reterr);

/* The same from its text; file is for messages. */
int plan_file_parse(const char *text, size_t len, const char *file, struct plan_file *ret,
		    struct error *reterr);
void plan_file_done(struct plan_file *file);

#endif
