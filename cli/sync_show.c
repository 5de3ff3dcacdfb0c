/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/sync_show.h"

#include "base/civil.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	CELL_MAX = 128,
	ODD_SHOWN = 8, /* of each kind; --json shows all */
	PROGRESS_STEP = 1000,
};

/* Names come from files that others write: none may steer the terminal. */
static void column(const char *text, int width)
{
	char shown[CELL_MAX];

	text_show(shown, sizeof(shown), text, strlen(text));
	cli_column(shown, width);
	putchar(' ');
}

static void why_text(const struct plan_change *c, char ret[CELL_MAX])
{
	char day[CIVIL_DATE_MAX];

	if (c->leave_days == ROSTER_NO_DATE) {
		snprintf(ret, CELL_MAX, "%s", _("departed"));
		return;
	}
	civil_format(c->leave_days, day);
	snprintf(ret, CELL_MAX, _("departed %s"), day);
}

static void show_change(const struct plan_change *c)
{
	char why[CELL_MAX], line[24];

	why_text(c, why);
	snprintf(line, sizeof(line), "%u", c->line);
	fputs("  ", stdout);
	column(c->account, 12);
	column(c->name, 12);
	column(c->id, 7);
	column(why, 19);
	column(line, 5);
	puts(PLAN_CLAUSE);
}

static void show_changes(const struct plan *plan)
{
	if (plan->change_count == 0) {
		printf(_("Nothing to do: none of the %zu accounts is to be disabled.\n"),
		       plan->accounts);
		return;
	}
	printf(_("To be disabled: %zu of %zu accounts\n\n"), plan->change_count, plan->accounts);
	fputs("  ", stdout);
	column(_("ACCOUNT"), 12);
	column(_("PERSON"), 12);
	column(_("ID"), 7);
	column(_("WHY"), 19);
	column(_("LINE"), 5);
	puts(_("CLAUSE"));
	for (size_t i = 0; i < plan->change_count; i++)
		show_change(&plan->changes[i]);
}

/* An account, or by id and name a person who has none. */
static void show_oddity(const struct plan_oddity *o, const char *before)
{
	char account[CELL_MAX], id[CELL_MAX], name[CELL_MAX];

	text_show(account, sizeof(account), o->account, strlen(o->account));
	text_show(id, sizeof(id), o->id, strlen(o->id));
	text_show(name, sizeof(name), o->name, strlen(o->name));
	if (account[0] != '\0')
		printf("%s%s", before, account);
	else
		printf("%s%s %s", before, id, name);
}

static void show_oddities(const struct plan *plan)
{
	size_t next;

	if (plan->oddity_count > 0)
		printf(_("\nOdd, and left alone: %zu\n\n"), plan->oddity_count);
	for (size_t i = 0; i < plan->oddity_count; i = next) {
		enum plan_oddity_kind kind = plan->oddities[i].kind;
		char count[24];

		for (next = i; next < plan->oddity_count && plan->oddities[next].kind == kind;)
			next++;
		snprintf(count, sizeof(count), "%zu", next - i);
		fputs("  ", stdout);
		column(count, 4);
		printf("%s:", _(plan_oddity_about(kind)));
		for (size_t k = i; k < next && k < i + ODD_SHOWN; k++)
			show_oddity(&plan->oddities[k], k == i ? " " : ", ");
		puts(next - i > ODD_SHOWN ? ", ..." : "");
	}
}

void sync_show_plan(const struct plan *plan)
{
	show_changes(plan);
	show_oddities(plan);
}

static json_t *oddities_json(const struct plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->oddity_count; i++) {
		const struct plan_oddity *o = &plan->oddities[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:I}", "kind",
						      plan_oddity_key(o->kind), "account",
						      o->account, "id", o->id, "name", o->name,
						      "roster_line", (json_int_t)o->line));
	}
	return list;
}

json_t *sync_plan_json(const struct plan *plan, const struct plan_origin *origin, bool refused)
{
	json_t *json = plan_file_json(plan, origin);

	if (json) {
		json_object_set_new(json, "refused", json_boolean(refused));
		json_object_set_new(json, "oddities", oddities_json(plan));
	}
	return json;
}

static const struct {
	const char *key, *word;
} results[APPLY_RESULTS] = {
	[APPLY_DONE] = { "done", N_("disabled") },
	[APPLY_ALREADY] = { "already", N_("already disabled") },
	[APPLY_CHANGED] = { "changed", N_("left alone") },
	[APPLY_FAILED] = { "failed", N_("FAILED") },
	[APPLY_NOT_REACHED] = { "not_reached", N_("not reached") },
};

void sync_show_result(const struct plan_change *change, enum apply_result result,
		      const struct error *error, json_t *list)
{
	char why[ERROR_TEXT_MAX] = "";

	if (error)
		error_format(error, cli_translate, why, sizeof(why));
	if (list) {
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s, s:s, s:s}", "account",
						change->account, "id", change->id, "dn", change->dn,
						"result", results[result].key, "why", why));
		return;
	}
	fputs("  ", stdout);
	column(_(results[result].word), 18);
	column(change->account, 16);
	column(change->name, 16);
	puts(why);
	fflush(stdout);
}

static const char *lock_sentence(enum apply_lock lock)
{
	switch (lock) {
	case LOCK_HEEDED:
		return N_("The lock takes effect: the password policies have pwdLockout TRUE.");
	case LOCK_IGNORED:
		return N_(
			"A password policy has not pwdLockout TRUE, so pwdAccountLockedTime has no "
			"effect there; pwdEndTime keeps these accounts out. Set pwdLockout TRUE.");
	case LOCK_UNKNOWN:
		return N_("No password policy is to be seen, so pwdAccountLockedTime may have no "
			  "effect; pwdEndTime keeps these accounts out.");
	}
	return "";
}

void sync_show_summary(const struct apply_summary *s)
{
	printf(_("\n%zu disabled and read back, %zu already disabled, %zu left alone, %zu failed, "
		 "%zu not reached.\n"),
	       s->count[APPLY_DONE], s->count[APPLY_ALREADY], s->count[APPLY_CHANGED],
	       s->count[APPLY_FAILED], s->count[APPLY_NOT_REACHED]);
	puts(_(lock_sentence(s->lock)));
	if (s->state_unwritten)
		puts(_("The directory does not show acctguard's schema, so acctguardState was not "
		       "written: snapshots will call these accounts disabled, not departed. Load "
		       "the "
		       "schema, or give this job the right to read cn=Subschema."));
}

json_t *sync_summary_json(const struct apply_summary *summary, json_t *list)
{
	static const char *const locks[] = {
		[LOCK_HEEDED] = "heeded",
		[LOCK_IGNORED] = "ignored",
		[LOCK_UNKNOWN] = "unknown",
	};
	json_t *json = json_object();

	for (size_t i = 0; i < APPLY_RESULTS; i++)
		json_object_set_new(json, results[i].key,
				    json_integer((json_int_t)summary->count[i]));
	json_object_set_new(json, "password_policy_lock", json_string(locks[summary->lock]));
	json_object_set_new(json, "state_written", json_boolean(!summary->state_unwritten));
	json_object_set_new(json, "changes", list);
	return json;
}

void sync_show_counts(const struct snapshot_export_counts *c)
{
	printf(_("Snapshot written: %zu accounts, %zu active, %zu disabled, %zu departed.\n"),
	       c->accounts, c->active, c->disabled, c->departed);
}

static size_t skipped_shown(const struct snapshot_export_counts *c)
{
	return c->skipped < SNAPSHOT_SKIPPED_SHOWN ? c->skipped : SNAPSHOT_SKIPPED_SHOWN;
}

void sync_warn_counts(const struct snapshot_export_counts *c)
{
	char why[ERROR_TEXT_MAX];

	fflush(stdout);
	if (c->unknown_states > 0)
		fprintf(stderr,
			_("acctguard: %zu accounts have a state that is none of active, disabled, "
			  "departed; they are taken for disabled.\n"),
			c->unknown_states);
	if (c->skipped == 0)
		return;
	fprintf(stderr,
		_("acctguard: %zu entries cannot be used and were left out; their logins are "
		  "refused or judged by another entry:\n"),
		c->skipped);
	for (size_t i = 0; i < skipped_shown(c); i++) {
		error_format(&c->why[i], cli_translate, why, sizeof(why));
		fprintf(stderr, "  %s\n", why);
	}
	if (c->skipped > SNAPSHOT_SKIPPED_SHOWN)
		fputs("  ...\n", stderr);
}

json_t *sync_counts_json(const struct snapshot_export_counts *c)
{
	char why[ERROR_TEXT_MAX];
	json_t *list = json_array();

	for (size_t i = 0; i < skipped_shown(c); i++) {
		error_format(&c->why[i], cli_translate, why, sizeof(why));
		json_array_append_new(list, json_string(why));
	}
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "accounts", (json_int_t)c->accounts,
			 "active", (json_int_t)c->active, "disabled", (json_int_t)c->disabled,
			 "departed", (json_int_t)c->departed, "unknown_states",
			 (json_int_t)c->unknown_states, "skipped", (json_int_t)c->skipped,
			 "skipped_entries", list);
}

void sync_show_progress(size_t count)
{
	if (count % PROGRESS_STEP != 0 || !isatty(STDERR_FILENO))
		return;
	fputc('\r', stderr);
	fprintf(stderr, _("reading the directory: %zu"), count);
}

void sync_clear_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}
