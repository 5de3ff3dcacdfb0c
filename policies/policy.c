/* SPDX-License-Identifier: BSD-3-Clause */
#include "policies/policy.h"

#include "base/keyfile.h"
#include "base/number.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void policy_init(struct policy *ret)
{
	*ret = (struct policy) { .source_count = 1 };
	memcpy(ret->source[0], "built-in", sizeof("built-in"));
	for (size_t i = 0; i < RULE_COUNT; i++)
		ret->value[i] = rule_get((enum rule_id)i)->dflt;
}

static bool is_word(const struct keyfile_item *item, const char *word)
{
	return strlen(word) == item->value_len && memcmp(word, item->value, item->value_len) == 0;
}

static int take_switch(struct policy *p, enum rule_id id, const struct keyfile_item *item,
		       struct error *reterr)
{
	for (int force = FORCE_ENFORCE; force <= FORCE_LOG; force++) {
		if (is_word(item, rule_force_name((enum rule_force)force))) {
			p->value[id] = force;
			return 0;
		}
	}
	return keyfile_refuse(item, N_("\"{value}\" is none of enforce, warn, log."),
			      N_("Write one of the three."), reterr);
}

static int take_number(struct policy *p, enum rule_id id, const struct keyfile_item *item,
		       struct error *reterr)
{
	const struct rule *rule = rule_get(id);
	int64_t value;
	int r = number_parse(item->value, item->value_len, &value);

	if (r >= 0 && value >= rule->least && value <= rule->most) {
		p->value[id] = value;
		return 0;
	}
	keyfile_refuse(item,
		       r == -EINVAL         ? N_("\"{value}\" is not a whole number.")
		       : rule->limit_clause ? N_("{value} is beyond what {clause} allows.")
					    : N_("{value} is out of range."),
		       N_("Write a number from {least} to {most}."), reterr);
	if (reterr) {
		reterr->least = rule->least;
		reterr->most = rule->most;
		reterr->clause = rule->limit_clause;
	}
	return -EINVAL;
}

/* useradd's rule for a name, so that a typo is seen here and not when the emergency has come */
static bool is_account_name(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool first = (s[i] >= 'a' && s[i] <= 'z') || s[i] == '_';
		bool later = (s[i] >= '0' && s[i] <= '9') || s[i] == '-' || s[i] == '.';

		if (!first && !(i > 0 && later))
			return false;
	}
	return len > 0 && len < POLICY_NAME_MAX;
}

static int take_names(struct policy *p, enum rule_id id, const struct keyfile_item *item,
		      struct error *reterr)
{
	const char *s = item->value, *end = item->value + item->value_len;

	p->value[id] = 0;
	while (s < end) {
		const char *space = memchr(s, ' ', (size_t)(end - s));
		size_t len = (size_t)((space ? space : end) - s);

		if (len > 0) {
			if (!is_account_name(s, len) || p->value[id] == POLICY_NAMES_MAX)
				return keyfile_refuse(
					item, N_("\"{value}\" is no list of account names."),
					N_("Write up to 16 names with spaces between."), reterr);
			memset(p->names[p->value[id]], 0, POLICY_NAME_MAX);
			memcpy(p->names[p->value[id]++], s, len);
		}
		s += len + 1;
	}
	return 0;
}

static int take_item(const struct keyfile_item *item, void *arg, struct error *reterr)
{
	struct policy *p = arg;
	enum rule_id id;
	int r = -EINVAL;

	if (keyfile_is(item, "profile"))
		return 0;
	if (!rule_find(item->key, item->key_len, &id)) {
		error_set(reterr, -EINVAL, N_("There is no setting \"{value}\"."),
			  N_("\"acctguard policy explain\" lists them all."));
		error_value(reterr, item->key, item->key_len);
		return -EINVAL;
	}
	switch (rule_get(id)->kind) {
	case RULE_SWITCH: r = take_switch(p, id, item, reterr); break;
	case RULE_NUMBER: r = take_number(p, id, item, reterr); break;
	case RULE_NAMES: r = take_names(p, id, item, reterr); break;
	case RULE_ALWAYS:
		error_set(reterr, -EINVAL, N_("\"{value}\" is no choice: {clause} demands it."),
			  N_("Remove the line."));
		error_value(reterr, item->key, item->key_len);
		if (reterr)
			reterr->clause = rule_get(id)->clause;
		break;
	}
	if (r >= 0) {
		p->file[id] = (unsigned char)(p->source_count - 1);
		p->line[id] = item->line;
	}
	return r;
}

int policy_parse(const char *text, size_t len, const char *file, struct policy *policy,
		 struct error *reterr)
{
	struct policy next = *policy;

	if (next.source_count == POLICY_SOURCES_MAX) {
		error_set(reterr, -E2BIG, N_("There are too many policy files."),
			  N_("Put their settings into fewer files."));
		return error_at(reterr, file, 0);
	}
	snprintf(next.source[next.source_count++], ERROR_FILE_MAX, "%s", file);

	int r = keyfile_parse(text, len, file, take_item, &next, reterr);

	if (r >= 0)
		*policy = next;
	return r;
}

static int take_profile(const struct keyfile_item *item, void *arg, struct error *reterr)
{
	char *ret = arg;

	if (!keyfile_is(item, "profile"))
		return 0;
	for (size_t i = 0; i < item->value_len; i++) {
		char c = item->value[i];

		/* becomes part of a path: letters, digits and dashes only */
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return keyfile_refuse(item, N_("\"{value}\" is no profile."),
					      N_("\"acctguard policy profiles\" lists them."),
					      reterr);
	}
	if (item->value_len >= POLICY_PROFILE_MAX)
		return keyfile_refuse(item, N_("\"{value}\" is no profile."),
				      N_("\"acctguard policy profiles\" lists them."), reterr);
	memcpy(ret, item->value, item->value_len);
	ret[item->value_len] = '\0';
	return 0;
}

int policy_parse_profile(const char *text, size_t len, const char *file,
			 char ret_profile[POLICY_PROFILE_MAX], struct error *reterr)
{
	ret_profile[0] = '\0';
	return keyfile_parse(text, len, file, take_profile, ret_profile, reterr);
}

enum rule_force policy_force(const struct policy *policy, enum rule_id rule)
{
	return rule_get(rule)->kind == RULE_SWITCH ? (enum rule_force)policy->value[rule]
						   : FORCE_ENFORCE;
}

bool policy_is_break_glass(const struct policy *policy, const char *account)
{
	for (int64_t i = 0; i < policy->value[RULE_BREAK_GLASS]; i++) {
		if (strcmp(policy->names[i], account) == 0)
			return true;
	}
	return false;
}

void policy_value_text(const struct policy *policy, enum rule_id rule, char ret[POLICY_VALUE_MAX])
{
	size_t used = 0;

	ret[0] = '\0';
	switch (rule_get(rule)->kind) {
	case RULE_ALWAYS: snprintf(ret, POLICY_VALUE_MAX, "always"); break;
	case RULE_SWITCH:
		snprintf(ret, POLICY_VALUE_MAX, "%s",
			 rule_force_name((enum rule_force)policy->value[rule]));
		break;
	case RULE_NUMBER:
		snprintf(ret, POLICY_VALUE_MAX, "%lld", (long long)policy->value[rule]);
		break;
	case RULE_NAMES:
		for (int64_t i = 0; i < policy->value[rule]; i++)
			used += (size_t)snprintf(ret + used, POLICY_VALUE_MAX - used, "%s%s",
						 i > 0 ? " " : "", policy->names[i]);
		break;
	}
}
