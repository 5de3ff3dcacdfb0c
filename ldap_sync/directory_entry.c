/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What can be said of an entry and of an error code without any backend. Pure: plan and server_kind
 * link it.
 */
#include "ldap_sync/directory.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>

static const struct {
	int code;
	const char *why, *remedy;
} answers[] = {
	{ -ENOENT, N_("The directory has no such entry ({value})."), NULL },
	{ -EEXIST, N_("A value is there already ({value})."), NULL },
	{ -ENODATA, N_("A value is not there any more ({value})."), NULL },
	{ -ECANCELED, N_("The entry is not the same any more ({value})."), NULL },
	{ -EOVERFLOW, N_("The directory did not show all entries ({value})."),
	  N_("Raise its limits for this job's account (olcLimits on OpenLDAP).") },
	{ -EREMOTE, N_("The directory sends us elsewhere ({value})."),
	  N_("Give directory_uri the server that holds the accounts itself, the provider.") },
	{ -EACCES, N_("The directory does not let us do this ({value})."),
	  N_("Check this job's account in the directory, its password and its rights.") },
	{ -EPERM, N_("The directory will not do this ({value})."), NULL },
	{ -EINVAL, N_("It does not fit the directory's schema ({value})."),
	  N_("Load the ppolicy overlay and acctguard's schema, or set state_attribute = none.") },
	{ -ECONNRESET, N_("The directory cannot be reached ({value})."),
	  N_("Check directory_uri, that the server runs, and its certificate.") },
	{ -ETIMEDOUT, N_("The directory does not answer ({value})."), NULL },
	{ -EBUSY, N_("The directory is too busy to answer ({value})."), NULL },
};

int directory_refuses(int code, const char *said, struct error *reterr)
{
	error_set(reterr, code, N_("The directory refuses ({value})."), NULL);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].code == code)
			error_set(reterr, code, answers[i].why, answers[i].remedy);
	}
	error_value(reterr, said, strlen(said));
	return code;
}

void directory_close(struct directory **directory)
{
	if (*directory)
		(*directory)->close(*directory);
	*directory = NULL;
}

bool directory_is_lost(int code)
{
	return code == -ECONNRESET || code == -ETIMEDOUT || code == -EBUSY;
}

const char *const *directory_values(const struct directory_entry *entry, const char *name)
{
	static const char *const none[] = { NULL };

	for (size_t i = 0; i < entry->count; i++) {
		if (text_same_folded(entry->attributes[i].name, name))
			return entry->attributes[i].values;
	}
	return none;
}

const char *directory_value(const struct directory_entry *entry, const char *name)
{
	return directory_values(entry, name)[0];
}

bool directory_has(const struct directory_entry *entry, const char *name, const char *value)
{
	for (const char *const *v = directory_values(entry, name); *v; v++) {
		if (text_same_folded(*v, value))
			return true;
	}
	return false;
}
