/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/made_directory.h"

#include "tests/unit/unit.h"

#include <string.h>

static const char *const head =
	"version: 1\n\n"
	"# the schema, as far as anybody asks\n"
	"dn: cn=Subschema\nobjectClasses: ( 2.25.1 NAME 'acctguardAccount' AUXILIARY )\n\n"
	"dn: dc=x\nobjectClass: domain\n\n"
	"dn: cn=policy,dc=x\nobjectClass: pwdPolicy\npwdLockout: TRUE\n\n"
	"dn: cn=group,dc=x\nobjectClass: posixGroup\nmemberUid: u3\n\n";

struct directory *made_directory(const struct sandbox *box)
{
	struct directory *directory = NULL;
	char text[4096];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", head);

	for (int i = 1; i <= 3; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "dn: uid=u%d,dc=x\nobjectClass: posixAccount\n"
					 "objectClass: shadowAccount\nuid: u%d\nuidNumber: 200%d\n"
					 "employeeNumber: %d\nentryUUID: uuid-%d\n"
					 "displayName:: 6Y2+5a6c\n 6JOB\n"
					 "pwdChangedTime: 20260821093000Z\n\n",
					 i, i, i, i, i);
	sandbox_write(box, "directory.ldif", text);
	assert_int_equal(directory_ldif_open(sandbox_path(box, "directory.ldif"), &directory, NULL),
			 0);
	return directory;
}

struct server_map made_map(void)
{
	return (struct server_map) { .kind = server_kind_find("openldap"),
				     .id_attribute = "employeeNumber",
				     .state_attribute = SERVER_OWN_STATE };
}

void made_edit(struct directory *directory, const char *dn, const char *attribute,
	       const char *before, const char *after)
{
	struct directory_change change[2];
	size_t count = 0;

	if (before)
		change[count++] = (struct directory_change) { DIRECTORY_DELETE, attribute, before };
	if (after)
		change[count++] = (struct directory_change) { DIRECTORY_ADD, attribute, after };

	const struct directory_modification m = { .dn = dn,
						  .changes = change,
						  .change_count = count };

	assert_int_equal(directory->modify(directory, &m, NULL), 0);
}

struct gathering {
	const char *attribute;
	char *ret;
	size_t size;
};

static int gather(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	struct gathering *g = arg;

	(void)reterr;
	for (const char *const *v = directory_values(entry, g->attribute); *v; v++) {
		size_t used = strlen(g->ret);

		snprintf(g->ret + used, g->size - used, "%s ", *v);
	}
	return 0;
}

void made_values(struct directory *directory, const char *dn, const char *attribute, char *ret,
		 size_t size)
{
	const char *names[] = { attribute, NULL };
	struct gathering g = { attribute, ret, size };

	ret[0] = '\0';
	assert_int_equal(directory->read_one(directory, dn, names, gather, &g, NULL), 0);
}
