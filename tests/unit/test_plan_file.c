/* SPDX-License-Identifier: BSD-3-Clause */
/* ldap_sync: a plan comes back as it was written, or not at all. */
#include "ldap_sync/plan_file.h"
#include "tests/unit/sandbox.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct plan_change changes[] = {
	{ .dn = "uid=a\\2C \"x\",dc=x",
	  .entry_uuid = "e1",
	  .account = "a",
	  .id = "0146",
	  .name = "鍾宜蓁",
	  .line = 55,
	  .leave_days = 20777 },
	{ .dn = "uid=b,dc=x",
	  .entry_uuid = "e2",
	  .account = "b",
	  .id = "9",
	  .name = "",
	  .line = 2,
	  .leave_days = ROSTER_NO_DATE },
};

static const struct plan plan = {
	.changes = changes, .change_count = 2, .accounts = 231, .open = 200
};
static const struct plan_origin origin = { .roster_path = "/r/roster.csv",
					   .roster_digest = "00112233",
					   .directory_base = "dc=x",
					   .made_s = 1795253400,
					   .today_days = 20778 };

static char *text_of(const struct sandbox *box, size_t *ret_len)
{
	assert_int_equal(plan_file_write(sandbox_path(box, "plan"), &plan, &origin, NULL), 0);
	return sandbox_read(box, "plan", ret_len);
}

static void it_comes_back(void **state)
{
	const struct sandbox *box = *state;
	struct plan_file f;
	struct stat st;

	free(text_of(box, &(size_t) { 0 }));
	assert_int_equal(stat(sandbox_path(box, "plan"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(plan_file_read(sandbox_path(box, "plan"), &f, NULL), 0);
	assert_int_equal(f.plan.accounts, plan.accounts);
	assert_int_equal(f.plan.open, plan.open);
	assert_int_equal(f.plan.change_count, 2);
	assert_string_equal(f.origin.roster_path, origin.roster_path);
	assert_string_equal(f.origin.roster_digest, origin.roster_digest);
	assert_string_equal(f.origin.directory_base, origin.directory_base);
	assert_int_equal(f.origin.made_s, origin.made_s);
	assert_int_equal(f.origin.today_days, origin.today_days);
	for (size_t i = 0; i < 2; i++) {
		const struct plan_change *c = &f.plan.changes[i];

		assert_string_equal(c->dn, changes[i].dn);
		assert_string_equal(c->entry_uuid, changes[i].entry_uuid);
		assert_string_equal(c->account, changes[i].account);
		assert_string_equal(c->id, changes[i].id);
		assert_string_equal(c->name, changes[i].name);
		assert_int_equal(c->line, changes[i].line);
		assert_true(c->leave_days == changes[i].leave_days);
	}
	plan_file_done(&f);
}

/* Whether a text that is taken for a plan says what the plan said. */
static bool says_the_same(const struct plan_file *f)
{
	json_t *a = plan_file_json(&f->plan, &f->origin);
	json_t *b = plan_file_json(&plan, &origin);
	bool same = json_equal(a, b);

	json_decref(a);
	json_decref(b);
	return same;
}

static void D103_an_edited_plan_is_refused_at_every_byte(void **state)
{
	static const char others[] = "0a\" ,{";
	size_t len, refused = 0;
	char *text = text_of(*state, &len);

	for (size_t i = 0; i < len; i++) {
		for (size_t k = 0; k < sizeof(others) - 1; k++) {
			char was = text[i];
			struct plan_file f;
			struct error e = { .code = 0 };

			text[i] = others[k];
			if (plan_file_parse(text, len, "plan", &f, &e) < 0) {
				refused++;
				assert_int_equal(e.code, -EBADMSG);
				assert_non_null(e.remedy);
			} else {
				EXPECT(says_the_same(&f), "byte %zu", i);
				plan_file_done(&f);
			}
			text[i] = was;
		}
	}
	assert_true(refused > 4 * len);
	free(text);
}

static void D103_a_cut_plan_is_refused_at_every_byte(void **state)
{
	size_t len;
	char *text = text_of(*state, &len);

	for (size_t i = 0; i < len; i++) {
		struct plan_file f;

		EXPECT(plan_file_parse(text, i, "plan", &f, NULL) == -EBADMSG, "%zu bytes", i);
	}
	free(text);
}

/* Whether it is refused although its digest fits, so that it is the form that is refused. */
static bool is_refused(json_t *json)
{
	char digest[DIGEST_HEX_MAX];
	struct plan_file f;

	json_object_del(json, "digest");

	char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);

	digest_hex(text, strlen(text), digest);
	json_object_set_new(json, "digest", json_string(digest));
	free(text);
	text = json_dumps(json, 0);

	bool refused = plan_file_parse(text, strlen(text), "plan", &f, NULL) == -EBADMSG;

	free(text);
	if (!refused)
		plan_file_done(&f);
	return refused;
}

static json_t *first_change(json_t *json)
{
	return json_array_get(json_object_get(json, "changes"), 0);
}

static void a_member_more_or_less_is_refused(void **state)
{
	json_t *good = plan_file_json(&plan, &origin);
	json_t *value;
	const char *key;

	(void)state;
	assert_false(is_refused(good));
	json_object_foreach(first_change(good), key, value)
	{
		json_t *bad = json_deep_copy(good);

		json_object_del(first_change(bad), key);
		EXPECT(is_refused(bad), "a change without %s", key);
		json_object_set_new(first_change(bad), key, json_true());
		EXPECT(is_refused(bad), "a change with another %s", key);
		json_decref(bad);
	}
	json_object_foreach(good, key, value)
	{
		json_t *bad = json_deep_copy(good);

		json_object_del(bad, key);
		EXPECT(strcmp(key, "digest") == 0 || is_refused(bad), "without %s", key);
		json_decref(bad);
	}
	json_object_set_new(first_change(good), "also", json_string("delete"));
	assert_true(is_refused(good));
	json_object_del(first_change(good), "also");
	json_object_set_new(good, "also", json_string("delete"));
	assert_true(is_refused(good));
	json_object_del(good, "also");
	json_object_set_new(good, "open_accounts", json_integer(232));
	assert_true(is_refused(good)); /* more than there are */
	json_object_set_new(good, "open_accounts", json_integer(-1));
	assert_true(is_refused(good));
	json_object_set_new(good, "open_accounts", json_integer(200));
	assert_false(is_refused(good));
	json_object_set_new(first_change(good), "change", json_string("enable"));
	assert_true(is_refused(good));
	json_decref(good);
	assert_int_equal(plan_file_parse("[]", 2, "plan", &(struct plan_file) { 0 }, NULL),
			 -EBADMSG);
	assert_int_equal(plan_file_parse("{}", 2, "plan", &(struct plan_file) { 0 }, NULL),
			 -EBADMSG);
}

static void a_member_twice_is_refused(void **state)
{
	size_t len;
	char *text = text_of(*state, &len);
	char twice[4096];
	struct plan_file f;

	/* of which a reader that takes the last one would see what was written */
	snprintf(twice, sizeof(twice), "{ \"changes\": [],%s", text + 1);
	free(text);
	assert_int_equal(plan_file_parse(twice, strlen(twice), "plan", &f, NULL), -EBADMSG);
}

static void a_plan_that_others_can_write_is_refused(void **state)
{
	const struct sandbox *box = *state;
	struct plan_file f;

	free(text_of(box, &(size_t) { 0 }));
	assert_int_equal(chmod(sandbox_path(box, "plan"), 0660), 0);
	assert_int_equal(plan_file_read(sandbox_path(box, "plan"), &f, NULL), -EPERM);
	assert_int_equal(plan_file_read(sandbox_path(box, "none"), &f, NULL), -ENOENT);
}

static void what_is_no_text_is_not_written(void **state)
{
	struct plan_change binary = changes[0];
	const struct plan bad = { .changes = &binary, .change_count = 1, .accounts = 1 };

	binary.name = "\xb3\x5c";
	assert_int_equal(plan_file_write(sandbox_path(*state, "plan"), &bad, &origin, NULL),
			 -ENOMEM);
	assert_int_equal(sandbox_count(*state, "."), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_comes_back, sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(D103_an_edited_plan_is_refused_at_every_byte,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(D103_a_cut_plan_is_refused_at_every_byte,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test(a_member_more_or_less_is_refused),
		cmocka_unit_test_setup_teardown(a_member_twice_is_refused, sandbox_setup,
						sandbox_teardown),
		cmocka_unit_test_setup_teardown(a_plan_that_others_can_write_is_refused,
						sandbox_setup, sandbox_teardown),
		cmocka_unit_test_setup_teardown(what_is_no_text_is_not_written, sandbox_setup,
						sandbox_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
