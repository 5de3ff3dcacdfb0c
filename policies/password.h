/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * password: the rules for a password that somebody chooses.
 *
 * password_look() turns a candidate into facts, which are numbers and no longer secret;
 * password_check() judges the facts. Nothing here allocates, logs or keeps the candidate.
 */
#ifndef ACCTGUARD_POLICIES_PASSWORD_H
#define ACCTGUARD_POLICIES_PASSWORD_H

#include "policies/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct password_facts {
	bool is_text;          /* UTF-8, no control characters, at most SECRET_MAX bytes */
	int64_t characters;    /* code points; bytes if it is no text */
	int64_t classes;       /* 0 to 4: A-Z, a-z, 0-9, any other character */
	bool has_account_name; /* contained: any case, full width, reversed, look-alikes */
	bool is_common_word;   /* a word of common_word.h and at most 3 letters besides */
};

/* Looks at len bytes; account may be NULL or "" where no name is known. */
void password_look(const char *candidate, size_t len, const char *account,
		   struct password_facts *ret);

/* All findings at once: nobody should have to try again to learn the next reason. */
struct findings password_check(const struct policy *policy, const struct password_facts *facts);

#endif
