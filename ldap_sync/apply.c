/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/apply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How often somebody else may be quicker, before we say so. */
enum { TRIES = 3 };

/* What an entry says when it is looked at. */
struct look {
	const struct apply_run *run;
	const struct plan_change *change;
	struct server_closing closing; /* what is still to be done */
};

static int refuse(const char *why, const struct directory_entry *entry, struct error *reterr)
{
	error_set(reterr, -ESTALE, why, N_("Make a new plan, and look at this account."));
	error_value(reterr, entry->dn, strlen(entry->dn));
	return -ESTALE;
}

/* Whether it is the entry that was planned, and what it takes to close it. */
static int look_at(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	struct look *look = arg;
	const struct apply_run *run = look->run;
	struct directory_account account;
	int r = server_map_account(run->map, entry, 0, run->now_s, &account, reterr);

	if (r < 0)
		return r;
	if (strcmp(account.entry_uuid, look->change->entry_uuid) != 0)
		return refuse(N_("Another entry has taken the place of {value}."), entry, reterr);
	if (strcmp(account.id, look->change->id) != 0)
		return refuse(N_("{value} belongs to another person now."), entry, reterr);
	if (plan_is_protected(run->guard, &account))
		return refuse(N_("{value} is protected from this job."), entry, reterr);
	return server_map_closing(run->map, entry, run->now_s, &look->closing, reterr);
}

static int look_again(struct look *look, struct error *reterr)
{
	const char *names[SERVER_NAMES_MAX];
	struct directory *directory = look->run->directory;

	server_map_names(look->run->map, names);
	return directory->read_one(directory, look->change->dn, names, look_at, look, reterr);
}

/*
 * In the same breath as the change, so that nothing can happen between look and change (RFC
 * 4528).
 */
static int close_account(const struct look *look, struct error *reterr)
{
	struct directory *directory = look->run->directory;
	const struct directory_condition conditions[] = {
		{ "entryUUID", look->change->entry_uuid },
		{ look->run->map->id_attribute, look->change->id },
	};
	const struct directory_modification modification = {
		.dn = look->change->dn,
		.conditions = conditions,
		.condition_count = sizeof(conditions) / sizeof(conditions[0]),
		.changes = look->closing.change,
		.change_count = look->closing.count,
	};

	return directory->modify(directory, &modification, reterr);
}

/* Whether somebody else was quicker, so that it is worth to look again. */
static bool is_race(int code)
{
	return code == -EEXIST || code == -ENODATA || code == -ECANCELED;
}

static int read_back(struct look *look, struct error *reterr)
{
	int r = look_again(look, reterr);

	if (r >= 0 && look->closing.count > 0)
		return error_set(reterr, -EIO,
				 N_("The directory said yes, but the change is not there."),
				 N_("See whether another program writes to this entry, and apply "
				    "the plan again."));
	return r;
}

/* 1: closed now; 0: was closed already; else -errno. */
static int close_if_open(struct look *look, struct error *reterr)
{
	int r = 0;

	for (int i = 0; i < TRIES; i++) {
		r = look_again(look, reterr);
		if (r < 0)
			return r;
		if (look->closing.count == 0)
			return 0;
		r = close_account(look, reterr);
		if (!is_race(r))
			break;
	}
	if (r >= 0)
		r = read_back(look, reterr);
	return r < 0 ? r : 1;
}

static enum apply_result result_of(int r)
{
	if (r >= 0)
		return r > 0 ? APPLY_DONE : APPLY_ALREADY;
	return r == -ESTALE || r == -ENOENT || is_race(r) ? APPLY_CHANGED : APPLY_FAILED;
}

static int look_at_policy(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	enum apply_lock *lock = arg;

	(void)reterr;
	if (!directory_has(entry, "pwdLockout", "TRUE"))
		*lock = LOCK_IGNORED;
	else if (*lock == LOCK_UNKNOWN)
		*lock = LOCK_HEEDED;
	return 0;
}

/* A lock that the server ignores is no lock: ppolicy looks at it only where pwdLockout is TRUE. */
static int check_lock(const struct apply_run *run, enum apply_lock *ret, struct error *reterr)
{
	static const char *const names[] = { "pwdLockout", NULL };
	const struct directory_query query = { .base = run->base,
					       .filter = "(objectClass=pwdPolicy)",
					       .names = names };
	enum apply_lock lock = LOCK_UNKNOWN;
	int r = run->directory->read_all(run->directory, &query, look_at_policy, &lock, reterr);

	*ret = r < 0 ? LOCK_UNKNOWN : lock;
	return directory_is_lost(r) ? r : 0;
}

/* What is left of the plan, and of how many accounts that are open. */
struct tally {
	const struct apply_run *run;
	const char **uuids; /* of the plan, sorted */
	size_t count;
	size_t open, done;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int count_account(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	struct tally *t = arg;
	struct directory_account account;
	int r = server_map_account(t->run->map, entry, 0, t->run->now_s, &account, reterr);

	if (r < 0)
		return r;
	t->open += account.state == ACCOUNT_ACTIVE;
	if (account.closed &&
	    bsearch(&account.entry_uuid, t->uuids, t->count, sizeof(*t->uuids), by_text))
		t->done++;
	return 0;
}

/*
 * The brake (D81), on what is still to be done: what an earlier run did has made the open accounts
 * fewer, and must not hold this one up.
 */
static int check_brake(const struct apply_run *run, const struct plan *plan, struct error *reterr)
{
	const char *names[SERVER_NAMES_MAX];
	const struct directory_query query = { run->base, run->filter, names };
	struct tally t = { .run = run, .count = plan->change_count };

	if (t.count == 0)
		return 0;
	t.uuids = calloc(t.count, sizeof(*t.uuids));
	if (!t.uuids)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	for (size_t i = 0; i < t.count; i++)
		t.uuids[i] = plan->changes[i].entry_uuid;
	qsort(t.uuids, t.count, sizeof(*t.uuids), by_text);
	server_map_names(run->map, names);

	int r = run->directory->read_all(run->directory, &query, count_account, &t, reterr);

	free(t.uuids);
	return r < 0 ? r
		     : plan_check_limit(t.done < t.count ? t.count - t.done : 0, t.open, reterr);
}

int apply_plan(const struct apply_run *run, const struct plan *plan, struct apply_summary *ret,
	       struct error *reterr)
{
	int lost = check_brake(run, plan, reterr);

	*ret = (struct apply_summary) { .lock = LOCK_UNKNOWN,
					.state_unwritten = run->map->state_attribute &&
							   run->map->state_read_only };
	if (lost >= 0)
		lost = check_lock(run, &ret->lock, reterr);
	if (lost < 0)
		return lost;
	for (size_t i = 0; i < plan->change_count; i++) {
		struct look look = { .run = run, .change = &plan->changes[i] };
		struct error error = { .code = 0 };
		int r = lost < 0 ? 0 : close_if_open(&look, &error);
		enum apply_result result = lost < 0 ? APPLY_NOT_REACHED : result_of(r);

		if (directory_is_lost(r)) {
			lost = r;
			if (reterr)
				*reterr = error;
		}
		ret->count[result]++;
		run->progress(&plan->changes[i], result, r < 0 ? &error : NULL, run->arg);
	}
	return lost;
}
