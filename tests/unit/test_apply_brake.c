/* SPDX-License-Identifier: BSD-3-Clause */
/* ldap_sync: the brake of apply counts what the directory shows, and what is still to be done. */
#include "ldap_sync/apply.h"
#include "ldap_sync/directory_fail.h"
#include "tests/unit/made_directory.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void note(const struct plan_change *change, enum apply_result result,
		 const struct error *error, void *arg)
{
	char *to = arg;

	(void)change;
	(void)error;
	to[strlen(to)] = "DACFN"[result];
}

static int apply(struct directory *directory, const struct plan *p, char ret[16])
{
	static const char *const nobody[] = { NULL };
	static const struct plan_guard guard = { .names = nobody,
						 .minimum_uid = 1000,
						 .own_dn = "" };
	struct server_map map = made_map();
	struct apply_summary summary;
	const struct apply_run run = { .directory = directory,
				       .map = &map,
				       .guard = &guard,
				       .base = "dc=x",
				       .filter = "(uid=*)",
				       .now_s = 1795253400,
				       .progress = note,
				       .arg = ret };

	map.state_read_only = true; /* there is no schema in this directory */
	memset(ret, 0, 16);
	return apply_plan(&run, p, &summary, NULL);
}

enum { ALL = 300, MOST = 7 };

/* 300 accounts, of which a plan may close six; *ret holds the changes for the first MOST. */
static void make_all(const struct sandbox *box, struct plan_change ret[MOST])
{
	static char dn[MOST][32], uuid[MOST][16], id[MOST][8];
	char *text = malloc(ALL * 160 + 256);
	size_t used = (size_t)sprintf(text, "dn: dc=x\nobjectClass: domain\n\n");

	for (int i = 0; i < ALL; i++)
		used += (size_t)sprintf(text + used,
					"dn: uid=a%d,dc=x\nobjectClass: shadowAccount\nuid: a%d\n"
					"uidNumber: %d\nentryUUID: e%d\nemployeeNumber: %d\n\n",
					i, i, 5000 + i, i, i);
	sandbox_write(box, "many.ldif", text);
	free(text);
	for (int i = 0; i < MOST; i++) {
		sprintf(dn[i], "uid=a%d,dc=x", i);
		sprintf(uuid[i], "e%d", i);
		sprintf(id[i], "%d", i);
		ret[i] = (struct plan_change) { .dn = dn[i],
						.entry_uuid = uuid[i],
						.account = dn[i],
						.id = id[i],
						.name = "" };
	}
}

static struct directory *open_all(const struct sandbox *box)
{
	struct directory *d = NULL;

	assert_int_equal(directory_ldif_open(sandbox_path(box, "many.ldif"), &d, NULL), 0);
	return d;
}

static void D81_two_per_cent_of_the_open_accounts(void **state)
{
	struct plan_change changes[MOST];
	char result[16];

	make_all(*state, changes);
	for (size_t gone = 0; gone < 2; gone++) {
		CLEANUP(directory_close) struct directory *d = open_all(*state);
		const struct plan six = { .changes = changes, .change_count = MOST - 1 };
		const struct plan seven = { .changes = changes, .change_count = MOST };

		/* another one that is closed: 299 are open, five may go */
		if (gone)
			made_edit(d, "uid=a200,dc=x", "pwdEndTime", NULL, "20200101000000Z");
		assert_int_equal(apply(d, &seven, result), -EDQUOT);
		assert_string_equal(result, "");
		assert_int_equal(apply(d, &six, result), gone ? -EDQUOT : 0);
	}
}

/* After the first of six, 299 are open, of which five may go: and five are left. */
static void D81_the_brake_does_not_hold_up_a_second_run(void **state)
{
	struct plan_change changes[MOST];
	const struct plan six = { .changes = changes, .change_count = MOST - 1 };
	char result[16];

	make_all(*state, changes);
	for (size_t n = 3; n < 21; n++) {
		struct directory *inner = open_all(*state);
		CLEANUP(directory_close) struct directory *failing = NULL;

		assert_int_equal(
			directory_fail_open(inner, FAULT_AFTER, n, -ECONNRESET, &failing, NULL), 0);
		EXPECT(apply(failing, &six, result) < 0, "operation %zu", n);
		EXPECT(apply(inner, &six, result) == 0, "operation %zu, again", n);
		EXPECT(strspn(result, "DA") == MOST - 1, "operation %zu: %s", n, result);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(D81_two_per_cent_of_the_open_accounts),
		TEST(D81_the_brake_does_not_hold_up_a_second_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
