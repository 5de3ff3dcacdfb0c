/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ldap_sync: what an entry means, and how it is closed. Expected values: slapo-ppolicy(5),
 * shadow(5), facts of slapd.
 */
#include "ldap_sync/server_kind.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

/* 2026-11-21 09:30:00 UTC, day 20778 */
#define NOW_S 1795253400

enum { ATTRIBUTES_MAX = 16 };

/* An entry out of "name=value" words: one attribute may have several values in a row. */
struct made {
	struct directory_attribute attribute[ATTRIBUTES_MAX];
	const char *value[ATTRIBUTES_MAX][8];
	char text[2048];
	struct directory_entry entry;
};

static const struct directory_entry *make(struct made *m, const char *words)
{
	char *rest = NULL;

	memset(m, 0, sizeof(*m));
	snprintf(m->text, sizeof(m->text), "%s", words);
	m->entry.dn = "uid=a,dc=x";
	m->entry.attributes = m->attribute;
	for (char *w = strtok_r(m->text, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
		char *value = strchr(w, '=');
		size_t n = m->entry.count;

		assert_non_null(value);
		*value++ = '\0';
		if (n == 0 || strcmp(m->attribute[n - 1].name, w) != 0) {
			m->attribute[n].name = w;
			m->attribute[n].values = m->value[n];
			m->entry.count++;
		}
		n = m->entry.count - 1;
		for (size_t v = 0;; v++) {
			if (!m->value[n][v]) {
				m->value[n][v] = value;
				break;
			}
		}
	}
	return &m->entry;
}

static struct server_map map_of(const char *state)
{
	return (struct server_map) { .kind = server_kind_find("openldap"),
				     .id_attribute = "employeeNumber",
				     .state_attribute = state };
}

#define HEAD "objectClass=posixAccount objectClass=shadowAccount entryUUID=u uid=a uidNumber=2001 "

static const struct {
	const char *attributes;
	enum account_state state;
	bool closed;
} states[] = {
	{ "", ACCOUNT_ACTIVE, false },
	{ "pwdAccountLockedTime=000001010000Z", ACCOUNT_DISABLED, false },
	{ "pwdAccountLockedTime=20261121092000Z", ACCOUNT_ACTIVE, false }, /* too many attempts */
	{ "pwdEndTime=20261121093000Z", ACCOUNT_DISABLED, false },
	{ "pwdEndTime=202611210930Z", ACCOUNT_DISABLED, false },
	{ "pwdEndTime=20261121093001Z", ACCOUNT_ACTIVE, false },
	{ "pwdEndTime=tomorrow", ACCOUNT_DISABLED, false },
	{ "shadowExpire=1", ACCOUNT_DISABLED, false },
	{ "shadowExpire=20778", ACCOUNT_DISABLED,
	  false }, /* expired when today is the day, SSSD #5885 */
	{ "shadowExpire=20779", ACCOUNT_ACTIVE, false },
	{ "shadowExpire=-1", ACCOUNT_ACTIVE, false },
	{ "shadowExpire=0", ACCOUNT_ACTIVE, false }, /* "never" to some */
	{ "acctguardState=departed", ACCOUNT_DEPARTED, false },
	{ "acctguardState=Departed", ACCOUNT_DEPARTED, false },
	{ "acctguardState=disabled", ACCOUNT_DISABLED, false },
	{ "acctguardState=active", ACCOUNT_ACTIVE, false },
	{ "acctguardState=ACTIVE", ACCOUNT_ACTIVE, false },
	{ "acctguardState=Left", ACCOUNT_DISABLED, false },
	{ "acctguardState=離職", ACCOUNT_DISABLED, false },
	{ "acctguardState=departed2", ACCOUNT_DISABLED, false },
	{ "acctguardState=", ACCOUNT_DISABLED, false },
	{ "acctguardState=departed acctguardState=Left", ACCOUNT_DEPARTED, false },
	{ "acctguardState=active acctguardState=disabled", ACCOUNT_DISABLED, false },
	{ "acctguardState=active pwdAccountLockedTime=000001010000Z", ACCOUNT_DISABLED, false },
	{ "pwdAccountLockedTime=000001010000Z pwdEndTime=20261121093000Z shadowExpire=1",
	  ACCOUNT_DISABLED, false },
	{ "pwdAccountLockedTime=000001010000Z pwdEndTime=20261121093000Z shadowExpire=1 "
	  "acctguardState=departed",
	  ACCOUNT_DEPARTED, true },
};

static void states_are_read(void **state)
{
	const struct server_map map = map_of(SERVER_OWN_STATE);

	(void)state;
	for (size_t i = 0; i < COUNT(states); i++) {
		char words[512];
		struct made m;
		struct directory_account a;

		snprintf(words, sizeof(words), HEAD "%s", states[i].attributes);
		assert_int_equal(server_map_account(&map, make(&m, words), 0, NOW_S, &a, NULL), 0);
		EXPECT(a.state == states[i].state, "%s", states[i].attributes);
		EXPECT(a.closed == states[i].closed, "%s", states[i].attributes);
	}
}

static void an_unknown_word_for_a_state_is_noticed(void **state)
{
	static const struct {
		const char *word;
		bool unknown;
	} words[] = { { "active", false }, { "disabled", false }, { "Departed", false },
		      { "Left", true },    { "離職", true },      { "departed2", true } };
	const struct server_map map = map_of(SERVER_OWN_STATE);

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct directory_account a;
		struct made m;
		char text[256];

		snprintf(text, sizeof(text), HEAD "acctguardState=%s", words[i].word);
		assert_int_equal(server_map_account(&map, make(&m, text), 0, NOW_S, &a, NULL), 0);
		EXPECT(a.unknown_state == words[i].unknown, "%s", words[i].word);
	}
}

/* The schema is hidden: the state is not written, nor waited for; but it is asked for and obeyed. */
static void C59_a_state_that_is_not_written_is_obeyed(void **state)
{
	struct server_map map = map_of(SERVER_OWN_STATE);
	const char *names[SERVER_NAMES_MAX];
	struct directory_account a;
	struct server_closing c;
	struct made m;
	size_t n = 0;

	(void)state;
	map.state_read_only = true;
	server_map_names(&map, names);
	while (names[n] && strcmp(names[n], SERVER_OWN_STATE) != 0)
		n++;
	assert_non_null(names[n]);
	assert_int_equal(server_map_account(&map, make(&m, HEAD "acctguardState=departed"), 0,
					    NOW_S, &a, NULL),
			 0);
	assert_int_equal(a.state, ACCOUNT_DEPARTED);
	assert_false(a.closed);
	assert_int_equal(server_map_closing(&map, make(&m, HEAD), NOW_S, &c, NULL), 0);
	for (size_t i = 0; i < c.count; i++)
		assert_string_not_equal(c.change[i].attribute, SERVER_OWN_STATE);
	assert_int_equal(
		server_map_account(&map,
				   make(&m, HEAD "pwdAccountLockedTime=000001010000Z "
						 "pwdEndTime=20261101000000Z shadowExpire=1"),
				   0, NOW_S, &a, NULL),
		0);
	assert_true(a.closed);
}

static void the_rest_of_an_account_is_read(void **state)
{
	const struct server_map map = map_of(NULL);
	struct made m;
	struct directory_account a;

	(void)state;
	assert_int_equal(
		server_map_account(&map,
				   make(&m, HEAD "employeeNumber=0146 cn=C displayName=D "
						 "employeeType=staff acctguardKind=privileged "
						 "acctguardOwner=0010 pwdReset=TRUE "
						 "pwdChangedTime=20261121093000Z"),
				   0, NOW_S, &a, NULL),
		0);
	assert_string_equal(a.dn, "uid=a,dc=x");
	assert_string_equal(a.entry_uuid, "u");
	assert_string_equal(a.name, "a");
	assert_string_equal(a.id, "0146");
	assert_string_equal(a.display, "D");
	assert_string_equal(a.kind, "privileged");
	assert_string_equal(a.owner, "0010");
	assert_int_equal(a.uid_number, 2001);
	assert_true(a.must_change);
	assert_int_equal(a.password_changed_s, NOW_S);
	assert_false(a.many_ids);
}

static void C59_what_is_hidden_is_an_error(void **state)
{
	static const char *const hidden[] = { "uid=a objectClass=posixAccount", "entryUUID=u uid=a",
					      "entryUUID=u objectClass=posixAccount" };
	const struct server_map map = map_of(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT(hidden); i++) {
		struct made m;
		struct directory_account a;

		EXPECT(server_map_account(&map, make(&m, hidden[i]), 0, NOW_S, &a, NULL) ==
			       -EBADMSG,
		       "%s", hidden[i]);
	}
}

static void C64_several_ids_or_names_say_nothing(void **state)
{
	const struct server_map map = map_of(NULL);
	struct made m;
	struct directory_account a;

	(void)state;
	assert_int_equal(server_map_account(&map,
					    make(&m, HEAD "employeeNumber=1 employeeNumber=2"), 0,
					    NOW_S, &a, NULL),
			 0);
	assert_true(a.many_ids);
	assert_string_equal(a.id, "");
	make(&m,
	     "objectClass=posixAccount entryUUID=u uid=a uid=root employeeNumber=1 uidNumber=010");
	assert_int_equal(server_map_account(&map, &m.entry, 1, NOW_S, &a, NULL), 0);
	assert_string_equal(a.name, "root");
	assert_string_equal(a.id, "");
	assert_int_equal(a.uid_number, -1);
	assert_int_equal(server_map_account(&map, &m.entry, 2, NOW_S, &a, NULL), -ERANGE);
}

static const struct {
	const char *what, *state, *attributes, *changes;
} closings[] = {
	{ "open", SERVER_OWN_STATE, HEAD,
	  "+pwdAccountLockedTime=000001010000Z +pwdEndTime=20261121093000Z +shadowExpire=1 "
	  "+objectClass=acctguardAccount +acctguardState=departed " },
	{ "C73 old values are named", SERVER_OWN_STATE,
	  HEAD "pwdAccountLockedTime=20261121092000Z pwdEndTime=20300101000000Z shadowExpire=30000 "
	       "acctguardState=active",
	  "-pwdAccountLockedTime=20261121092000Z +pwdAccountLockedTime=000001010000Z "
	  "-pwdEndTime=20300101000000Z +pwdEndTime=20261121093000Z -shadowExpire=30000 "
	  "+shadowExpire=1 "
	  "+objectClass=acctguardAccount -acctguardState=active +acctguardState=departed " },
	{ "has the class", SERVER_OWN_STATE, "objectClass=acctguardaccount entryUUID=u uid=a",
	  "+pwdAccountLockedTime=000001010000Z +pwdEndTime=20261121093000Z "
	  "+acctguardState=departed " },
	{ "no shadowAccount, no state", NULL, "objectClass=posixAccount entryUUID=u uid=a",
	  "+pwdAccountLockedTime=000001010000Z +pwdEndTime=20261121093000Z " },
	{ "a state attribute of the site", "employeeStatus", "objectClass=x employeeStatus=A",
	  "+pwdAccountLockedTime=000001010000Z +pwdEndTime=20261121093000Z -employeeStatus=A "
	  "+employeeStatus=departed " },
	{ "half closed is finished", SERVER_OWN_STATE,
	  "objectClass=shadowAccount objectClass=acctguardAccount pwdEndTime=20261101000000Z "
	  "shadowExpire=1",
	  "+pwdAccountLockedTime=000001010000Z +acctguardState=departed " },
	{ "closed", SERVER_OWN_STATE,
	  HEAD "pwdAccountLockedTime=000001010000Z pwdEndTime=20261101000000Z shadowExpire=1 "
	       "acctguardState=departed",
	  "" },
};

static void closings_name_what_they_replace(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(closings); i++) {
		const struct server_map map = map_of(closings[i].state);
		struct server_closing c;
		struct made m;
		char words[1024] = "";

		assert_int_equal(
			server_map_closing(&map, make(&m, closings[i].attributes), NOW_S, &c, NULL),
			0);
		for (size_t k = 0; k < c.count; k++) {
			size_t used = strlen(words);

			snprintf(words + used, sizeof(words) - used, "%s%s=%s ",
				 c.change[k].edit == DIRECTORY_ADD ? "+" : "-",
				 c.change[k].attribute, c.change[k].value);
		}
		EXPECT(strcmp(words, closings[i].changes) == 0, "%s: %s", closings[i].what, words);
	}
}

static void values_too_long_are_refused_not_cut(void **state)
{
	const struct server_map map = map_of("employeeStatus");
	struct server_closing c;
	struct made m;
	char words[600] = "objectClass=x employeeStatus=";

	(void)state;
	memset(words + strlen(words), 'y', SERVER_VALUE_MAX);
	assert_int_equal(server_map_closing(&map, make(&m, words), NOW_S, &c, NULL), -E2BIG);
}

static void all_that_is_needed_is_asked_for(void **state)
{
	static const char *const wanted[] = {
		"objectClass",          "entryUUID",      "uid",           "uidNumber",
		"pwdAccountLockedTime", "pwdEndTime",     "shadowExpire",  "pwdReset",
		"pwdChangedTime",       "employeeNumber", "acctguardOwner"
	};
	const struct server_map map = map_of("employeeStatus");
	const char *names[SERVER_NAMES_MAX];

	(void)state;
	server_map_names(&map, names);
	for (size_t i = 0; i < COUNT(wanted); i++) {
		size_t n = 0;

		while (names[n] && strcmp(names[n], wanted[i]) != 0)
			n++;
		EXPECT(names[n] != NULL, "%s", wanted[i]);
	}
	assert_null(server_kind_find("nds"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_are_read),
		cmocka_unit_test(an_unknown_word_for_a_state_is_noticed),
		cmocka_unit_test(C59_a_state_that_is_not_written_is_obeyed),
		cmocka_unit_test(the_rest_of_an_account_is_read),
		cmocka_unit_test(C59_what_is_hidden_is_an_error),
		cmocka_unit_test(C64_several_ids_or_names_say_nothing),
		cmocka_unit_test(closings_name_what_they_replace),
		cmocka_unit_test(values_too_long_are_refused_not_cut),
		cmocka_unit_test(all_that_is_needed_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
