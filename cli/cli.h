/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cli: what the subcommands of `acctguard` share.
 *
 * Each group of subcommands is one thin file: it reads its arguments, calls stores, policies or
 * ldap_sync, and says what came of it: for people by default, as JSON with --json.
 */
#ifndef ACCTGUARD_CLI_CLI_H
#define ACCTGUARD_CLI_CLI_H

#include "base/error.h"
#include "policies/finding.h"

#include <jansson.h>
#include <stdbool.h>

/* Documented in acctguard(8); every group uses the same. */
enum cli_exit {
	CLI_OK = 0,      /* done; the answer is yes */
	CLI_REFUSED = 1, /* done; the answer is no: weak password, bad policy, no login */
	CLI_USAGE = 2,   /* the command line makes no sense */
	CLI_FAILED = 3,  /* could not be done; nothing was changed */
	CLI_PARTLY = 4,  /* begun and not finished: run it again */
};

struct cli {
	const char *root; /* --root: "" for this host */
	bool json;        /* --json */
};

/* One subcommand: argv[0] is its own name. */
struct cli_command {
	const char *name;
	enum cli_exit (*run)(const struct cli *cli, int argc, char **argv);
	const char *usage; /* one line, without the program's name */
	const char *about; /* one sentence, marked for translation */
};

/* Runs the subcommand named by argv[1] of a group, or prints the group's help. */
enum cli_exit cli_dispatch(const struct cli *cli, const struct cli_command *commands, int argc,
			   char **argv);

/* The groups, each in its own file: a table that ends with a NULL name. */
extern const struct cli_command cli_policy[], cli_password[], cli_account[], cli_sync[];

/* _() translates a marked sentence. */
const char *cli_translate(const char *sentence) __attribute__((format_arg(1)));
#define _(sentence) cli_translate(sentence)

/* Prints an error as a sentence to standard error and returns CLI_FAILED. */
enum cli_exit cli_fail(const struct error *e);

/* Prints a usage error with what to do about it, and returns CLI_USAGE. */
enum cli_exit cli_usage(const struct cli_command *command, const char *why);

/* Prints the JSON object with a newline and frees it. */
void cli_print_json(json_t *object);

/* The words for a finding, translated, for the person whom it concerns. */
enum { CLI_SENTENCE_MAX = 512 };
void cli_finding_text(const struct finding *finding, char ret[CLI_SENTENCE_MAX]);

/* A JSON array of the findings: rule, got, want, force, clause, text. */
json_t *cli_findings_json(const struct findings *findings, const struct policy *policy);

/* Prints text filled up with spaces to `width` columns; a Chinese character takes two. */
void cli_column(const char *text, int width);

#endif
