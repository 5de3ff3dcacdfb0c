/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ldap_sync: the two doubles behave as a directory does, so that what is proved with them is worth
 * something.
 */
#include "ldap_sync/directory_fail.h"
#include "tests/unit/made_directory.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define U1 "uid=u1,dc=x"

static const char *const names[] = { "uid", "displayName", NULL };

/* Every uid that a read shows. */
static int note_uid(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	char *to = arg;

	(void)reterr;
	strcat(to, directory_value(entry, "uid") ? directory_value(entry, "uid") : "-");
	return strchr(to, '!') ? -EIO : 0;
}

static int read_uids(struct directory *directory, const char *base, const char *filter,
		     char ret[64])
{
	const struct directory_query query = { .base = base, .filter = filter, .names = names };

	ret[0] = '\0';
	return directory->read_all(directory, &query, note_uid, ret, NULL);
}

static const struct {
	const char *base, *filter;
	int result;
	const char *uids;
} reads[] = {
	{ "dc=x", "(objectClass=posixAccount)", 0, "u1u2u3" },
	{ "DC=X", "(objectclass=PosixAccount)", 0, "u1u2u3" },
	{ "dc=x", "(&(objectClass=posixAccount)(uid=*))", 0, "u1u2u3" },
	{ "dc=x", "(&(objectClass=posixAccount)(uid=u2))", 0, "u2" },
	{ "uid=u2,dc=x", "(uid=*)", 0, "u2" },
	{ "dc=x", "(objectClass=pwdPolicy)", 0, "-" },
	{ "dc=x", "(uid=nobody)", 0, "" },
	{ "dc=y", "(uid=*)", -ENOENT, "" },
	{ "dc=x", "(|(uid=u1)(uid=u2))", -EOPNOTSUPP, "" },
	{ "dc=x", "(!(uid=u1))", -EOPNOTSUPP, "" },
	{ "dc=x", "(uid=u*)", -EOPNOTSUPP, "" },
	{ "dc=x", "(uid>=u1)", -EOPNOTSUPP, "" },
	{ "dc=x", "(uid=u1)x", -EOPNOTSUPP, "" },
	{ "dc=x", "(&(uid=u1)", -EOPNOTSUPP, "" },
	{ "dc=x", "", -EOPNOTSUPP, "" },
};

static void the_ldif_double_reads(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	char uids[64];

	for (size_t i = 0; i < COUNT(reads); i++) {
		EXPECT(read_uids(d, reads[i].base, reads[i].filter, uids) == reads[i].result,
		       "%s %s", reads[i].base, reads[i].filter);
		EXPECT(strcmp(uids, reads[i].uids) == 0, "%s: %s", reads[i].filter, uids);
	}
	made_values(d, "UID=u1,dc=x", "displayName", uids, sizeof(uids));
	assert_string_equal(uids, "鍾宜蓁 ");
}

static void all_changes_of_a_modification_or_none(void **state)
{
	CLEANUP(directory_close) struct directory *d = made_directory(*state);
	const struct directory_change add = { DIRECTORY_ADD, "description", "x" };
	const struct directory_change there = { DIRECTORY_ADD, "uid", "u1" };
	const struct directory_change gone = { DIRECTORY_DELETE, "uid", "u9" };
	const struct directory_condition holds = { "entryUUID", "uuid-1" };
	const struct directory_condition not = { "entryUUID", "uuid-2" };
	const struct {
		struct directory_change changes[2];
		const struct directory_condition *condition;
		const char *dn;
		int result;
	} cases[] = {
		{ { add, there }, &holds, U1, -EEXIST },
		{ { add, gone }, &holds, U1, -ENODATA },
		{ { add, add }, &holds, U1, -EEXIST },
		{ { add, { DIRECTORY_ADD, "sn", "y" } }, &not, U1, -ECANCELED },
		{ { add, gone }, &holds, "uid=u9,dc=x", -ENOENT },
	};
	char values[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct directory_modification m = { .dn = cases[i].dn,
							  .conditions = cases[i].condition,
							  .condition_count = 1,
							  .changes = cases[i].changes,
							  .change_count = 2 };

		EXPECT(d->modify(d, &m, NULL) == cases[i].result, "case %zu", i);
		made_values(d, U1, "description", values, sizeof(values));
		EXPECT(values[0] == '\0', "case %zu: half of it is there", i);
	}
	made_edit(d, U1, "description", NULL, "x");
	made_edit(d, U1, "description", "x", "y");
	made_values(d, U1, "description", values, sizeof(values));
	assert_string_equal(values, "y ");
}

static void C55_the_failing_double_breaks_where_it_is_told(void **state)
{
	static const struct {
		enum directory_fault fault;
		size_t n;
		const char *shown; /* by three reads of all */
	} cases[] = {
		{ FAULT_BEFORE, 1, "!!!" },
		{ FAULT_BEFORE, 2, "u1u2u3!!" },
		{ FAULT_AFTER, 1, "u1u2u3!!!" },
		{ FAULT_AFTER, 3, "u1u2u3u1u2u3u1u2u3!" },
		{ FAULT_CUT, 0, "!!!" },
		{ FAULT_CUT, 2, "u1u2!!!" },
		{ FAULT_CUT, 3, "u1u2u3u1u2u3u1u2u3" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(directory_close) struct directory *d = NULL;
		char shown[128] = "";

		assert_int_equal(directory_fail_open(made_directory(*state), cases[i].fault,
						     cases[i].n, -ECONNRESET, &d, NULL),
				 0);
		for (int k = 0; k < 3; k++) {
			char uids[64];
			int r = read_uids(d, "dc=x", "(uid=*)", uids);

			assert_true(r == 0 || r == -ECONNRESET);
			strcat(shown, uids);
			strcat(shown, r < 0 ? "!" : "");
		}
		EXPECT(strcmp(shown, cases[i].shown) == 0, "case %zu: %s", i, shown);
	}
}

static void broken_ldif_is_refused(void **state)
{
	static const char *const bad[] = {
		"uid: u1\n",                      /* a value without an entry */
		"dn: dc=x\nuid\n",                /* no value */
		"dn: dc=x\n: v\n",                /* no name */
		"dn: dc=x\ndn: dc=y\n",           /* two names */
		"dn: dc=x\nuid:: !!\n",           /* no base64 */
		"dn: dc=x\nuid:: AGE=\n",         /* a NUL */
		"dn: dc=x\nchangetype: delete\n", /* no content */
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct directory *d = NULL;
		struct error e = { .code = 0 };

		sandbox_write(*state, "bad.ldif", bad[i]);
		EXPECT(directory_ldif_open(sandbox_path(*state, "bad.ldif"), &d, &e) < 0,
		       "case %zu", i);
		EXPECT(e.why != NULL && e.line > 0, "case %zu", i);
		assert_null(d);
	}
}

static void C60_a_value_in_a_filter_stays_a_value(void **state)
{
	static const struct {
		const char *value, *filter;
	} cases[] = {
		{ "0146", "(&(id=0146)(b=x))" },
		{ "*", "(&(id=\\2a)(b=x))" },
		{ "1)(uid=*", "(&(id=1\\29\\28uid\\3d\\2a)(b=x))" },
		{ "\\2a", "(&(id=\\5c2a)(b=x))" },
		{ "鍾", "(&(id=\\e9\\8d\\be)(b=x))" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct directory_condition conditions[] = { { "id", cases[i].value },
								  { "b", "x" } };
		const struct directory_modification m = { .conditions = conditions,
							  .condition_count = 2 };
		size_t len = strlen(cases[i].filter);
		char filter[64];

		EXPECT(directory_filter(&m, filter, len + 1) == 0, "%s", cases[i].value);
		EXPECT(strcmp(filter, cases[i].filter) == 0, "%s: %s", cases[i].value, filter);
		/* never cut, and not a byte behind its end */
		EXPECT(directory_filter(&m, filter, len) == -EMSGSIZE, "%s", cases[i].value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_ldif_double_reads, sandbox_setup,
						sandbox_teardown),
		cmocka_unit_test_setup_teardown(all_changes_of_a_modification_or_none,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(C55_the_failing_double_breaks_where_it_is_told,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test(C60_a_value_in_a_filter_stays_a_value),
		cmocka_unit_test_setup_teardown(broken_ldif_is_refused, sandbox_setup,
						sandbox_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
