/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sync_config: etc/sync.conf: where the directory is, how to get in, and how this site's roster and
 * entries are to be read.
 *
 * Trusts the file if it is root's alone (or the caller's). Taken whole or not at all. Never holds
 * the bind password, which has a file of its own that nobody else may read (EPA-5.3.3c).
 */
#ifndef ACCTGUARD_LDAP_SYNC_SYNC_CONFIG_H
#define ACCTGUARD_LDAP_SYNC_SYNC_CONFIG_H

#include "base/error.h"
#include "base/secret.h"
#include "ldap_sync/roster.h"

#include <stddef.h>

enum {
	SYNC_TEXT_MAX = 512,
	SYNC_WORD_MAX = 65,
	SYNC_PROTECTED_MAX = 64,
};

/* Each is "" where the file does not set it and there is no default. */
struct sync_config {
	char directory_uri[SYNC_TEXT_MAX];
	char directory_base[SYNC_TEXT_MAX];
	char directory_bind_dn[SYNC_TEXT_MAX];
	char directory_bind_password_file[SYNC_TEXT_MAX];
	char directory_ca_file[SYNC_TEXT_MAX];
	char account_filter[SYNC_TEXT_MAX];
	char id_attribute[SYNC_WORD_MAX];
	char state_attribute[SYNC_WORD_MAX]; /* "none": not to be written or read */
	char time_zone[SYNC_WORD_MAX];       /* whose calendar the roster's dates are of; exists */
	char roster[ROSTER_COLUMNS][SYNC_WORD_MAX]; /* headers; "none": the feed has none */
	char protected_text[SYNC_TEXT_MAX * 4];     /* names, each ended; see protected_names */
	const char *protected_names[SYNC_PROTECTED_MAX + 1];
};

/*
 * Reads the file below root: 0, or -errno with file, line, value and remedy. Do not move *ret
 * afterwards.
 */
int sync_config_read(const char *root, struct sync_config *ret, struct error *reterr);

/* The same from its text; file is for messages. */
int sync_config_parse(const char *text, size_t len, const char *file, struct sync_config *ret,
		      struct error *reterr);

/*
 * Whether nobody but root (or the caller) can put other certificates into directory_ca_file: whoever
 * can is the directory to us. 0 where it is not used.
 */
int sync_config_check_ca(const struct sync_config *config, struct error *reterr);

/* Reads the bind password, if the configuration has one: -EPERM if others may read it, too. */
int sync_config_password(const struct sync_config *config, const char *root, struct secret *ret,
			 struct error *reterr);

/* The headers as roster_read() takes them; they belong to *config. */
void sync_config_headers(const struct sync_config *config, struct roster_headers *ret);

#endif
