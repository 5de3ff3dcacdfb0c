/* SPDX-License-Identifier: BSD-3-Clause */
#include "pam_module/talk.h"

#include <libintl.h>
#include <security/pam_ext.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE_MAX = 512, LIST_MAX = 1024 };

/* Our own domain: the program's language and text domain stay as they are. */
static const char *translate(const char *sentence)
{
	bindtextdomain("acctguard", LOCALE_DIR);
	return dgettext("acctguard", sentence);
}
#define _(sentence) translate(sentence)

void talk_requirements(pam_handle_t *pamh, int flags, const struct policy *policy)
{
	char list[LIST_MAX] = "", ask[SENTENCE_MAX];
	size_t used = 0;

	if ((unsigned)flags & PAM_SILENT)
		return;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		enum rule_id id = (enum rule_id)i;
		struct finding wanted = finding_of_ask(policy, id);

		if (!rule_get(id)->ask || policy_force(policy, id) != FORCE_ENFORCE)
			continue;
		finding_fill(&wanted, _(rule_get(id)->ask), ask, sizeof(ask));
		if (used + strlen(ask) + 4 >= sizeof(list))
			break;
		used += (size_t)snprintf(list + used, sizeof(list) - used, "\n  - %s", ask);
	}
	pam_info(pamh, "%s%s", _("A new password needs:"), list);
}

void talk_findings(pam_handle_t *pamh, int flags, const struct findings *findings,
		   const struct policy *policy, bool only_warned)
{
	bool told = false;

	if ((unsigned)flags & PAM_SILENT)
		return;
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->item[i];
		char text[SENTENCE_MAX];
		enum rule_force force = policy_force(policy, f->rule);

		if (force == FORCE_LOG)
			continue;
		if (only_warned && !told)
			pam_error(pamh, "%s",
				  _("You are root, so the following is a warning and no refusal:"));
		told = true;
		finding_fill(f, _(rule_get(f->rule)->refusal), text, sizeof(text));
		if (force == FORCE_WARN && !only_warned)
			pam_info(pamh, "%s %s", _("Warning:"), text);
		else
			pam_error(pamh, "%s", text);
	}
}
