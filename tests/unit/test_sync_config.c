/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ldap_sync: sync.conf is taken whole or not at all, and the bind password is nobody else's to
 * read.
 */
#include "ldap_sync/sync_config.h"
#include "tests/unit/root.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOCKET "directory_uri = ldapi:///\ndirectory_base = dc=x\n"
#define NAMED \
	"directory_bind_dn = cn=sync\ndirectory_bind_password_file = /etc/acctguard/password\n"
#define BY_TLS "directory_uri = ldap://h\ndirectory_base = dc=x\n"
#define CA     "directory_ca_file = /ca.pem\n"

static int parse(const char *text, struct sync_config *ret, struct error *reterr)
{
	return sync_config_parse(text, strlen(text), "sync.conf", ret, reterr);
}

static void what_is_not_set_has_its_default(void **state)
{
	static const char *const columns[] = { "id",         "name",       "status",
					       "leave_date", "start_date", "department",
					       "manager",    "kind",       "end_date" };
	struct sync_config c;
	struct roster_headers h;

	(void)state;
	assert_int_equal(parse(SOCKET, &c, NULL), 0);
	assert_string_equal(c.account_filter, "(&(objectClass=posixAccount)(uid=*))");
	assert_string_equal(c.id_attribute, "employeeNumber");
	assert_string_equal(c.state_attribute, "acctguardState");
	assert_string_equal(c.time_zone, "Asia/Taipei");
	assert_null(c.protected_names[0]);
	sync_config_headers(&c, &h);
	for (size_t i = 0; i < ROSTER_COLUMNS; i++)
		assert_string_equal(h.header[i], columns[i]);
}

static void what_is_set_is_taken(void **state)
{
	struct sync_config c;
	struct roster_headers h;

	(void)state;
	assert_int_equal(parse(BY_TLS NAMED CA "roster_id = 員工編號\nroster_kind = none\n"
					       "protected_accounts = rescue  job\ntime_zone = UTC\n"
					       "state_attribute = none\n",
			       &c, NULL),
			 0);
	sync_config_headers(&c, &h);
	assert_string_equal(h.header[ROSTER_ID], "員工編號");
	assert_null(h.header[ROSTER_KIND]);
	assert_string_equal(c.protected_names[0], "rescue");
	assert_string_equal(c.protected_names[1], "job");
	assert_null(c.protected_names[2]);
	assert_string_equal(c.directory_bind_dn, "cn=sync");
}

static const struct {
	const char *what, *text;
	unsigned line;
} bad[] = {
	{ "empty", "", 0 },
	{ "a typo", SOCKET "acount_filter = (uid=*)\n", 3 },
	{ "twice", SOCKET "directory_base = dc=y\n", 3 },
	{ "no directory", "directory_base = dc=x\n", 0 },
	{ "no base", "directory_uri = ldapi:///\n", 0 },
	{ "another protocol", "directory_uri = http://h\n", 1 },
	{ "two servers", "directory_uri = ldap://a ldap://b\n", 1 },
	{ "a filter without brackets", SOCKET "account_filter = uid=*\n", 3 },
	{ "C60 a filter for an attribute", SOCKET "id_attribute = uid)(x=*\n", 3 },
	{ "an attribute that begins with a digit", SOCKET "id_attribute = 1a\n", 3 },
	{ "D91 no such zone", SOCKET "time_zone = Asia/Taipeh\n", 3 },
	{ "D91 a zone that is a directory", SOCKET "time_zone = Asia\n", 3 },
	{ "D91 a path", SOCKET "time_zone = ../../../etc/passwd\n", 3 },
	{ "a name without a password", SOCKET "directory_bind_dn = cn=sync\n", 0 },
	{ "a password without a name", SOCKET "directory_bind_password_file = /p\n", 0 },
	{ "a path that is none", SOCKET "directory_ca_file = ca.pem\n", 3 },
	{ "C53 TLS without a certificate to believe", BY_TLS NAMED, 0 },
	{ "C52 nobody's name through the network", BY_TLS CA, 0 },
	{ "a roster without ids", SOCKET "roster_id = none\n", 0 },
	{ "a roster without statuses", SOCKET "roster_status = none\n", 0 },
};

static void C52_C53_what_is_wrong_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct sync_config c;
		struct error e = { .code = 0 };

		EXPECT(parse(bad[i].text, &c, &e) < 0, "%s", bad[i].what);
		EXPECT(strcmp(e.file, "sync.conf") == 0 && e.line == bad[i].line, "%s: line %u",
		       bad[i].what, e.line);
		EXPECT(e.why && e.remedy, "%s: no sentence", bad[i].what);
	}
}

static void EPA_5_3_3c_the_password_is_in_a_file_of_its_own(void **state)
{
	const struct sandbox *box = *state;
	static const struct {
		const char *text;
		mode_t mode;
		int result;
		const char *password;
	} cases[] = {
		{ "s3cret pass\n", 0600, 0, "s3cret pass" },
		{ "s3cret", 0400, 0, "s3cret" },
		{ "s3cret\n", 0640, -EPERM, "" },
		{ "s3cret\n", 0604, -EPERM, "" },
		{ "", 0600, -EINVAL, "" },
		{ "\n", 0600, -EINVAL, "" },
		{ "one\ntwo\n", 0600, -EINVAL, "" },
	};
	struct sync_config c;

	root_write(box, PLACE_ETC, "sync.conf",
		   SOCKET
		   "directory_bind_dn = cn=sync\ndirectory_bind_password_file = /password\n");
	assert_int_equal(sync_config_read(box->path, &c, NULL), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		SECRET password = { .len = 0 };

		/* 0400 keeps out its own writer, unless he is root */
		unlinkat(box->dirfd, "password", 0);
		sandbox_write(box, "password", cases[i].text);
		assert_int_equal(chmod(sandbox_path(box, "password"), cases[i].mode), 0);
		EXPECT(sync_config_password(&c, box->path, &password, NULL) == cases[i].result,
		       "case %zu", i);
		EXPECT(strlen(cases[i].password) == password.len, "case %zu", i);
		assert_memory_equal(password.bytes, cases[i].password, password.len);
	}
}

/* Whoever can write the CA file can be the directory. */
static void C53_a_ca_file_of_others_is_refused(void **state)
{
	const struct sandbox *box = *state;
	struct sync_config c;
	struct error e = { .code = 0 };

	assert_int_equal(parse(BY_TLS NAMED CA, &c, NULL), 0);
	sandbox_mkdir(box, "ca");
	sandbox_write(box, "ca/ca.pem", "x");
	snprintf(c.directory_ca_file, sizeof(c.directory_ca_file), "%s",
		 sandbox_path(box, "ca/ca.pem"));
	assert_int_equal(sync_config_check_ca(&c, NULL), 0);
	assert_int_equal(chmod(sandbox_path(box, "ca/ca.pem"), 0664), 0);
	assert_int_equal(sync_config_check_ca(&c, &e), -EPERM);
	assert_non_null(strstr(e.file, "ca/ca.pem"));
	assert_int_equal(chmod(sandbox_path(box, "ca/ca.pem"), 0644), 0);
	assert_int_equal(chmod(sandbox_path(box, "ca"), 0777), 0);
	assert_int_equal(sync_config_check_ca(&c, &e), -EPERM);
	assert_int_equal(chmod(sandbox_path(box, "ca"), 0755), 0);
	assert_int_equal(sync_config_check_ca(&c, NULL), 0);
	strcat(c.directory_ca_file, ".none");
	assert_int_equal(sync_config_check_ca(&c, NULL), -ENOENT);
	/* by the socket nobody needs it */
	snprintf(c.directory_uri, sizeof(c.directory_uri), "ldapi:///");
	assert_int_equal(sync_config_check_ca(&c, NULL), 0);
}

static void the_file_must_be_there_and_ours(void **state)
{
	const struct sandbox *box = *state;
	struct sync_config c;
	struct error e = { .code = 0 };

	sandbox_mkdir(box, root_name(PLACE_ETC, "."));
	assert_true(sync_config_read(box->path, &c, &e) < 0);
	assert_non_null(strstr(e.file, "sync.conf"));
	assert_non_null(e.remedy);
	root_write(box, PLACE_ETC, "sync.conf", SOCKET);
	assert_int_equal(sync_config_read(box->path, &c, &e), 0);
	assert_int_equal(chmod(sandbox_path(box, root_name(PLACE_ETC, "sync.conf")), 0666), 0);
	assert_int_equal(sync_config_read(box->path, &c, &e), -EPERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_set_has_its_default),
		cmocka_unit_test(what_is_set_is_taken),
		cmocka_unit_test(C52_C53_what_is_wrong_is_refused),
		cmocka_unit_test_setup_teardown(EPA_5_3_3c_the_password_is_in_a_file_of_its_own,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(C53_a_ca_file_of_others_is_refused, sandbox_setup,
						sandbox_teardown),
		cmocka_unit_test_setup_teardown(the_file_must_be_there_and_ours, sandbox_setup,
						sandbox_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
