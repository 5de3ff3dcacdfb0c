/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which backend a URI means. Trusts the URI's author (sync.conf is root's).
 */
#include "ldap_sync/directory_fail.h"

#include "base/number.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *prefix;
	enum directory_fault fault;
} faults[] = {
	{ "fail:", FAULT_BEFORE },
	{ "lost:", FAULT_AFTER },
	{ "cut:", FAULT_CUT },
};

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Takes fail:N:REST apart. */
static int open_broken(const struct directory_access *access, const char *behind,
		       enum directory_fault fault, struct directory **ret, struct error *reterr)
{
	const char *colon = strchr(behind, ':');
	struct directory_access inner_access = *access;
	struct directory *inner = NULL;
	int64_t n;

	if (!colon || number_parse(behind, (size_t)(colon - behind), &n) < 0) {
		error_set(reterr, -EINVAL, N_("\"{value}\" is no URI of a directory."), NULL);
		return error_value(reterr, access->uri, strlen(access->uri)), -EINVAL;
	}
	inner_access.uri = colon + 1;

	int r = directory_open(&inner_access, &inner, reterr);

	return r < 0 ? r : directory_fail_open(inner, fault, (size_t)n, -ECONNRESET, ret, reterr);
}

int directory_open(const struct directory_access *access, struct directory **ret,
		   struct error *reterr)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (starts(access->uri, faults[i].prefix))
			return open_broken(access, access->uri + strlen(faults[i].prefix),
					   faults[i].fault, ret, reterr);
	}
	if (starts(access->uri, "ldif:"))
		return directory_ldif_open(access->uri + strlen("ldif:"), ret, reterr);
	return directory_ldap_open(access, ret, reterr);
}
