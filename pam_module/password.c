/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * password: judges a new password before it is asked for a second time, and gives all reasons at
 * once.
 *
 * It stores nothing: the module behind it (pam_unix, with use_authtok) does. The candidate stays in
 * libpam's memory; it is looked at there, never copied, and taken back when it is refused.
 */
#include "policies/password.h"
#include "pam_module/facts.h"
#include "pam_module/talk.h"

#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

struct change {
	pam_handle_t *pamh;
	int flags;
	const char *user;
	bool only_warned; /* root sets a password for somebody and is told, not refused */
	struct options options;
	struct policy policy;
};

/* login calls us as root for a forced change: that is the person, not root. */
static bool is_by_root(int flags)
{
	return getuid() == 0 && ((unsigned)flags & PAM_CHANGE_EXPIRED_AUTHTOK) == 0;
}

/* Tells what is wrong with the candidate; whether it may stand. */
static bool judge(const struct change *c, const char *candidate)
{
	struct password_facts facts;
	struct findings found;

	password_look(candidate, strlen(candidate), c->user, &facts);
	found = password_check(&c->policy, &facts);
	talk_findings(c->pamh, c->flags, &found, &c->policy, c->only_warned);
	for (size_t i = 0; i < found.count; i++)
		pam_syslog(c->pamh, LOG_NOTICE, "new password for %s: %s (%s): %s", c->user,
			   rule_get(found.item[i].rule)->key, rule_get(found.item[i].rule)->clause,
			   c->only_warned
				   ? "warn"
				   : rule_force_name(policy_force(&c->policy, found.item[i].rule)));
	return c->only_warned || !findings_are_enforced(&found, &c->policy);
}

/* libpam's answers to a prompt, as the callers of ours want them. */
static int conversation_code(int r)
{
	return r == PAM_CONV_AGAIN ? PAM_INCOMPLETE : r == PAM_SUCCESS ? PAM_AUTHTOK_ERR : r;
}

/* One try: PAM_SUCCESS, PAM_TRY_AGAIN (refused, or the two did not match), or the end. */
static int try_once(const struct change *c)
{
	const char *candidate = NULL;
	int r = pam_get_authtok_noverify(c->pamh, &candidate, NULL);

	/* an empty answer is somebody who wants out, not a password */
	if (r != PAM_SUCCESS || !candidate || candidate[0] == '\0')
		return conversation_code(r);
	if (!judge(c, candidate)) {
		pam_set_item(c->pamh, PAM_AUTHTOK, NULL);
		return PAM_TRY_AGAIN;
	}
	if (c->options.use_authtok)
		return PAM_SUCCESS;
	/* libpam compares what is typed again with what *candidate still points at */
	r = pam_get_authtok_verify(c->pamh, &candidate, NULL);
	return r == PAM_SUCCESS && candidate ? PAM_SUCCESS
	       : r == PAM_TRY_AGAIN          ? PAM_TRY_AGAIN
					     : conversation_code(r);
}

static int choose(const struct change *c)
{
	int tries = c->options.use_authtok ? 1 : c->options.retry;

	if (!c->options.use_authtok)
		talk_requirements(c->pamh, c->flags, &c->policy);
	for (int i = 0; i < tries; i++) {
		int r = try_once(c);

		if (r != PAM_TRY_AGAIN)
			return r;
	}
	return tries > 1 ? PAM_MAXTRIES : PAM_AUTHTOK_ERR;
}

int pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct change c = { .pamh = pamh, .flags = flags };
	int r;

	/* called twice: nothing is asked or changed in the first round */
	if (flags & PAM_PRELIM_CHECK)
		return PAM_SUCCESS;
	options_parse(pamh, argc, argv, &c.options);
	r = pam_get_user(pamh, &c.user, NULL);
	if (r != PAM_SUCCESS || !c.user)
		return r == PAM_CONV_AGAIN ? PAM_INCOMPLETE : PAM_SYSTEM_ERR;
	c.only_warned = is_by_root(flags) && !c.options.enforce_for_root;
	facts_policy(pamh, &c.options, &c.policy);
	return choose(&c);
}
