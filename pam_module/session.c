/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * session: registers who is logged in, and sets the idle limit of shells.
 *
 * Bookkeeping only: here it would be too late to refuse (sshd keeps the connection of a refused
 * session open), so the wiring says `session optional`. A failure is said honestly: PAM_SESSION_ERR
 * and a line in the log.
 */
#include "base/file.h"
#include "pam_module/facts.h"
#include "stores/places.h"
#include "stores/session_registry.h"

#include <errno.h>
#include <security/pam_ext.h>
#include <security/pam_modutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

static const char data_name[] = "acctguard_session";

static void session_free(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh, (void)status;
	free(data);
}

static void copy_item(pam_handle_t *pamh, int item, char ret[SESSION_TEXT_MAX])
{
	snprintf(ret, SESSION_TEXT_MAX, "%s", facts_item(pamh, item));
}

static int describe(pam_handle_t *pamh, struct session *ret)
{
	const char *user = NULL;
	struct passwd *account;

	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || !user)
		return -EINVAL;
	account = pam_modutil_getpwnam(pamh, user);
	if (!account)
		return -ENOENT;
	*ret = (struct session) {
		.uid = account->pw_uid,
		.pid = getpid(),
		.opened_s = moment_now().wall_s,
	};
	snprintf(ret->account, sizeof(ret->account), "%s", account->pw_name);
	copy_item(pamh, PAM_SERVICE, ret->service);
	copy_item(pamh, PAM_TTY, ret->tty);
	copy_item(pamh, PAM_RHOST, ret->host);
	return session_start_of(ret->pid, &ret->start);
}

static int fail(pam_handle_t *pamh, const char *what, const struct error *e)
{
	char text[ERROR_TEXT_MAX] = "";

	if (e->code < 0)
		error_format(e, NULL, text, sizeof(text));
	pam_syslog(pamh, LOG_ERR, "%s: %s", what, text);
	return PAM_SESSION_ERR;
}

/*
 * EPA-8.5.2 for shells at their prompt, by the variable that bash, ksh and zsh obey. A shell may
 * unset it: the daemon's lock, which nobody can unset, takes this line's place when it comes.
 */
static void limit_idleness(pam_handle_t *pamh, const struct options *options,
			   const struct session *session)
{
	struct policy policy;
	char setting[32];

	if (session->tty[0] == '\0' || strcmp(session->tty, "cron") == 0)
		return;
	facts_policy(pamh, options, &policy);
	snprintf(setting, sizeof(setting), "TMOUT=%lld",
		 (long long)policy.value[RULE_IDLE_MINUTES] * 60);
	if (pam_putenv(pamh, setting) != PAM_SUCCESS)
		pam_syslog(pamh, LOG_ERR, "cannot set the idle limit");
}

static int reach_registry(const struct options *options, struct error *reterr)
{
	return place_open_made(options->root, PLACE_RUN, reterr);
}

int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct error e = { .code = 0 };
	struct options options;
	struct session *session = calloc(1, sizeof(*session));

	(void)flags;
	options_parse(pamh, argc, argv, &options);
	/* a person's user manager is part of a session and none itself; it closes without privilege */
	if (strcmp(facts_item(pamh, PAM_SERVICE), "systemd-user") == 0) {
		free(session);
		return PAM_SUCCESS;
	}
	if (!session || describe(pamh, session) < 0) {
		free(session);
		return fail(pamh, "session not registered: account or process not found", &e);
	}
	limit_idleness(pamh, &options, session);

	CLEANUP(file_close) int run = reach_registry(&options, &e);

	if (run < 0 || session_registry_add(run, session, &e) < 0) {
		free(session);
		return fail(pamh, "session not registered", &e);
	}
	/* the close may come from another process of the same handle (systemd's sd-pam) */
	if (pam_set_data(pamh, data_name, session, session_free) != PAM_SUCCESS) {
		session_registry_remove(run, session, &e);
		free(session);
		return fail(pamh, "session not registered", &e);
	}
	return PAM_SUCCESS;
}

int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct error e = { .code = 0 };
	struct options options;
	const void *session = NULL;

	(void)flags;
	options_parse(pamh, argc, argv, &options);
	/* never registered: nothing to remove */
	if (pam_get_data(pamh, data_name, &session) != PAM_SUCCESS || !session)
		return PAM_SUCCESS;

	CLEANUP(file_close) int run = reach_registry(&options, &e);

	if (run < 0 || session_registry_remove(run, session, &e) < 0)
		return fail(pamh, "session not taken off the register", &e);
	return PAM_SUCCESS;
}
