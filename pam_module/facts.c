/* SPDX-License-Identifier: BSD-3-Clause */
#include "pam_module/facts.h"

#include "stores/policy_last_good.h"
#include "stores/policy_store.h"

#include <errno.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

const char *facts_item(pam_handle_t *pamh, int item)
{
	const void *value = NULL;

	return pam_get_item(pamh, item, &value) == PAM_SUCCESS && value ? value : "";
}

/*
 * A terminal of this host itself; PAM_TTY comes with or without "/dev/", and sshd says just
 * "ssh".
 */
static bool is_console(pam_handle_t *pamh)
{
	const char *tty = facts_item(pamh, PAM_TTY);

	if (strncmp(tty, "/dev/", 5) == 0)
		tty += 5;
	return facts_item(pamh, PAM_RHOST)[0] == '\0' &&
	       (strcmp(tty, "console") == 0 || (strncmp(tty, "tty", 3) == 0 && tty[3] != '\0') ||
		strncmp(tty, "hvc", 3) == 0);
}

static void alarm_about(pam_handle_t *pamh, const struct error *e, const char *what)
{
	char text[ERROR_TEXT_MAX];

	error_format(e, NULL, text, sizeof(text));
	pam_syslog(pamh, LOG_ALERT, "%s: %s", what, text);
}

void facts_policy(pam_handle_t *pamh, const struct options *options, struct policy *ret)
{
	struct error e = { .code = 0 };

	switch (policy_store_load(options->root, ret, &e)) {
	case POLICY_FROM_FILES:
		/* who may not write there has no duty to keep it */
		if (geteuid() == 0 && policy_last_good_keep(options->root, ret, &e) < 0)
			alarm_about(pamh, &e, "the policy cannot be kept for a bad day");
		break;
	case POLICY_FROM_LAST_GOOD:
		alarm_about(pamh, &e, "bad policy, the last good one stays in force");
		break;
	case POLICY_FROM_BUILT_IN:
		alarm_about(pamh, &e, "bad policy, the built-in one is in force");
		break;
	}
}

void facts_log(pam_handle_t *pamh, const struct facts *facts)
{
	for (size_t i = 0; i < facts->findings.count; i++) {
		const struct finding *f = &facts->findings.item[i];
		char figures[64];

		finding_fill(f, rule_get(f->rule)->kind == RULE_NUMBER ? ", {got} of {want}" : "",
			     figures, sizeof(figures));
		pam_syslog(pamh, LOG_NOTICE, "account %s: %s (%s): %s%s", facts->account,
			   rule_get(f->rule)->key, rule_get(f->rule)->clause,
			   rule_force_name(policy_force(&facts->policy, f->rule)), figures);
	}
}

static int find_account(pam_handle_t *pamh, struct facts *ret)
{
	const char *user = NULL;
	int r = pam_get_user(pamh, &user, NULL);
	struct passwd *account;

	if (r != PAM_SUCCESS || !user)
		return r == PAM_CONV_AGAIN ? PAM_INCOMPLETE : PAM_SYSTEM_ERR;
	errno = 0;
	account = pam_modutil_getpwnam(pamh, user);
	if (!account) {
		/* the name is not logged: people type passwords there */
		if (errno == EIO || errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
			pam_syslog(pamh, LOG_CRIT, "cannot look the account up: %m");
			return PAM_SYSTEM_ERR;
		}
		return PAM_USER_UNKNOWN;
	}
	ret->user = user;
	ret->account = account->pw_name;
	ret->passwd = account;
	return PAM_SUCCESS;
}

/* Only root can read shadow, so an unprivileged caller's own account has no password's age here. */
static int gather_record(pam_handle_t *pamh, const struct options *options, struct moment now,
			 struct facts *ret, struct error *reterr)
{
	const struct spwd *shadow =
		geteuid() == 0 ? pam_modutil_getspnam(pamh, ret->account) : NULL;
	int r = account_record_gather(options->root, ret->account, ret->passwd->pw_uid,
				      account_record_shadow(ret->passwd, shadow), is_console(pamh),
				      now, &ret->record, reterr);

	ret->record.facts.is_self = geteuid() != 0 && getuid() == ret->passwd->pw_uid;
	return r;
}

int facts_gather(pam_handle_t *pamh, const struct options *options, struct facts *ret)
{
	struct error e = { .code = 0 };
	struct moment now = moment_now();
	int r = find_account(pamh, ret);

	if (r != PAM_SUCCESS)
		return r;
	facts_policy(pamh, options, &ret->policy);
	if (moment_is_doubtful(now))
		pam_syslog(pamh, LOG_ALERT, "the clock is wrong: nobody is expired by date");

	int fault = gather_record(pamh, options, now, ret, &e);

	ret->findings = account_check(&ret->policy, &ret->record.facts, now);
	if (!ret->record.facts.snapshot_sound &&
	    !account_is_beyond_doubt(&ret->policy, &ret->record.facts))
		alarm_about(pamh, &e, "snapshot in doubt");
	/* out of memory or descriptors says nothing about the snapshot: no switch may let anybody in for it */
	if (fault < 0 && !account_is_beyond_doubt(&ret->policy, &ret->record.facts))
		return PAM_SYSTEM_ERR;
	if (options->debug)
		pam_syslog(pamh, LOG_DEBUG, "account %s: %zu findings", ret->account,
			   ret->findings.count);
	return PAM_SUCCESS;
}
