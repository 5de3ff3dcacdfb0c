/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options: the words behind pam_acctguard.so in a PAM file, spelled as other modules spell them.
 */
#ifndef ACCTGUARD_PAM_MODULE_OPTIONS_H
#define ACCTGUARD_PAM_MODULE_OPTIONS_H

#include <security/pam_modules.h>
#include <stdbool.h>

struct options {
	const char *root;      /* root=DIR: the files below DIR, "" for this host's */
	int retry;             /* retry=N: how often a new password may be tried */
	bool debug;            /* say more in the log; never a secret */
	bool enforce_for_root; /* root is refused too, not only warned */
	bool use_authtok;      /* an earlier module asked for the new password */
	bool nodelay;          /* no pause after a refusal */
};

/* An unknown word is logged and passed over, as is the custom: a typo must not lock people out. */
void options_parse(pam_handle_t *pamh, int argc, const char **argv, struct options *ret);

#endif
