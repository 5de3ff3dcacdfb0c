/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * roster: the list of people that personnel exports, as CSV (RFC 4180) in UTF-8.
 *
 * A roster decides who may work, so it is believed whole or not at all: whatever a cut copy, a
 * moved column or a slip of the pen does to a file (attacks D80, D83, D84, I147, I151, I152, I155)
 * is refused with the line, and nothing follows from it. Absence from a roster means nothing
 * either.
 */
#ifndef ACCTGUARD_LDAP_SYNC_ROSTER_H
#define ACCTGUARD_LDAP_SYNC_ROSTER_H

#include "base/digest.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum {
	ROSTER_FILE_MAX = 256 * 1024 * 1024, /* bytes */
	ROSTER_CELL_MAX = 4096,              /* bytes */
	ROSTER_WIDTH_MAX = 64,               /* columns */
};

enum roster_column {
	ROSTER_ID,
	ROSTER_NAME,
	ROSTER_STATUS,
	ROSTER_LEAVE_DATE,
	ROSTER_START_DATE,
	ROSTER_DEPARTMENT,
	ROSTER_MANAGER,
	ROSTER_KIND,
	ROSTER_END_DATE,
	ROSTER_COLUMNS
};

enum roster_status { PERSON_ACTIVE, PERSON_ON_LEAVE, PERSON_DEPARTED, PERSON_NOT_STARTED };

#define ROSTER_NO_DATE INT64_MIN

/* Dates are civil ones (base/civil.h), or ROSTER_NO_DATE. */
struct roster_row {
	const char *id; /* text: leading zeros count */
	const char *name;
	enum roster_status status;
	int64_t leave_days, start_days, end_days;
	unsigned line; /* of the file, where the row begins */
};

/* Rows are sorted by id, byte by byte; no id is there twice. */
struct roster {
	struct roster_row *rows;
	size_t count, room;
	char digest[DIGEST_HEX_MAX]; /* of the bytes that were read */
};

/*
 * Which header stands for which column; NULL: the feed has no such column. All that are named must
 * be there, also those that nothing is read from yet: a feed that lost a column is not the feed it
 * was. ROSTER_ID, _NAME and _STATUS cannot be NULL.
 */
struct roster_headers {
	const char *header[ROSTER_COLUMNS];
};

/*
 * Reads the bytes of a roster; file is for messages. 0, or -errno with file, line, value and
 * remedy.
 */
int roster_parse(const char *bytes, size_t len, const char *file,
		 const struct roster_headers *headers, struct roster *ret, struct error *reterr);

/* Opens the file once, so that what was checked is what is used (attack I156), and parses it. */
int roster_read(const char *path, const struct roster_headers *headers, struct roster *ret,
		struct error *reterr);

void roster_done(struct roster *roster);

#endif
