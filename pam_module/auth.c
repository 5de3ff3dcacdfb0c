/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * auth: refuses whoever may not log in, in a way that tells nobody why (EPA-8.5.1).
 *
 * It authenticates nobody. Put it first and `required`: the modules behind it still ask for the
 * password and spend the time to check it, so that the refusal looks and lasts like a wrong
 * password. An account without objections is answered with PAM_IGNORE: this door has no opinion on
 * passwords.
 */
#include "pam_module/facts.h"

#include <security/pam_ext.h>
#include <syslog.h>

/* What pam_unix asks for after a wrong password; libpam takes the longest and blurs it. */
enum { FAIL_DELAY_US = 2000000 };

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options;
	struct facts facts;

	(void)flags;
	options_parse(pamh, argc, argv, &options);
	if (!options.nodelay)
		pam_fail_delay(pamh, FAIL_DELAY_US);

	int r = facts_gather(pamh, &options, &facts);

	if (r == PAM_INCOMPLETE)
		return r;
	if (r != PAM_SUCCESS)
		return PAM_AUTH_ERR;
	if (!findings_demand(&facts.findings, &facts.policy, OUTCOME_REFUSE_LOGIN))
		return PAM_IGNORE;
	facts_log(pamh, &facts);
	return PAM_AUTH_ERR;
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)flags, (void)argc, (void)argv;
	return PAM_IGNORE; /* there are no credentials of ours */
}
