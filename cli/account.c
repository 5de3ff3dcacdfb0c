/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * acctguard account: what is known of an account, and what a login would meet.
 *
 * Uses account_record_gather() and account_check() as the PAM module does, so that an explanation
 * cannot differ from the login. Needs root, who alone may read the snapshot and shadow.
 */
#include "cli/cli.h"

#include "base/file.h"
#include "stores/account_record.h"
#include "stores/places.h"
#include "stores/policy_store.h"
#include "stores/session_registry.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <string.h>

static enum cli_exit show(const struct cli *cli, int argc, char **argv);
static enum cli_exit explain(const struct cli *cli, int argc, char **argv);

const struct cli_command cli_account[] = {
	{ "show", show, "account show U", N_("Shows what this host knows of an account.") },
	{ "explain", explain, "account explain U [--service S]",
	  N_("Says whether U could log in now, and which rule decides.") },
	{ 0 },
};

struct subject {
	struct policy policy;
	struct account_record record;
	struct moment now;
	char name[SNAPSHOT_NAME_MAX];
};

/* Looks up everything as the module does; CLI_OK or what to end with. */
static enum cli_exit look_up(const struct cli *cli, const char *user, bool on_console,
			     struct subject *ret)
{
	struct error e = { .code = 0 };
	const struct passwd *account = getpwnam(user);

	if (!account) {
		error_set(&e, -ENOENT, N_("This host has no account \"{value}\"."),
			  N_("See \"getent passwd\" for the names that it knows."));
		error_value(&e, user, strlen(user));
		return cli_fail(&e);
	}
	if (policy_store_load(cli->root, &ret->policy, &e) != POLICY_FROM_FILES)
		cli_fail(&e);
	snprintf(ret->name, sizeof(ret->name), "%s", account->pw_name);
	ret->now = moment_now();
	e.code = 0;
	int r = account_record_gather(cli->root, ret->name, account->pw_uid,
				      account_record_shadow(account, getspnam(ret->name)),
				      on_console, ret->now, &ret->record, &e);

	if (!ret->record.facts.snapshot_sound)
		cli_fail(&e);
	/* without it we know less than a login would, and must not guess */
	return r < 0 || e.code == -EACCES ? CLI_FAILED : CLI_OK;
}

static const char *state_word(const struct account_facts *facts)
{
	if (!facts->snapshot_sound)
		return N_("cannot be told");
	if (!facts->known)
		return N_("not on record in the directory");
	switch (facts->state) {
	case ACCOUNT_ACTIVE: return N_("active");
	case ACCOUNT_DISABLED: return N_("disabled");
	case ACCOUNT_DEPARTED: return N_("departed");
	}
	return "?";
}

static int print_session(const struct session *s, void *arg)
{
	json_t *list = arg;

	if (list)
		return json_array_append_new(list, json_pack("{s:i, s:s, s:s, s:s, s:I}", "pid",
							     (int)s->pid, "service", s->service,
							     "tty", s->tty, "host", s->host,
							     "opened", (json_int_t)s->opened_s));
	printf(_("  session     process %ld by %s, terminal %s, from %s\n"), (long)s->pid,
	       s->service, s->tty[0] != '\0' ? s->tty : "-", s->host[0] != '\0' ? s->host : "-");
	return 0;
}

static void each_session(const struct cli *cli, uid_t uid, json_t *list)
{
	CLEANUP(file_close) int run = place_open(cli->root, PLACE_RUN, NULL);

	if (run >= 0)
		session_registry_each(run, uid, print_session, list, NULL);
}

static void show_words(const struct cli *cli, const struct subject *s)
{
	const struct account_facts *f = &s->record.facts;

	printf(_("  account     %s, user id %u\n"), s->name, (unsigned)f->uid);
	printf(_("  standing    %s\n"), _(state_word(f)));
	if (f->known && s->record.account.owner[0] != '\0')
		printf(_("  owner       %s\n"), s->record.account.owner);
	switch (f->password) {
	case PASSWORD_NONE: puts(_("  password    none that could grow old")); break;
	case PASSWORD_UNDATED: puts(_("  password    of unknown age")); break;
	case PASSWORD_DATED:
		printf(_("  password    changed %lld days ago\n"),
		       (long long)account_password_age_days(f, s->now));
		break;
	}
	if (f->must_change)
		puts(_("              temporary: to be changed at the next login"));
	if (f->snapshot_sound)
		printf(_("  snapshot    %lld hours old\n"), (long long)f->snapshot_age_s / 3600);
	each_session(cli, f->uid, NULL);
}

static void show_json(const struct cli *cli, const struct subject *s)
{
	const struct account_facts *f = &s->record.facts;
	json_t *sessions = json_array();
	json_t *days = f->password == PASSWORD_DATED
			       ? json_integer((json_int_t)account_password_age_days(f, s->now))
			       : json_null();

	each_session(cli, f->uid, sessions);
	cli_print_json(json_pack("{s:s, s:I, s:b, s:b, s:s, s:s, s:b, s:o, s:o}", "account",
				 s->name, "uid", (json_int_t)f->uid, "snapshot_sound",
				 f->snapshot_sound, "known", f->known, "state", state_word(f),
				 "owner", s->record.account.owner, "must_change", f->must_change,
				 "password_age_days", days, "sessions", sessions));
}

static enum cli_exit show(const struct cli *cli, int argc, char **argv)
{
	struct subject subject;

	if (argc != 2)
		return cli_usage(&cli_account[0], _("Name one account."));

	enum cli_exit r = look_up(cli, argv[1], false, &subject);

	if (r != CLI_OK)
		return r;
	if (cli->json)
		show_json(cli, &subject);
	else
		show_words(cli, &subject);
	return CLI_OK;
}

static void explain_words(const struct subject *s, const struct findings *found,
			  const char *verdict, const char *service)
{
	printf(_("%s through %s: %s\n"), s->name, service, _(verdict));
	for (size_t i = 0; i < found->count; i++) {
		char text[CLI_SENTENCE_MAX];
		const struct rule *rule = rule_get(found->item[i].rule);

		cli_finding_text(&found->item[i], text);
		printf("  - %s\n    %s, %s, %s\n", text, rule->key, rule->clause,
		       rule_force_name(policy_force(&s->policy, found->item[i].rule)));
	}
}

static enum cli_exit explain(const struct cli *cli, int argc, char **argv)
{
	const char *service = argc == 4 && strcmp(argv[2], "--service") == 0 ? argv[3] : "login";
	struct subject subject;

	if (argc != 2 && !(argc == 4 && strcmp(argv[2], "--service") == 0))
		return cli_usage(&cli_account[1], _("Name one account."));

	/* "login" is the program at the console; every other service may be called from afar */
	enum cli_exit r = look_up(cli, argv[1], strcmp(service, "login") == 0, &subject);

	if (r != CLI_OK)
		return r;

	struct findings found = account_check(&subject.policy, &subject.record.facts, subject.now);
	bool refused = findings_demand(&found, &subject.policy, OUTCOME_REFUSE_LOGIN);
	bool change = findings_demand(&found, &subject.policy, OUTCOME_CHANGE_PASSWORD);
	const char *verdict = refused  ? N_("refused")
			      : change ? N_("change password")
				       : N_("let in");

	if (cli->json)
		cli_print_json(json_pack("{s:s, s:s, s:s, s:o}", "account", subject.name, "service",
					 service, "verdict", verdict, "findings",
					 cli_findings_json(&found, &subject.policy)));
	else
		explain_words(&subject, &found, verdict, service);
	return refused ? CLI_REFUSED : CLI_OK;
}
