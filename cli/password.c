/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * acctguard password: judges candidates by the policy in force.
 *
 * Candidates come from standard input only, byte by byte into a struct secret: no argument, no
 * environment, no stdio buffer ever holds one. Nothing is stored.
 */
#include "cli/cli.h"

#include "base/secret.h"
#include "policies/password.h"
#include "stores/policy_store.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static enum cli_exit check(const struct cli *cli, int argc, char **argv);

const struct cli_command cli_password[] = {
	{ "check", check, "password check [--user U] [--batch]",
	  N_("Judges the password on standard input; --batch: one a line, one answer a line.") },
	{ 0 },
};

struct check_options {
	const char *user;
	bool batch;
};

enum line { LINE_READ, LINE_TOO_LONG, LINE_END, LINE_FAILED };

/* Which signal wants us to end while the terminal shows nothing; it is obeyed once the terminal is back. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	interrupted = number;
}

/* Reads to the end of a line; what is beyond SECRET_MAX is read and dropped. */
static enum line read_line(struct secret *ret)
{
	bool any = false, too_long = false;

	ret->len = 0;
	for (;;) {
		char c;
		ssize_t got = read(STDIN_FILENO, &c, 1);

		if (got < 0 && errno == EINTR && !interrupted)
			continue;
		if (got < 0)
			return LINE_FAILED;
		if (got == 0 && !any)
			return LINE_END;
		any = true;
		if (got == 0 || c == '\n')
			break;
		if (ret->len == SECRET_MAX)
			too_long = true;
		else
			ret->bytes[ret->len++] = c;
	}
	ret->bytes[ret->len] = '\0';
	return too_long ? LINE_TOO_LONG : LINE_READ;
}

/* At a terminal: asks, and shows nothing of the answer (EPA-8.3.6d). */
static enum line ask(struct secret *ret)
{
	const struct sigaction catch = { .sa_handler = interrupt }; /* no SA_RESTART: read() ends */
	struct sigaction old_int, old_term;
	struct termios old, quiet;
	bool terminal = tcgetattr(STDIN_FILENO, &old) == 0;

	if (terminal) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		sigaction(SIGINT, &catch, &old_int);
		sigaction(SIGTERM, &catch, &old_term);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		fputs(_("Password to judge (not shown): "), stderr);
	}

	enum line line = read_line(ret);

	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		fputc('\n', stderr);
		sigaction(SIGINT, &old_int, NULL);
		sigaction(SIGTERM, &old_term, NULL);
		if (interrupted)
			raise(interrupted);
	}
	return line;
}

static struct findings judge(const struct policy *policy, const struct secret *secret,
			     enum line line, const char *user)
{
	struct password_facts facts;

	password_look(secret->bytes, line == LINE_TOO_LONG ? SECRET_MAX + 1 : secret->len, user,
		      &facts);
	return password_check(policy, &facts);
}

static json_t *verdict_json(const struct findings *found, const struct policy *policy)
{
	return json_pack("{s:s, s:o}", "verdict",
			 findings_are_enforced(found, policy) ? "refused" : "ok", "findings",
			 cli_findings_json(found, policy));
}

/*
 * The answer to one candidate of a batch: "ok", or "refused" and the rules; warnings do not
 * refuse.
 */
static bool answer_line(const struct cli *cli, const struct findings *found,
			const struct policy *policy)
{
	bool refused = findings_are_enforced(found, policy);

	if (cli->json) {
		json_t *object = verdict_json(found, policy);

		json_dumpf(object, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(object);
		return !refused;
	}
	fputs(refused ? "refused" : "ok", stdout);
	for (size_t i = 0; refused && i < found->count; i++) {
		if (policy_force(policy, found->item[i].rule) == FORCE_ENFORCE)
			printf(" %s", rule_get(found->item[i].rule)->key);
	}
	putchar('\n');
	return !refused;
}

static enum cli_exit check_batch(const struct cli *cli, const struct check_options *o,
				 const struct policy *policy)
{
	SECRET secret;
	bool all_good = true;
	enum line line;

	while ((line = read_line(&secret)) == LINE_READ || line == LINE_TOO_LONG) {
		struct findings found = judge(policy, &secret, line, o->user);

		all_good = answer_line(cli, &found, policy) && all_good;
	}
	return line == LINE_FAILED ? CLI_FAILED : all_good ? CLI_OK : CLI_REFUSED;
}

static void say_verdict(const struct findings *found, const struct policy *policy)
{
	bool refused = findings_are_enforced(found, policy);

	puts(refused ? _("This password would be refused:")
		     : _("This password would be accepted."));
	for (size_t i = 0; i < found->count; i++) {
		const struct finding *f = &found->item[i];
		char text[CLI_SENTENCE_MAX];
		bool enforced = policy_force(policy, f->rule) == FORCE_ENFORCE;

		cli_finding_text(f, text);
		printf("  - %s%s (%s)\n", enforced ? "" : _("Warning: "), text,
		       rule_get(f->rule)->clause);
	}
}

static enum cli_exit check_one(const struct cli *cli, const struct check_options *o,
			       const struct policy *policy)
{
	SECRET secret;
	enum line line = ask(&secret);

	if (line != LINE_READ && line != LINE_TOO_LONG) {
		struct error e;

		error_set(&e, -ENODATA, N_("There is no password on standard input."),
			  N_("Type it, or send it through a pipe."));
		return cli_fail(&e);
	}

	struct findings found = judge(policy, &secret, line, o->user);

	if (cli->json)
		cli_print_json(verdict_json(&found, policy));
	else
		say_verdict(&found, policy);
	return findings_are_enforced(&found, policy) ? CLI_REFUSED : CLI_OK;
}

static enum cli_exit check(const struct cli *cli, int argc, char **argv)
{
	struct check_options o = { .user = NULL };
	struct error e = { .code = 0 };
	struct policy policy;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--batch") == 0)
			o.batch = true;
		else if (strcmp(argv[i], "--user") == 0 && i + 1 < argc)
			o.user = argv[++i];
		else
			/* the word may be a password: it is not repeated */
			return cli_usage(&cli_password[0],
					 _("Passwords are read from standard input, never from the "
					   "command line."));
	}
	if (policy_store_load(cli->root, &policy, &e) != POLICY_FROM_FILES)
		cli_fail(&e); /* judged all the same: by the policy that is in force */
	return o.batch ? check_batch(cli, &o, &policy) : check_one(cli, &o, &policy);
}
