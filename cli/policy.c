/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * acctguard policy: the rules in force, where each value comes from, and whether a file is good.
 */
#include "cli/cli.h"

#include "stores/places.h"
#include "stores/policy_store.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum cli_exit check(const struct cli *cli, int argc, char **argv);
static enum cli_exit show(const struct cli *cli, int argc, char **argv);
static enum cli_exit explain(const struct cli *cli, int argc, char **argv);
static enum cli_exit profiles(const struct cli *cli, int argc, char **argv);

const struct cli_command cli_policy[] = {
	{ "check", check, "policy check [FILE]",
	  N_("Says whether the policy files, or one FILE, would be taken.") },
	{ "show", show, "policy show",
	  N_("Shows the policy in force and where each value comes from.") },
	{ "explain", explain, "policy explain [RULE]",
	  N_("Explains a rule, or all: what it does, its clause, what may be set.") },
	{ "profiles", profiles, "policy profiles", N_("Lists the policies that we ship.") },
	{ 0 },
};

static json_t *error_json(const struct error *e)
{
	char text[ERROR_TEXT_MAX];

	error_format(e, cli_translate, text, sizeof(text));
	return json_pack("{s:b, s:s, s:i, s:s, s:s}", "good", 0, "file", e->file, "line",
			 (int)e->line, "value", e->value, "error", text);
}

/* An emergency account that is not there is found out in the emergency. */
static void warn_of_missing_accounts(const struct policy *policy)
{
	fflush(stdout);
	for (int64_t i = 0; i < policy->value[RULE_BREAK_GLASS]; i++) {
		if (!getpwnam(policy->names[i]))
			fprintf(stderr,
				_("acctguard: Warning: break_glass names \"%s\", and this host has "
				  "no such account.\n"),
				policy->names[i]);
	}
}

static enum cli_exit check(const struct cli *cli, int argc, char **argv)
{
	struct error e = { .code = 0 };
	struct policy policy;

	if (argc > 2)
		return cli_usage(&cli_policy[0], _("One file at a time, please."));

	int r = argc == 2 ? policy_store_read_file(cli->root, argv[1], &policy, &e)
			  : policy_store_read(cli->root, &policy, &e);

	if (r < 0) {
		if (cli->json)
			cli_print_json(error_json(&e));
		else
			cli_fail(&e);
		return CLI_REFUSED;
	}
	if (cli->json)
		cli_print_json(json_pack("{s:b}", "good", 1));
	else
		puts(_("The policy is good."));
	warn_of_missing_accounts(&policy);
	return CLI_OK;
}

static void show_row(const struct policy *policy, enum rule_id id)
{
	const struct rule *rule = rule_get(id);
	char value[POLICY_VALUE_MAX];

	policy_value_text(policy, id, value);
	cli_column(rule->key, 24);
	cli_column(value[0] != '\0' ? value : "-", 12);
	cli_column(rule->clause, 26);
	if (rule->kind == RULE_ALWAYS)
		puts(_("no choice"));
	else if (policy->file[id] == 0)
		puts(_("built-in"));
	else
		printf("%s:%u\n", policy->source[policy->file[id]], policy->line[id]);
}

static json_t *show_json(const struct policy *policy, bool good)
{
	json_t *rules = json_array();

	for (size_t i = 0; i < RULE_COUNT; i++) {
		enum rule_id id = (enum rule_id)i;
		char value[POLICY_VALUE_MAX];

		policy_value_text(policy, id, value);
		json_array_append_new(rules, json_pack("{s:s, s:s, s:s, s:s, s:i}", "rule",
						       rule_get(id)->key, "value", value, "clause",
						       rule_get(id)->clause, "file",
						       policy->source[policy->file[id]], "line",
						       (int)policy->line[id]));
	}
	return json_pack("{s:b, s:o}", "as_written", good, "rules", rules);
}

static enum cli_exit show(const struct cli *cli, int argc, char **argv)
{
	struct error e = { .code = 0 };
	struct policy policy;

	(void)argv;
	if (argc > 1)
		return cli_usage(&cli_policy[1], _("It takes no further words."));

	enum policy_origin origin = policy_store_load(cli->root, &policy, &e);

	if (cli->json) {
		cli_print_json(show_json(&policy, origin == POLICY_FROM_FILES));
		return origin == POLICY_FROM_FILES ? CLI_OK : CLI_REFUSED;
	}
	cli_column(_("RULE"), 24);
	cli_column(_("VALUE"), 12);
	cli_column(_("CLAUSE"), 26);
	puts(_("FROM"));
	for (size_t i = 0; i < RULE_COUNT; i++)
		show_row(&policy, (enum rule_id)i);
	if (origin == POLICY_FROM_FILES)
		return CLI_OK;
	cli_fail(&e);
	fprintf(stderr, "%s\n",
		origin == POLICY_FROM_LAST_GOOD
			? _("The policy files are bad, so the last good policy stays in force.")
			: _("The policy files are bad, so the built-in policy is in force."));
	return CLI_REFUSED;
}

static void explain_rule(const struct rule *rule)
{
	printf("%s\n    %s\n", rule->key, _(rule->about));
	printf(_("    Clause: %s\n"), rule->clause);
	switch (rule->kind) {
	case RULE_ALWAYS: puts(_("    Nothing to set: the clause leaves no choice.")); break;
	case RULE_SWITCH:
		printf(_("    Set to: enforce, warn or log (%s unless set)\n"),
		       rule_force_name((enum rule_force)rule->dflt));
		break;
	case RULE_NUMBER:
		printf(_("    Set to: %lld to %lld %s (%lld unless set)\n"), (long long)rule->least,
		       (long long)rule->most, _(rule->unit), (long long)rule->dflt);
		if (rule->limit_clause)
			printf(_("    Nobody may go beyond that: %s\n"), rule->limit_clause);
		break;
	case RULE_NAMES: puts(_("    Set to: up to 16 account names with spaces between")); break;
	}
	putchar('\n');
}

static json_t *explain_json(const struct rule *rule)
{
	static const char *const kinds[] = {
		[RULE_ALWAYS] = "always",
		[RULE_SWITCH] = "switch",
		[RULE_NUMBER] = "number",
		[RULE_NAMES] = "names",
	};

	return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:I, s:I, s:I, s:s?}", "rule", rule->key,
			 "about", _(rule->about), "kind", kinds[rule->kind], "clause", rule->clause,
			 "limit_clause", rule->limit_clause, "least", (json_int_t)rule->least,
			 "most", (json_int_t)rule->most, "default", (json_int_t)rule->dflt, "unit",
			 rule->unit ? _(rule->unit) : NULL);
}

static enum cli_exit explain(const struct cli *cli, int argc, char **argv)
{
	enum rule_id only = RULE_COUNT;

	if (argc > 2 || (argc == 2 && !rule_find(argv[1], strlen(argv[1]), &only)))
		return cli_usage(
			&cli_policy[2],
			_("There is no such rule; \"acctguard policy explain\" lists them all."));

	json_t *list = json_array();

	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (only != RULE_COUNT && (size_t)only != i)
			continue;
		if (cli->json)
			json_array_append_new(list, explain_json(rule_get((enum rule_id)i)));
		else
			explain_rule(rule_get((enum rule_id)i));
	}
	if (cli->json)
		cli_print_json(list);
	else
		json_decref(list);
	return CLI_OK;
}

static int is_conf(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static enum cli_exit profiles(const struct cli *cli, int argc, char **argv)
{
	char vendor[PLACE_PATH_MAX], dir[PLACE_PATH_MAX + 16];
	struct dirent **entries = NULL;
	json_t *list = json_array();

	(void)argv;
	place_path(cli->root, PLACE_VENDOR, vendor);
	snprintf(dir, sizeof(dir), "%s/profiles", vendor);

	int count = argc > 1 ? -1 : scandir(dir, &entries, is_conf, alphasort);

	for (int i = 0; i < count; i++) {
		entries[i]->d_name[strlen(entries[i]->d_name) - 5] = '\0';
		json_array_append_new(list, json_string(entries[i]->d_name));
		if (!cli->json)
			printf("%-20s%s/%s.conf\n", entries[i]->d_name, dir, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (count < 0) {
		struct error e;

		json_decref(list);
		if (argc > 1)
			return cli_usage(&cli_policy[3], _("It takes no further words."));
		error_set(&e, -errno, NULL, NULL);
		error_at(&e, dir, 0);
		return cli_fail(&e);
	}
	if (cli->json)
		cli_print_json(list);
	else
		json_decref(list);
	return CLI_OK;
}
