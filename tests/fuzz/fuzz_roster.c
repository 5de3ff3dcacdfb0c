/* SPDX-License-Identifier: BSD-3-Clause */
/* fuzz_roster: any bytes behind a good header. Taken, every row has an id of its own and a name. */
#include "ldap_sync/roster.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

static const char header[] =
	"id,name,status,leave_date,start_date,department,manager,kind,end_date\n";

static void check(const char *text, size_t len)
{
	struct roster_headers headers;
	struct roster roster;
	struct error e = { .code = 0 };

	memset(&headers, 0, sizeof(headers));
	headers.header[ROSTER_ID] = "id";
	headers.header[ROSTER_NAME] = "name";
	headers.header[ROSTER_STATUS] = "status";
	headers.header[ROSTER_LEAVE_DATE] = "leave_date";
	if (roster_parse(text, len, "fuzz", &headers, &roster, &e) < 0) {
		if (e.code >= 0)
			abort();
		return;
	}
	if (roster.count == 0)
		abort();
	for (size_t i = 0; i < roster.count; i++) {
		if (roster.rows[i].id[0] == '\0' || !roster.rows[i].name ||
		    (i > 0 && strcmp(roster.rows[i - 1].id, roster.rows[i].id) >= 0))
			abort();
	}
	roster_done(&roster);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	size_t size = sizeof(header) - 1 + len;
	char *text = malloc(size);

	if (!text)
		return 0;
	memcpy(text, header, sizeof(header) - 1);
	if (len > 0)
		memcpy(text + sizeof(header) - 1, bytes, len);
	check(text, size);
	check((const char *)bytes, len);
	free(text);
	return 0;
}
