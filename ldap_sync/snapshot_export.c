/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/snapshot_export.h"

#include "ldap_sync/plan.h"
#include "stores/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct exporting {
	const struct server_map *map;
	struct snapshot_writer *writer;
	int64_t now_s;
	struct snapshot_export_counts counts;
};

static int refuse(const struct directory_account *a, const char *why, struct error *reterr)
{
	error_set(reterr, -EINVAL, why, N_("Correct the entry in the directory."));
	error_value(reterr, a->dn, strlen(a->dn));
	return -EINVAL;
}

/* The person who answers for it: the owner on record, else the person whose id it has. */
static const char *owner_of(const struct directory_account *a)
{
	return a->owner[0] != '\0' ? a->owner : a->id;
}

static int convert(const struct directory_account *a, struct snapshot_account *ret,
		   struct error *reterr)
{
	*ret = (struct snapshot_account) {
		.uid = (uint32_t)a->uid_number,
		.state = a->state,
		.must_change = a->must_change,
		.password_changed_s = a->password_changed_s == DIRECTORY_NO_DATE
					      ? SNAPSHOT_NO_DATE
					      : a->password_changed_s,
	};
	/* (uid_t)-1 means "no user" to every system call */
	if (a->uid_number < 0 || a->uid_number >= UINT32_MAX)
		return refuse(a, N_("The uidNumber of {value} is none."), reterr);
	/* a name that is cut is somebody else's name */
	if (strlen(a->name) >= sizeof(ret->name) || strlen(owner_of(a)) >= sizeof(ret->owner))
		return refuse(a, N_("The login name or the owner's id of {value} is too long."),
			      reterr);
	snprintf(ret->name, sizeof(ret->name), "%s", a->name);
	snprintf(ret->owner, sizeof(ret->owner), "%s", owner_of(a));
	return 0;
}

static void count(struct snapshot_export_counts *counts, enum account_state state)
{
	counts->accounts++;
	switch (state) {
	case ACCOUNT_ACTIVE: counts->active++; break;
	case ACCOUNT_DISABLED: counts->disabled++; break;
	case ACCOUNT_DEPARTED: counts->departed++; break;
	}
}

/* An entry with several login names gives one record for each: all of them log in. */
static int export_entry(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	struct exporting *e = arg;
	struct directory_account account;
	struct snapshot_account record;

	for (size_t i = 0;; i++) {
		int r = server_map_account(e->map, entry, i, e->now_s, &account, reterr);

		if (r == -ERANGE)
			return 0;
		if (r >= 0)
			r = convert(&account, &record, reterr);
		if (r >= 0)
			r = snapshot_writer_add(e->writer, &record, reterr);
		if (r < 0)
			return r;
		count(&e->counts, record.state);
	}
}

/*
 * The floor (C56): access rules that hide entries look like a small directory, and every account that is
 * missing in the snapshot is refused. No more may vanish at once than a plan may disable.
 */
static int check_floor(int state_dirfd, size_t accounts, struct error *reterr)
{
	struct snapshot old;
	uint64_t before = 0;

	if (accounts == 0)
		return error_set(reterr, -ENODATA, N_("The directory shows us no account at all."),
				 N_("Check directory_base, account_filter and this job's rights."));
	/* none yet, or a damaged one: there is nothing to hold on to */
	if (snapshot_open(state_dirfd, &old, NULL) < 0)
		return 0;
	if (snapshot_count(&old, &before, NULL) < 0)
		before = 0;
	snapshot_close(&old);
	if (before <= accounts || before - accounts <= plan_limit(before))
		return 0;
	error_set(reterr, -ENODATA,
		  N_("The directory shows {least} accounts; there were {most} in the last "
		     "snapshot, which stays in force."),
		  N_("See whether this job may still read them all. If so many are really gone, "
		     "remove snapshot.cdb and run this again."));
	if (reterr) {
		reterr->least = (long long)accounts;
		reterr->most = (long long)before;
	}
	return -ENODATA;
}

int snapshot_export(struct directory *directory, const struct server_map *map,
		    const struct directory_query *query, int state_dirfd, int64_t now_s,
		    struct snapshot_export_counts *ret, struct error *reterr)
{
	struct exporting e = { .map = map, .now_s = now_s };
	int r = snapshot_writer_new(state_dirfd, now_s, &e.writer, reterr);

	if (r < 0)
		return r;
	r = directory->read_all(directory, query, export_entry, &e, reterr);
	if (r >= 0)
		r = check_floor(state_dirfd, e.counts.accounts, reterr);
	if (r < 0) {
		snapshot_writer_free(e.writer);
		return r;
	}
	r = snapshot_writer_commit(e.writer, reterr);
	if (r >= 0)
		*ret = e.counts;
	return r;
}
