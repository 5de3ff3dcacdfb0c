/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * acctguard sync: from the HR roster to the directory, and from the directory to this host's
 * snapshot.
 *
 * Trusts sync.conf and the policy (root's files), the roster as far as it proves itself, and the
 * directory for data. "plan" only reads; "apply" disables what a plan lists and nothing else;
 * nobody is ever disabled for being missing from a list.
 */
#include "cli/cli.h"

#include "base/file.h"
#include "cli/sync_show.h"
#include "ldap_sync/snapshot_export.h"
#include "ldap_sync/sync_config.h"
#include "stores/places.h"
#include "stores/policy_store.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static enum cli_exit plan(const struct cli *cli, int argc, char **argv);
static enum cli_exit apply(const struct cli *cli, int argc, char **argv);
static enum cli_exit snapshot(const struct cli *cli, int argc, char **argv);

const struct cli_command cli_sync[] = {
	{ "plan", plan, "sync plan --roster FILE [-o PLAN]",
	  N_("Shows whose accounts would be disabled by this roster, and why. Changes nothing.") },
	{ "apply", apply, "sync apply PLAN",
	  N_("Disables the accounts that the plan lists, and reads back. Safe to run again.") },
	{ "snapshot", snapshot, "sync snapshot",
	  N_("Writes this host's snapshot of the accounts, by which logins are judged.") },
	{ 0 },
};

/* All that a command works with; not to be moved. */
struct sync {
	struct sync_config config;
	struct policy policy;
	const char *protected_names[SYNC_PROTECTED_MAX + POLICY_NAMES_MAX + 1];
	struct plan_guard guard;
	struct server_map map;
	struct directory *directory;
	struct moment now;
};

static void sync_done(struct sync *s)
{
	directory_close(&s->directory);
}

/* Emergency accounts of the policy, and those that sync.conf names. */
static void set_guard(struct sync *s)
{
	size_t count = 0;

	for (const char *const *name = s->config.protected_names; *name; name++)
		s->protected_names[count++] = *name;
	for (int64_t i = 0; i < s->policy.value[RULE_BREAK_GLASS]; i++)
		s->protected_names[count++] = s->policy.names[i];
	s->protected_names[count] = NULL;
	s->guard = (struct plan_guard) {
		.names = s->protected_names,
		.minimum_uid = s->policy.value[RULE_MINIMUM_UID],
		.own_dn = s->config.directory_bind_dn,
	};
}

static int enter_directory(const struct cli *cli, struct sync *s, struct error *reterr)
{
	SECRET password;
	const struct directory_access access = { .uri = s->config.directory_uri,
						 .bind_dn = s->config.directory_bind_dn,
						 .password = &password,
						 .ca_file = s->config.directory_ca_file };
	int r = sync_config_password(&s->config, cli->root, &password, reterr);

	if (r >= 0)
		r = sync_config_check_ca(&s->config, reterr);
	return r < 0 ? r : directory_open(&access, &s->directory, reterr);
}

/* On a host whose clock is wrong by years nobody can say who has left yet (D93, EPA-5.7.2). */
static int check_clock(struct moment now, struct error *reterr)
{
	if (!moment_is_doubtful(now))
		return 0;
	return error_set(reterr, -ETIME, N_("This host's clock shows a time long ago."),
			 N_("Set the clock. Nothing was changed."));
}

static int begin(const struct cli *cli, struct sync *s, struct error *reterr)
{
	*s = (struct sync) { .now = moment_now() };

	int r = check_clock(s->now, reterr);

	if (r >= 0)
		r = sync_config_read(cli->root, &s->config, reterr);
	if (r < 0)
		return r;
	/* whom the policy spares must be known for certain before anybody is disabled */
	r = policy_store_read(cli->root, &s->policy, reterr);
	if (r < 0)
		return r;
	set_guard(s);
	s->map = (struct server_map) {
		.kind = server_kind_find("openldap"),
		.id_attribute = s->config.id_attribute,
		.state_attribute = strcmp(s->config.state_attribute, "none") == 0
					   ? NULL
					   : s->config.state_attribute,
	};
	r = enter_directory(cli, s, reterr);
	return r < 0 ? r : server_map_fit(&s->map, s->directory, reterr);
}

/* What a zone's calendar shows; sync_config has seen to it that the zone exists. */
static int64_t today_in(const char *zone, struct moment now)
{
	time_t at = (time_t)now.wall_s;
	struct tm tm;

	unsetenv("TZDIR");
	setenv("TZ", zone, 1);
	tzset();
	localtime_r(&at, &tm);
	return civil_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

struct collecting {
	const struct sync *sync;
	struct directory_accounts *accounts;
};

static int collect(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	struct collecting *c = arg;
	struct directory_account account;
	int r = server_map_account(&c->sync->map, entry, 0, c->sync->now.wall_s, &account, reterr);

	if (r >= 0 && directory_accounts_add(c->accounts, &account) < 0)
		r = error_set(reterr, -ENOMEM, NULL, NULL);
	sync_show_progress(c->accounts->count);
	return r;
}

static int read_accounts(const struct sync *s, struct directory_accounts *ret, struct error *reterr)
{
	const char *names[SERVER_NAMES_MAX];
	const struct directory_query query = { .base = s->config.directory_base,
					       .filter = s->config.account_filter,
					       .names = names };
	struct collecting collecting = { .sync = s, .accounts = ret };

	server_map_names(&s->map, names);

	int r = s->directory->read_all(s->directory, &query, collect, &collecting, reterr);

	sync_clear_progress();
	return r;
}

/* Shows the plan and keeps it, unless the brake holds it. */
static enum cli_exit conclude(const struct cli *cli, const struct plan *p,
			      const struct plan_origin *origin, const char *out)
{
	struct error e;
	int refused = plan_check_limit(p->change_count, p->open, &e);

	if (cli->json)
		cli_print_json(sync_plan_json(p, origin, refused < 0));
	else
		sync_show_plan(p);
	if (refused < 0) {
		cli_fail(&e);
		return CLI_REFUSED;
	}
	if (out && plan_file_write(out, p, origin, &e) < 0)
		return cli_fail(&e);
	if (cli->json || p->change_count == 0)
		return CLI_OK;
	if (out)
		printf(_("\nNothing was changed yet. Look through the list; then: acctguard sync "
			 "apply %s\n"),
		       out);
	else
		puts(_("\nNothing was changed, and no plan was kept; to keep it, say -o PLAN."));
	return CLI_OK;
}

static enum cli_exit make_plan(const struct cli *cli, const char *roster_path, const char *out)
{
	CLEANUP(sync_done) struct sync s = { .directory = NULL };
	CLEANUP(roster_done) struct roster roster = { .count = 0 };
	CLEANUP(directory_accounts_done) struct directory_accounts accounts = { .count = 0 };
	CLEANUP(plan_done) struct plan p = { .accounts = 0 };
	struct roster_headers headers;
	struct error e;
	char path[PATH_MAX];
	int r = begin(cli, &s, &e);

	if (r < 0)
		return cli_fail(&e);
	sync_config_headers(&s.config, &headers);
	if (!realpath(roster_path, path)) {
		error_set(&e, -errno, NULL, NULL);
		error_at(&e, roster_path, 0);
		return cli_fail(&e);
	}
	r = roster_read(path, &headers, &roster, &e);
	if (r >= 0)
		r = read_accounts(&s, &accounts, &e);

	const struct plan_origin origin = { .roster_path = path,
					    .roster_digest = roster.digest,
					    .directory_base = s.config.directory_base,
					    .made_s = s.now.wall_s,
					    .today_days = today_in(s.config.time_zone, s.now) };

	if (r >= 0)
		r = plan_make(&roster, &accounts, &s.guard, origin.today_days, &p, &e);
	return r < 0 ? cli_fail(&e) : conclude(cli, &p, &origin, out);
}

static enum cli_exit plan(const struct cli *cli, int argc, char **argv)
{
	const char *roster = NULL, *out = NULL;

	for (int i = 1; i < argc; i++) {
		const char **to = strcmp(argv[i], "--roster") == 0 ? &roster
				  : strcmp(argv[i], "-o") == 0     ? &out
								   : NULL;

		if (!to || *to || i + 1 == argc)
			return cli_usage(&cli_sync[0],
					 _("Name the roster, and the plan if it is to be kept."));
		*to = argv[++i];
	}
	if (!roster)
		return cli_usage(&cli_sync[0],
				 _("Name the roster, and the plan if it is to be kept."));
	return make_plan(cli, roster, out);
}

/*
 * The plan must be of this directory, its roster still what it was (attack D103), and each change
 * must follow from that roster: the digest of a plan is no signature.
 */
static int check_origin(const struct sync *s, const struct plan_file *file, struct error *reterr)
{
	const struct plan_origin *origin = &file->origin;
	CLEANUP(roster_done) struct roster roster = { .count = 0 };
	struct roster_headers headers;

	if (strcmp(origin->directory_base, s->config.directory_base) != 0)
		return error_set(reterr, -EINVAL, N_("The plan was made for another directory."),
				 N_("Make a new plan (acctguard sync plan). Nothing was changed."));
	sync_config_headers(&s->config, &headers);

	int r = roster_read(origin->roster_path, &headers, &roster, reterr);

	if (r < 0)
		return r;
	if (strcmp(roster.digest, origin->roster_digest) == 0)
		return plan_check_roster(&file->plan, &roster,
					 today_in(s->config.time_zone, s->now), reterr);
	error_set(reterr, -ESTALE, N_("The roster is not the one that the plan was made from."),
		  N_("Make a new plan (acctguard sync plan). Nothing was changed."));
	return error_at(reterr, origin->roster_path, 0), -ESTALE;
}

static void on_result(const struct plan_change *change, enum apply_result result,
		      const struct error *error, void *arg)
{
	sync_show_result(change, result, error, arg);
}

static enum cli_exit carry_out(const struct cli *cli, const struct sync *s, const struct plan *p)
{
	json_t *list = cli->json ? json_array() : NULL;
	const struct apply_run run = { .directory = s->directory,
				       .map = &s->map,
				       .guard = &s->guard,
				       .base = s->config.directory_base,
				       .filter = s->config.account_filter,
				       .now_s = s->now.wall_s,
				       .progress = on_result,
				       .arg = list };
	struct apply_summary summary;
	struct error e;
	int r = apply_plan(&run, p, &summary, &e);
	size_t done = summary.count[APPLY_DONE] + summary.count[APPLY_ALREADY];
	size_t begun = summary.count[APPLY_CHANGED] + summary.count[APPLY_FAILED] + done;

	if (cli->json)
		cli_print_json(sync_summary_json(&summary, list));
	else if (r >= 0 || begun > 0)
		sync_show_summary(&summary);
	if (r < 0) {
		cli_fail(&e);
		return begun > 0 ? CLI_PARTLY : CLI_FAILED;
	}
	if (done < p->change_count) {
		fputs(_("acctguard: not all of the plan is done; look at the lines above, then run "
			"it again.\n"),
		      stderr);
		return CLI_PARTLY;
	}
	if (!cli->json)
		puts(_("Next: acctguard sync snapshot, on every server, so that logins there know "
		       "of it."));
	return CLI_OK;
}

static enum cli_exit apply(const struct cli *cli, int argc, char **argv)
{
	CLEANUP(sync_done) struct sync s = { .directory = NULL };
	CLEANUP(plan_file_done) struct plan_file file = { .json = NULL };
	struct error e;

	if (argc != 2 || argv[1][0] == '-')
		return cli_usage(&cli_sync[1], _("Name one plan."));

	int r = plan_file_read(argv[1], &file, &e);

	if (r >= 0)
		r = begin(cli, &s, &e);
	if (r >= 0)
		r = check_origin(&s, &file, &e);
	if (r >= 0 && s.directory->in_memory)
		r = error_set(&e, -EOPNOTSUPP,
			      N_("An LDIF file can be planned on, but not changed."),
			      N_("Set directory_uri to the directory."));
	return r < 0 ? cli_fail(&e) : carry_out(cli, &s, &file.plan);
}

static enum cli_exit snapshot(const struct cli *cli, int argc, char **argv)
{
	CLEANUP(sync_done) struct sync s = { .directory = NULL };
	struct snapshot_export_counts counts;
	struct error e;

	(void)argv;
	if (argc != 1)
		return cli_usage(&cli_sync[2], _("It takes no arguments."));

	int r = begin(cli, &s, &e);
	CLEANUP(file_close) int state = r < 0 ? r : place_open_made(cli->root, PLACE_STATE, &e);
	const char *names[SERVER_NAMES_MAX];
	const struct directory_query query = { .base = s.config.directory_base,
					       .filter = s.config.account_filter,
					       .names = names };

	if (state < 0)
		return cli_fail(&e);
	server_map_names(&s.map, names);
	r = snapshot_export(s.directory, &s.map, &query, state, s.now.wall_s, &counts, &e);
	if (r < 0)
		return cli_fail(&e);
	if (cli->json)
		cli_print_json(sync_counts_json(&counts));
	else
		sync_show_counts(&counts);
	sync_warn_counts(&counts);
	return CLI_OK;
}
