/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/cli.h"

#include <libintl.h>
#include <stdio.h>
#include <string.h>
#include <uniwidth.h>

const char *cli_translate(const char *sentence)
{
	return gettext(sentence);
}

enum cli_exit cli_fail(const struct error *e)
{
	char text[ERROR_TEXT_MAX];

	error_format(e, cli_translate, text, sizeof(text));
	fflush(stdout);
	fprintf(stderr, "acctguard: %s\n", text);
	return CLI_FAILED;
}

enum cli_exit cli_usage(const struct cli_command *command, const char *why)
{
	fprintf(stderr, "acctguard: %s\n", why);
	fprintf(stderr, _("Usage: acctguard %s\n"), command->usage);
	return CLI_USAGE;
}

static void print_help(const struct cli_command *commands, FILE *to)
{
	for (const struct cli_command *c = commands; c->name; c++)
		fprintf(to, "  acctguard %s\n        %s\n", c->usage, _(c->about));
}

enum cli_exit cli_dispatch(const struct cli *cli, const struct cli_command *commands, int argc,
			   char **argv)
{
	const char *name = argc > 1 ? argv[1] : "--help";

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		print_help(commands, argc > 1 ? stdout : stderr);
		return argc > 1 ? CLI_OK : CLI_USAGE;
	}
	for (const struct cli_command *c = commands; c->name; c++) {
		if (strcmp(c->name, name) != 0)
			continue;
		if (argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0)) {
			printf("  acctguard %s\n        %s\n", c->usage, _(c->about));
			return CLI_OK;
		}
		return c->run(cli, argc - 1, argv + 1);
	}
	fprintf(stderr, _("acctguard: there is no \"%s %s\"; there are:\n"), argv[0], name);
	print_help(commands, stderr);
	return CLI_USAGE;
}

void cli_print_json(json_t *object)
{
	json_dumpf(object, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(object);
}

void cli_finding_text(const struct finding *finding, char ret[CLI_SENTENCE_MAX])
{
	finding_fill(finding, _(rule_get(finding->rule)->refusal), ret, CLI_SENTENCE_MAX);
}

json_t *cli_findings_json(const struct findings *findings, const struct policy *policy)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->item[i];
		const struct rule *rule = rule_get(f->rule);
		char text[CLI_SENTENCE_MAX];

		cli_finding_text(f, text);
		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:s, s:o, s:I, s:s}", "rule", rule->key, "force",
				  rule_force_name(policy_force(policy, f->rule)), "clause",
				  rule->clause, "got",
				  f->got == FINDING_UNKNOWN ? json_null() : json_integer(f->got),
				  "want", (json_int_t)f->want, "text", text));
	}
	return list;
}

void cli_column(const char *text, int width)
{
	int used = u8_strwidth((const uint8_t *)text, "UTF-8");

	fputs(text, stdout);
	for (; used < width; used++)
		putchar(' ');
}
