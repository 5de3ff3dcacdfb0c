/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/plan.h"

#include "base/text.h"
#include "ldap_sync/directory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	LIMIT_LEAST = 5,
	LIMIT_PER_CENT = 2,
};

/* A plan in the making. */
struct making {
	const struct plan_guard *guard;
	int64_t today_days;
	struct plan *plan;
	int failed;
};

static const struct {
	const char *key, *about;
} oddities[ODD_KINDS] = {
	[ODD_PROTECTED] = { "protected", N_("departed, but protected from this job") },
	[ODD_LAST_PRIVILEGED] = { "last_privileged",
				  N_("departed, but no privileged account would be left open") },
	[ODD_MANY_ACCOUNTS] = { "many_accounts", N_("several open accounts for one id") },
	[ODD_MANY_IDS] = { "many_ids", N_("several ids or login names in one account") },
	[ODD_LEAVES_LATER] = { "leaves_later", N_("departed, on a date that has not come yet") },
	[ODD_NO_ACCOUNT] = { "no_account", N_("departed, without an account in the directory") },
	[ODD_DONE] = { "done", N_("departed, and closed already") },
	[ODD_ON_LEAVE] = { "on_leave", N_("on leave, with an open account") },
	[ODD_NOT_STARTED] = { "not_started", N_("not yet started, with an open account") },
	[ODD_LEAVE_PASSED] = { "leave_passed", N_("active, though the leave date has passed") },
	[ODD_END_PASSED] = { "end_passed", N_("active, though the end date has passed") },
	[ODD_SHARED] = { "shared", N_("open shared and service accounts, which no roster closes") },
	[ODD_NOT_IN_ROSTER] = { "not_in_roster",
				N_("open accounts whose id is not in the roster") },
	[ODD_NO_ID] = { "no_id", N_("open accounts without the id of a person") },
};

const char *plan_oddity_key(enum plan_oddity_kind kind)
{
	return oddities[kind].key;
}

const char *plan_oddity_about(enum plan_oddity_kind kind)
{
	return oddities[kind].about;
}

bool plan_is_protected(const struct plan_guard *guard, const struct directory_account *account)
{
	/* no number at all: we cannot tell whether it is root's */
	if (account->uid_number < guard->minimum_uid || account->uid_number == 0)
		return true;
	if (guard->own_dn[0] != '\0' && directory_same_dn(guard->own_dn, account->dn))
		return true;
	for (const char *const *name = guard->names; *name; name++) {
		if (text_same_folded(*name, account->name))
			return true;
	}
	return false;
}

/* A new element at the end of a list; NULL if there is no memory. */
static void *append(void **list, size_t *count, size_t *room, size_t size, int *failed)
{
	if (*count == *room) {
		size_t more = *room > 0 ? *room * 2 : 32;
		void *bigger = reallocarray(*list, more, size);

		if (!bigger) {
			*failed = -ENOMEM;
			return NULL;
		}
		*list = bigger;
		*room = more;
	}
	return (char *)*list + size * (*count)++;
}

static void odd(struct making *m, enum plan_oddity_kind kind,
		const struct directory_account *account, const struct roster_row *row)
{
	struct plan_oddity *o = append((void **)&m->plan->oddities, &m->plan->oddity_count,
				       &m->plan->oddity_room, sizeof(*o), &m->failed);

	if (o)
		*o = (struct plan_oddity) {
			.kind = kind,
			.account = account ? account->name : "",
			.id = row ? row->id : account->id,
			.name = row ? row->name : account->display,
			.line = row ? row->line : 0,
		};
}

static bool is_privileged(const struct directory_account *account)
{
	return directory_account_is(account, "privileged");
}

static void disable(struct making *m, const struct directory_account *account,
		    const struct roster_row *row)
{
	struct plan_change *c = append((void **)&m->plan->changes, &m->plan->change_count,
				       &m->plan->change_room, sizeof(*c), &m->failed);

	if (c)
		*c = (struct plan_change) {
			.dn = account->dn,
			.entry_uuid = account->entry_uuid,
			.account = account->name,
			.id = row->id,
			.name = row->name,
			.line = row->line,
			.leave_days = row->leave_days,
			.privileged = is_privileged(account) && account->state == ACCOUNT_ACTIVE,
		};
}

/* Accounts that nobody has for himself: one person's leaving is no reason to close them. */
static bool is_impersonal(const struct directory_account *account)
{
	return directory_account_is(account, "shared") || directory_account_is(account, "service");
}

static bool has_come(const struct making *m, int64_t days)
{
	return days != ROSTER_NO_DATE && days <= m->today_days;
}

static void judge_departed(struct making *m, const struct directory_account *account,
			   const struct roster_row *row)
{
	if (row->leave_days != ROSTER_NO_DATE && !has_come(m, row->leave_days))
		odd(m, ODD_LEAVES_LATER, account, row);
	else if (account->closed)
		odd(m, ODD_DONE, account, row);
	else if (plan_is_protected(m->guard, account))
		odd(m, ODD_PROTECTED, account, row);
	else
		disable(m, account, row);
}

static void judge(struct making *m, const struct directory_account *account,
		  const struct roster_row *row)
{
	bool open = account->state == ACCOUNT_ACTIVE;

	switch (row->status) {
	case PERSON_DEPARTED: judge_departed(m, account, row); break;
	case PERSON_ON_LEAVE:
		if (open)
			odd(m, ODD_ON_LEAVE, account, row);
		break;
	case PERSON_NOT_STARTED:
		if (open)
			odd(m, ODD_NOT_STARTED, account, row);
		break;
	case PERSON_ACTIVE:
		/* the day itself still counts as a day at work */
		if (open && has_come(m, row->leave_days) && row->leave_days < m->today_days)
			odd(m, ODD_LEAVE_PASSED, account, row);
		if (open && has_come(m, row->end_days) && row->end_days < m->today_days)
			odd(m, ODD_END_PASSED, account, row);
		break;
	}
}

/*
 * A person may have an account for every day and one with privileges (KL-9.2.3.3), and no more
 * (EPA-5.2.2).
 */
static bool is_ambiguous(const struct directory_account *const *group, size_t count)
{
	size_t open[2] = { 0, 0 };

	for (size_t i = 0; i < count; i++) {
		if (!group[i]->closed && !is_impersonal(group[i]))
			open[is_privileged(group[i])]++;
	}
	return open[0] > 1 || open[1] > 1;
}

static void judge_without_id(struct making *m, const struct directory_account *account)
{
	if (account->many_ids)
		odd(m, ODD_MANY_IDS, account, NULL);
	else if (account->state != ACCOUNT_ACTIVE)
		return;
	else if (is_impersonal(account))
		odd(m, ODD_SHARED, account, NULL);
	else if (!plan_is_protected(m->guard, account))
		odd(m, ODD_NO_ID, account, NULL);
}

/* All accounts of one id; row is NULL if the roster does not have it. */
static void judge_group(struct making *m, const struct directory_account *const *group,
			size_t count, const struct roster_row *row)
{
	bool ambiguous = is_ambiguous(group, count);

	for (size_t i = 0; i < count; i++) {
		if (is_impersonal(group[i]))
			judge_without_id(m, group[i]);
		else if (ambiguous && !group[i]->closed)
			odd(m, ODD_MANY_ACCOUNTS, group[i], row);
		else if (row)
			judge(m, group[i], row);
		else if (group[i]->state == ACCOUNT_ACTIVE)
			odd(m, ODD_NOT_IN_ROSTER, group[i], NULL);
	}
}

/* Rows before `end` that no account belongs to. */
static const struct roster_row *pass_rows(struct making *m, const struct roster_row *row,
					  const struct roster_row *end, const char *up_to)
{
	for (; row < end && (!up_to || strcmp(row->id, up_to) < 0); row++) {
		if (row->status == PERSON_DEPARTED)
			odd(m, ODD_NO_ACCOUNT, NULL, row);
	}
	return row;
}

/* Both lists are sorted by id: they are walked side by side. */
static void join(struct making *m, const struct roster *roster,
		 const struct directory_account *const *sorted, size_t count)
{
	const struct roster_row *row = roster->rows;
	const struct roster_row *end = row + roster->count;
	size_t next;

	for (size_t i = 0; i < count; i = next) {
		const char *id = sorted[i]->id;

		for (next = i + 1; next < count && strcmp(sorted[next]->id, id) == 0;)
			next++;
		if (id[0] == '\0') {
			for (size_t k = i; k < next; k++)
				judge_without_id(m, sorted[k]);
			continue;
		}
		row = pass_rows(m, row, end, id);
		bool found = row < end && strcmp(row->id, id) == 0;

		judge_group(m, sorted + i, next - i, found ? row : NULL);
		row += found ? 1 : 0;
	}
	pass_rows(m, row, end, NULL);
}

static int by_id(const void *a, const void *b)
{
	const struct directory_account *x = *(const struct directory_account *const *)a;
	const struct directory_account *y = *(const struct directory_account *const *)b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : strcmp(x->name, y->name);
}

/*
 * The last administrator (D98): if no privileged account would be left open, all that are stay so,
 * and people decide. Closing some of them would only be a guess at which one is needed.
 */
static void spare_last_privileged(struct making *m, const struct directory_accounts *accounts)
{
	struct plan *plan = m->plan;
	size_t open = 0, closing = 0, kept = 0;

	for (size_t i = 0; i < accounts->count; i++)
		open += is_privileged(&accounts->item[i]) &&
			accounts->item[i].state == ACCOUNT_ACTIVE;
	for (size_t i = 0; i < plan->change_count; i++)
		closing += plan->changes[i].privileged;
	if (closing == 0 || closing < open)
		return;
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct plan_change *c = &plan->changes[i];
		const struct roster_row row = { .id = c->id, .name = c->name, .line = c->line };
		const struct directory_account account = { .name = c->account };

		if (c->privileged)
			odd(m, ODD_LAST_PRIVILEGED, &account, &row);
		else
			plan->changes[kept++] = *c;
	}
	plan->change_count = kept;
}

static int by_kind(const void *a, const void *b)
{
	const struct plan_oddity *x = a, *y = b;
	int order = (x->kind > y->kind) - (x->kind < y->kind);

	order = order != 0 ? order : strcmp(x->id, y->id);
	return order != 0 ? order : strcmp(x->account, y->account);
}

int plan_make(const struct roster *roster, const struct directory_accounts *accounts,
	      const struct plan_guard *guard, int64_t today_days, struct plan *ret,
	      struct error *reterr)
{
	struct plan plan = { .accounts = accounts->count };
	struct making m = { .guard = guard, .today_days = today_days, .plan = &plan };

	if (accounts->count == 0)
		return error_set(reterr, -ENODATA, N_("The directory shows us no account at all."),
				 N_("Check directory_base, account_filter and this job's rights."));

	const struct directory_account **sorted = calloc(accounts->count, sizeof(const void *));

	if (!sorted)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	for (size_t i = 0; i < accounts->count; i++) {
		sorted[i] = &accounts->item[i];
		plan.open += accounts->item[i].state == ACCOUNT_ACTIVE;
	}
	qsort(sorted, accounts->count, sizeof(const void *), by_id);
	join(&m, roster, sorted, accounts->count);
	free(sorted);
	spare_last_privileged(&m, accounts);
	if (m.failed < 0) {
		plan_done(&plan);
		return error_set(reterr, m.failed, NULL, NULL);
	}
	if (plan.oddity_count > 0)
		qsort(plan.oddities, plan.oddity_count, sizeof(plan.oddities[0]), by_kind);
	*ret = plan;
	return 0;
}

void plan_done(struct plan *plan)
{
	free(plan->changes);
	free(plan->oddities);
	*plan = (struct plan) { .accounts = 0 };
}

size_t plan_limit(size_t open)
{
	size_t share = open / 100 * LIMIT_PER_CENT + open % 100 * LIMIT_PER_CENT / 100;

	return share > LIMIT_LEAST ? share : LIMIT_LEAST;
}

int plan_check_limit(size_t changes, size_t open, struct error *reterr)
{
	size_t limit = plan_limit(open);

	if (changes <= limit)
		return 0;
	error_set(reterr, -EDQUOT,
		  N_("The plan would disable {least} accounts at once; at most {most} may be (5, "
		     "or 2 % of the open ones)."),
		  N_("See whether the roster is whole and right. Nothing was changed, and no plan "
		     "was kept."));
	if (reterr) {
		reterr->least = (long long)changes;
		reterr->most = (long long)limit;
	}
	return -EDQUOT;
}

static int by_row_id(const void *key, const void *row)
{
	return strcmp(key, ((const struct roster_row *)row)->id);
}

int plan_check_roster(const struct plan *plan, const struct roster *roster, int64_t today_days,
		      struct error *reterr)
{
	for (size_t i = 0; i < plan->change_count; i++) {
		const char *id = plan->changes[i].id;
		const struct roster_row *row =
			roster->count == 0
				? NULL
				: bsearch(id, roster->rows, roster->count, sizeof(*row), by_row_id);

		if (row && row->status == PERSON_DEPARTED &&
		    (row->leave_days == ROSTER_NO_DATE || row->leave_days <= today_days))
			continue;
		error_set(reterr, -ESTALE, N_("The roster does not say that {value} has departed."),
			  N_("Make a new plan (acctguard sync plan). Nothing was changed."));
		return error_value(reterr, id, strlen(id)), -ESTALE;
	}
	return 0;
}
