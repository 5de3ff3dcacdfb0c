/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * acctguard: the administrators' command. Reads the command line, finds the group, and leaves the
 * rest to it.
 *
 * Trusts the files of stores/ as far as these trust them; passwords come from standard input, never
 * from arguments or the environment (EPA-5.3.3c). It is not set-user-id and must never be.
 */
#include "cli/cli.h"

#include <errno.h>
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct group {
	const char *name;
	const struct cli_command *commands;
	const char *about;
};

static const struct group groups[] = {
	{ "policy", cli_policy, N_("the rules in force: check, show, explain") },
	{ "password", cli_password, N_("judge a password before it is chosen") },
	{ "account", cli_account, N_("what is known of an account, and whether it may log in") },
	{ "sync", cli_sync, N_("from the HR roster to the directory and on to this host") },
};

static void print_help(FILE *to)
{
	fputs(_("Usage: acctguard [--root DIR] [--json] GROUP COMMAND ...\n\n"
		"Makes an organisation's account and password policy hold on this server.\n\n"),
	      to);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		fprintf(to, "  %-10s%s\n", groups[i].name, _(groups[i].about));
	fputs(_("\n  --root DIR  use the files below DIR instead of this host's\n"
		"  --json      answer for programs\n"
		"  --version   print the version\n\n"
		"\"acctguard GROUP --help\" lists a group's commands; acctguard(8) is the "
		"manual.\n"),
	      to);
}

/* Takes the options before the group; returns how many words, or -1. */
static int take_options(int argc, char **argv, struct cli *ret)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--json") == 0)
			ret->json = true;
		else if (strcmp(argv[i], "--root") == 0 && i + 1 < argc)
			ret->root = argv[++i];
		else if (strncmp(argv[i], "--root=", 7) == 0)
			ret->root = argv[i] + 7;
		else
			return -1;
	}
	return i;
}

/* --json may also stand at the end, where people put it. */
static int take_trailing_json(int argc, char **argv, struct cli *ret)
{
	if (argc > 2 && strcmp(argv[argc - 1], "--json") == 0) {
		ret->json = true;
		argv[--argc] = NULL;
	}
	return argc;
}

/* A full disk behind standard output: an answer that nobody got is none. */
static int end(enum cli_exit code)
{
	struct error e;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return (int)code;
	error_set(&e, -EIO, N_("The answer could not be written."), NULL);
	cli_fail(&e);
	return (int)(code == CLI_OK ? CLI_FAILED : code);
}

int main(int argc, char **argv)
{
	struct cli cli = { .root = "" };

	setlocale(LC_ALL, "");
	bindtextdomain("acctguard", LOCALE_DIR);
	textdomain("acctguard");
	/*
	 * libldap reads $LDAPCONF, ~/.ldaprc and ./ldaprc unless told not to (attacks, finding
	 * 4)
	 */
	setenv("LDAPNOINIT", "1", 1);
	/* a directory or a reader that goes away is an error to tell, not the end of us (D86) */
	signal(SIGPIPE, SIG_IGN);

	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_help(stdout);
		return CLI_OK;
	}
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		puts("acctguard " PACKAGE_VERSION);
		return CLI_OK;
	}
	argc = take_trailing_json(argc, argv, &cli);

	int at = take_options(argc, argv, &cli);

	for (size_t i = 0; at > 0 && at < argc && i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (strcmp(groups[i].name, argv[at]) == 0)
			return end(cli_dispatch(&cli, groups[i].commands, argc - at, argv + at));
	}
	if (at > 0 && at < argc)
		fprintf(stderr, _("acctguard: there is no \"%s\".\n\n"), argv[at]);
	print_help(stderr);
	return CLI_USAGE;
}
