/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * account: may this account log in, now? The decision of the house; runs for keys, cron and su too,
 * where nobody was authenticated.
 *
 * Reads the policy, the snapshot, passwd and shadow; writes the log. Never asks the network, forks,
 * starts threads or trusts the environment. Whatever goes wrong inside is a refusal.
 */
#include "pam_module/facts.h"
#include "pam_module/talk.h"
#include "pam_module/verdict.h"

#include <security/pam_ext.h>
#include <syslog.h>

int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options;
	struct facts facts;

	options_parse(pamh, argc, argv, &options);

	int r = facts_gather(pamh, &options, &facts);

	if (r !=
	    PAM_SUCCESS) /* stock stacks ignore PAM_USER_UNKNOWN, also that of a name service that failed */
		return r == PAM_USER_UNKNOWN ? PAM_PERM_DENIED : r;
	facts_log(pamh, &facts);
	talk_findings(pamh, flags, &facts.findings, &facts.policy, false);
	r = verdict_of(&facts.findings, &facts.policy);
	if (r != PAM_SUCCESS)
		pam_syslog(pamh, LOG_NOTICE, "account %s: %s", facts.account,
			   r == PAM_NEW_AUTHTOK_REQD ? "let in after a password change"
						     : "refused");
	return r;
}
