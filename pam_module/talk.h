/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * talk: what the person in front of the prompt is told. Sentences, translated to the language of
 * the program that called PAM; nothing where the caller asked for silence (PAM_SILENT).
 */
#ifndef ACCTGUARD_PAM_MODULE_TALK_H
#define ACCTGUARD_PAM_MODULE_TALK_H

#include "policies/finding.h"

#include <security/pam_modules.h>
#include <stdbool.h>

/* Tells what is asked of a new password, before it is chosen. */
void talk_requirements(pam_handle_t *pamh, int flags, const struct policy *policy);

/*
 * Tells all findings that are enforced or warnings; only_warned: nothing of it will be held
 * against him.
 */
void talk_findings(pam_handle_t *pamh, int flags, const struct findings *findings,
		   const struct policy *policy, bool only_warned);

#endif
