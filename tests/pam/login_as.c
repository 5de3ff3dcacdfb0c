/* SPDX-License-Identifier: BSD-3-Clause
 *
 * login_as: one login conversation through the real libpam, as a program that lets people in holds
 * it. The person's answers come from standard input, one line a prompt; what the person would see
 * goes to standard output; the last line is "result: let in" (exit 0) or "result: refused: TEXT
 * (CODE)" (exit 1). Trusts whoever runs it: it is for tests and the demo, and is not installed. It
 * never starts a shell, never changes its user, and shows an answer only with --show. Answers are
 * wiped after use.
 */
#include <getopt.h>
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum phase { PHASE_ALL, PHASE_AUTH, PHASE_ACCOUNT, PHASE_PASSWORD };

struct options {
	const char *service, *confdir, *tty, *rhost, *user;
	enum phase phase;
	bool show;
};

struct code_name {
	int code;
	const char *name;
};

#define CODE(c)       \
	{             \
		c, #c \
	}
static const struct code_name code_names[] = {
	CODE(PAM_OPEN_ERR),
	CODE(PAM_SYMBOL_ERR),
	CODE(PAM_SERVICE_ERR),
	CODE(PAM_SYSTEM_ERR),
	CODE(PAM_BUF_ERR),
	CODE(PAM_PERM_DENIED),
	CODE(PAM_AUTH_ERR),
	CODE(PAM_CRED_INSUFFICIENT),
	CODE(PAM_AUTHINFO_UNAVAIL),
	CODE(PAM_USER_UNKNOWN),
	CODE(PAM_MAXTRIES),
	CODE(PAM_NEW_AUTHTOK_REQD),
	CODE(PAM_ACCT_EXPIRED),
	CODE(PAM_SESSION_ERR),
	CODE(PAM_CRED_UNAVAIL),
	CODE(PAM_CRED_EXPIRED),
	CODE(PAM_CRED_ERR),
	CODE(PAM_NO_MODULE_DATA),
	CODE(PAM_CONV_ERR),
	CODE(PAM_AUTHTOK_ERR),
	CODE(PAM_AUTHTOK_RECOVERY_ERR),
	CODE(PAM_AUTHTOK_LOCK_BUSY),
	CODE(PAM_AUTHTOK_DISABLE_AGING),
	CODE(PAM_TRY_AGAIN),
	CODE(PAM_IGNORE),
	CODE(PAM_ABORT),
	CODE(PAM_AUTHTOK_EXPIRED),
	CODE(PAM_MODULE_UNKNOWN),
	CODE(PAM_BAD_ITEM),
	CODE(PAM_CONV_AGAIN),
	CODE(PAM_INCOMPLETE),
};

static const char *code_name(int code)
{
	for (size_t i = 0; i < sizeof code_names / sizeof *code_names; i++)
		if (code_names[i].code == code)
			return code_names[i].name;
	return "unknown code";
}

static void wipe_and_free(char **text)
{
	if (*text != NULL)
		explicit_bzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

/*
 * Read byte by byte from an unbuffered stream, so that no copy of an answer stays in a buffer
 * of stdio. A line without an end, or longer than PAM takes, is no answer.
 */
static int read_answer(char **ret_answer)
{
	__attribute__((cleanup(wipe_and_free))) char *answer = calloc(1, PAM_MAX_RESP_SIZE);
	size_t length = 0;
	int c;

	if (answer == NULL)
		return PAM_BUF_ERR;
	while ((c = getchar()) != EOF && c != '\n') {
		if (length == PAM_MAX_RESP_SIZE - 1)
			return PAM_CONV_ERR;
		answer[length++] = (char)c;
	}
	if (c == EOF)
		return PAM_CONV_ERR;
	*ret_answer = answer;
	answer = NULL;
	return PAM_SUCCESS;
}

static int converse_once(const struct pam_message *message, struct pam_response *response,
			 bool show)
{
	int r = PAM_SUCCESS;

	switch (message->msg_style) {
	case PAM_PROMPT_ECHO_OFF:
	case PAM_PROMPT_ECHO_ON:
		fputs(message->msg, stdout);
		fflush(stdout);
		r = read_answer(&response->resp);
		puts(r == PAM_SUCCESS && show ? response->resp : "");
		return r;
	case PAM_ERROR_MSG:
	case PAM_TEXT_INFO: printf("%s\n", message->msg); return PAM_SUCCESS;
	default: return PAM_CONV_ERR;
	}
}

static int converse(int count, const struct pam_message **messages,
		    struct pam_response **ret_responses, void *data)
{
	const struct options *options = data;
	struct pam_response *responses;

	if (count <= 0 || count > PAM_MAX_NUM_MSG)
		return PAM_CONV_ERR;
	responses = calloc((size_t)count, sizeof *responses);
	if (responses == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < count; i++) {
		int r = converse_once(messages[i], &responses[i], options->show);
		if (r == PAM_SUCCESS)
			continue;
		for (int k = 0; k < i; k++)
			wipe_and_free(&responses[k].resp);
		free(responses);
		return r;
	}
	*ret_responses = responses;
	return PAM_SUCCESS;
}

static int set_items(pam_handle_t *pam, const struct options *options)
{
	int r = PAM_SUCCESS;

	if (options->tty != NULL)
		r = pam_set_item(pam, PAM_TTY, options->tty);
	if (r == PAM_SUCCESS && options->rhost != NULL)
		r = pam_set_item(pam, PAM_RHOST, options->rhost);
	return r;
}

/* The order of login(1) and of sshd with keyboard-interactive. */
static int log_in_and_out(pam_handle_t *pam)
{
	int closed, r = pam_authenticate(pam, 0);

	if (r == PAM_SUCCESS)
		r = pam_acct_mgmt(pam, 0);
	if (r == PAM_NEW_AUTHTOK_REQD)
		r = pam_chauthtok(pam, PAM_CHANGE_EXPIRED_AUTHTOK);
	if (r == PAM_SUCCESS)
		r = pam_setcred(pam, PAM_ESTABLISH_CRED);
	if (r != PAM_SUCCESS)
		return r;
	r = pam_open_session(pam, 0);
	if (r == PAM_SUCCESS)
		r = pam_close_session(pam, 0);
	closed = pam_setcred(pam, PAM_DELETE_CRED);
	return r == PAM_SUCCESS ? closed : r;
}

static int run_phase(pam_handle_t *pam, const struct options *options)
{
	int r = set_items(pam, options);

	if (r != PAM_SUCCESS)
		return r;
	switch (options->phase) {
	case PHASE_AUTH: return pam_authenticate(pam, 0);
	case PHASE_ACCOUNT: return pam_acct_mgmt(pam, 0);
	case PHASE_PASSWORD: return pam_chauthtok(pam, 0);
	case PHASE_ALL: return log_in_and_out(pam);
	}
	return PAM_SYSTEM_ERR;
}

static int log_in_as(struct options *options)
{
	const struct pam_conv conversation = { converse, options };
	pam_handle_t *pam = NULL;
	int r;

	if (options->confdir != NULL)
		r = pam_start_confdir(options->service, options->user, &conversation,
				      options->confdir, &pam);
	else
		r = pam_start(options->service, options->user, &conversation, &pam);
	if (r == PAM_SUCCESS)
		r = run_phase(pam, options);
	if (r == PAM_SUCCESS)
		puts("result: let in");
	else
		printf("result: refused: %s (%s)\n", pam_strerror(pam, r), code_name(r));
	if (pam != NULL)
		pam_end(pam, r);
	return r;
}

static bool parse_phase(const char *word, enum phase *ret_phase)
{
	static const char *const words[] = {
		[PHASE_ALL] = "all",
		[PHASE_AUTH] = "auth",
		[PHASE_ACCOUNT] = "account",
		[PHASE_PASSWORD] = "password",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(word, words[i]) == 0) {
			*ret_phase = (enum phase)i;
			return true;
		}
	return false;
}

static bool parse_options(int argc, char **argv, struct options *options)
{
	static const struct option table[] = {
		{ "service", required_argument, NULL, 's' },
		{ "confdir", required_argument, NULL, 'c' },
		{ "phase", required_argument, NULL, 'p' },
		{ "tty", required_argument, NULL, 't' },
		{ "rhost", required_argument, NULL, 'r' },
		{ "show", no_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (c) {
		case 's': options->service = optarg; break;
		case 'c': options->confdir = optarg; break;
		case 't': options->tty = optarg; break;
		case 'r': options->rhost = optarg; break;
		case 'w': options->show = true; break;
		case 'p':
			if (parse_phase(optarg, &options->phase))
				break;
			return false;
		default: return false;
		}
	}
	options->user = argv[optind];
	return optind == argc - 1;
}

int main(int argc, char **argv)
{
	struct options options = { .service = "login", .phase = PHASE_ALL };

	if (!parse_options(argc, argv, &options)) {
		fputs("usage: login_as [--service S] [--confdir DIR] [--phase "
		      "auth|account|password|all]\n"
		      "                [--tty T] [--rhost H] [--show] USER\n",
		      stderr);
		return 2;
	}
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	return log_in_as(&options) == PAM_SUCCESS ? 0 : 1;
}
