/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/snapshot_export.h"

#include "base/text.h"
#include "ldap_sync/plan.h"
#include "stores/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A record to be, and the name by which it will be found. */
struct found {
	char key[SNAPSHOT_NAME_MAX];
	struct snapshot_account account;
};

struct exporting {
	const struct server_map *map;
	int64_t now_s;
	struct found *found;
	size_t count, room;
	struct snapshot_export_counts counts;
};

static void skip(struct snapshot_export_counts *counts, const char *value, const char *why)
{
	if (counts->skipped < SNAPSHOT_SKIPPED_SHOWN) {
		struct error *e = &counts->why[counts->skipped];

		error_set(e, -EINVAL, why, N_("Correct the entry in the directory."));
		error_value(e, value, strlen(value));
	}
	counts->skipped++;
}

/* The person who answers for it: the owner on record, else the person whose id it has. */
static const char *owner_of(const struct directory_account *a)
{
	return a->owner[0] != '\0' ? a->owner : a->id;
}

/* Whether it can be anybody's login name. A name that is cut would be somebody else's. */
static bool is_name(const char *name, char ret_key[SNAPSHOT_NAME_MAX])
{
	return name[0] != '\0' && text_is_plain(name, strlen(name)) &&
	       text_fold_name(name, ret_key, SNAPSHOT_NAME_MAX) == 0;
}

/* Why an account of a good name cannot be used; NULL if it can. */
static const char *why_not(const struct directory_account *a)
{
	/* (uid_t)-1 means "no user" to every system call */
	if (a->uid_number < 0 || a->uid_number >= UINT32_MAX)
		return N_("The uidNumber of {value} is none.");
	if (strlen(owner_of(a)) >= SNAPSHOT_OWNER_MAX)
		return N_("The owner's id of {value} is too long.");
	return NULL;
}

/* False if it is to be left out. A closed account with a bad entry stays, as closed: it might hide. */
static bool convert(struct snapshot_export_counts *counts, const struct directory_account *a,
		    struct found *ret)
{
	const char *why = why_not(a);

	if (!is_name(a->name, ret->key)) {
		skip(counts, a->dn, N_("The login name of {value} is too long, or none."));
		return false;
	}
	if (why && a->state == ACCOUNT_ACTIVE) {
		skip(counts, a->dn, why);
		return false;
	}
	ret->account = (struct snapshot_account) {
		.uid = why ? UINT32_MAX : (uint32_t)a->uid_number,
		.state = a->state,
		.must_change = a->must_change,
		.password_changed_s = a->password_changed_s == DIRECTORY_NO_DATE
					      ? SNAPSHOT_NO_DATE
					      : a->password_changed_s,
	};
	snprintf(ret->account.name, SNAPSHOT_NAME_MAX, "%s", a->name);
	snprintf(ret->account.owner, SNAPSHOT_OWNER_MAX, "%s", why ? "" : owner_of(a));
	return true;
}

static struct found *append(struct exporting *e)
{
	if (e->count == e->room) {
		size_t room = e->room > 0 ? e->room * 2 : 64;
		struct found *more = reallocarray(e->found, room, sizeof(*more));

		if (!more)
			return NULL;
		e->found = more;
		e->room = room;
	}
	return &e->found[e->count];
}

/* An entry with several login names gives one record for each: all of them log in. */
static int export_entry(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	struct exporting *e = arg;
	struct directory_account account;

	for (size_t i = 0;; i++) {
		int r = server_map_account(e->map, entry, i, e->now_s, &account, reterr);
		struct found *to = r < 0 ? NULL : append(e);

		if (r < 0)
			return r == -ERANGE ? 0 : r;
		if (!to)
			return error_set(reterr, -ENOMEM, NULL, NULL);
		e->counts.unknown_states += account.unknown_state && i == 0;
		e->count += convert(&e->counts, &account, to);
	}
}

/* By name; of one name the strictest state first. */
static int by_key(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (order == 0)
		order = (y->account.state > x->account.state) -
			(y->account.state < x->account.state);
	return order != 0 ? order : strcmp(x->account.name, y->account.name);
}

/* Sorts, and leaves one of each name: whoever is closed in one entry is closed. */
static void unite(struct exporting *e)
{
	size_t kept = 0;

	if (e->count > 0)
		qsort(e->found, e->count, sizeof(*e->found), by_key);
	for (size_t i = 0; i < e->count; i++) {
		if (kept > 0 && strcmp(e->found[kept - 1].key, e->found[i].key) == 0)
			skip(&e->counts, e->found[i].account.name,
			     N_("Two accounts are called \"{value}\" (upper and lower case are "
				"one)."));
		else
			e->found[kept++] = e->found[i];
	}
	e->count = kept;
}

static void count(struct exporting *e)
{
	for (size_t i = 0; i < e->count; i++) {
		switch (e->found[i].account.state) {
		case ACCOUNT_ACTIVE: e->counts.active++; break;
		case ACCOUNT_DISABLED: e->counts.disabled++; break;
		case ACCOUNT_DEPARTED: e->counts.departed++; break;
		}
	}
	e->counts.accounts = e->count;
}

static int refuse(const char *why, const char *remedy, size_t least, size_t most,
		  struct error *reterr)
{
	error_set(reterr, -ENODATA, why, remedy);
	if (reterr) {
		reterr->least = (long long)least;
		reterr->most = (long long)most;
	}
	return -ENODATA;
}

/*
 * The floor (C56): access rules that hide entries look like a small directory, and every account that is
 * missing in the snapshot is refused. No more may vanish at once than a plan may disable.
 */
static int check_floor(const struct exporting *e, const struct snapshot *old, struct error *reterr)
{
	uint64_t before = 0;

	if (snapshot_count(old, &before, NULL) < 0)
		before = 0;
	if (before <= e->count || before - e->count <= plan_limit(before))
		return 0;
	return refuse(
		N_("The directory shows {least} accounts; there were {most} in the last "
		   "snapshot, which stays in force."),
		N_("See whether this job may still read them all. If so many are really gone, "
		   "move snapshot.cdb in /var/lib/acctguard aside, run this again, and put it back "
		   "should that fail."),
		e->count, before, reterr);
}

/*
 * The floor of states (C59): access rules that hide the marks of closed accounts make each leaver look
 * active. No more may come back at once than a plan may disable, and never all of them.
 */
static int check_states(const struct exporting *e, const struct snapshot *old, struct error *reterr)
{
	size_t open = 0, closed = 0, reopened = 0;

	for (size_t i = 0; i < e->count; i++) {
		struct snapshot_account was;
		int64_t made_s;

		if (snapshot_find(old, e->found[i].key, &was, &made_s, NULL) <= 0)
			continue;
		open += was.state == ACCOUNT_ACTIVE;
		closed += was.state != ACCOUNT_ACTIVE;
		reopened +=
			was.state != ACCOUNT_ACTIVE && e->found[i].account.state == ACCOUNT_ACTIVE;
	}
	if (reopened <= plan_limit(open) && (closed == 0 || e->counts.active < e->count))
		return 0;
	return refuse(
		N_("Of {most} accounts that were disabled or departed, the directory shows "
		   "{least} as active; the last snapshot stays in force."),
		N_("See whether this job may still read acctguardState, pwdAccountLockedTime, "
		   "pwdEndTime and shadowExpire. If they were really all enabled again, remove "
		   "snapshot.cdb and run this again."),
		reopened, closed, reterr);
}

/* What the snapshot before says against this one. */
static int check_old(const struct exporting *e, int state_dirfd, struct error *reterr)
{
	struct snapshot old;

	if (e->count == 0)
		return error_set(reterr, -ENODATA, N_("The directory shows us no account at all."),
				 N_("Check directory_base, account_filter and this job's rights."));
	/* none yet, or a damaged one: there is nothing to hold on to */
	if (snapshot_open(state_dirfd, &old, NULL) < 0)
		return 0;

	int r = check_floor(e, &old, reterr);

	if (r >= 0)
		r = check_states(e, &old, reterr);
	snapshot_close(&old);
	return r;
}

static int write_all(const struct exporting *e, int state_dirfd, struct error *reterr)
{
	struct snapshot_writer *writer;
	int r = snapshot_writer_new(state_dirfd, e->now_s, &writer, reterr);

	if (r < 0)
		return r;
	for (size_t i = 0; r >= 0 && i < e->count; i++)
		r = snapshot_writer_add(writer, &e->found[i].account, reterr);
	if (r >= 0)
		return snapshot_writer_commit(writer, reterr);
	snapshot_writer_free(writer);
	return r;
}

int snapshot_export(struct directory *directory, const struct server_map *map,
		    const struct directory_query *query, int state_dirfd, int64_t now_s,
		    struct snapshot_export_counts *ret, struct error *reterr)
{
	struct exporting e = { .map = map, .now_s = now_s };
	int r = directory->read_all(directory, query, export_entry, &e, reterr);

	if (r >= 0) {
		unite(&e);
		count(&e);
		r = check_old(&e, state_dirfd, reterr);
	}
	if (r >= 0)
		r = write_all(&e, state_dirfd, reterr);
	free(e.found);
	if (r >= 0)
		*ret = e.counts;
	return r;
}
