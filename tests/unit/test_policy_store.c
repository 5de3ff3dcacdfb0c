/* SPDX-License-Identifier: BSD-3-Clause */
/* stores: which files make the policy, in which order, and what holds when they are bad. */
#include "stores/policy_store.h"

#include "stores/policy_last_good.h"
#include "tests/unit/root.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { V = PLACE_VENDOR, R = PLACE_RUN, E = PLACE_ETC };
#define OFF  "link to /dev/null"
#define CONF "policy.conf"
#define D    "policy.conf.d/"

struct layer_case {
	const char *name;
	struct {
		int place;
		const char *name, *text;
	} file[6];
	int want; /* of policy_store_read() */
	int64_t length, idle;
};

static const struct layer_case layers[] = {
	{ "nothing at all: built-in", { { 0 } }, 0, 12, 15 },
	{ "vendor only", { { V, CONF, "password_min_length = 13\n" } }, 0, 13, 15 },
	{ "run beats vendor, whole",
	  { { V, CONF, "password_min_length = 13\nidle_minutes = 3\n" },
	    { R, CONF, "password_min_length = 14\n" } },
	  0,
	  14,
	  15 },
	{ "etc beats run and vendor",
	  { { V, CONF, "password_min_length = 13\n" },
	    { R, CONF, "password_min_length = 14\n" },
	    { E, CONF, "password_min_length = 15\n" } },
	  0,
	  15,
	  15 },
	{ "a link to /dev/null in etc switches all main files off",
	  { { V, CONF, "password_min_length = 13\n" }, { E, CONF, OFF } },
	  0,
	  12,
	  15 },
	{ "drop-ins lie over the main file",
	  { { E, CONF, "password_min_length = 13\nidle_minutes = 4\n" },
	    { E, D "10.conf", "password_min_length = 14\n" } },
	  0,
	  14,
	  4 },
	{ "drop-ins go by name, not by place",
	  { { V, D "20.conf", "password_min_length = 20\n" },
	    { E, D "10.conf", "password_min_length = 10\nidle_minutes = 4\n" } },
	  0,
	  20,
	  4 },
	{ "the same name in etc masks run and vendor",
	  { { V, D "20.conf", "password_min_length = 20\nidle_minutes = 3\n" },
	    { R, D "20.conf", "password_min_length = 21\nidle_minutes = 4\n" },
	    { E, D "20.conf", "password_min_length = 22\n" } },
	  0,
	  22,
	  15 },
	{ "the same name in run masks vendor",
	  { { V, D "20.conf", "password_min_length = 20\nidle_minutes = 3\n" },
	    { R, D "20.conf", "password_min_length = 21\n" } },
	  0,
	  21,
	  15 },
	{ "a link to /dev/null switches one name off",
	  { { V, D "20.conf", "password_min_length = 20\n" },
	    { V, D "30.conf", "idle_minutes = 3\n" },
	    { E, D "20.conf", OFF } },
	  0,
	  12,
	  3 },
	{ "a masked bad file is not read",
	  { { V, D "20.conf", "rubbish\n" }, { E, D "20.conf", OFF } },
	  0,
	  12,
	  15 },
	{ "other names are no drop-ins",
	  { { E, D "20.conf~", "rubbish\n" },
	    { E, D ".conf", "rubbish\n" },
	    { E, D ".20.conf.swp", "rubbish\n" },
	    { E, D "README", "rubbish\n" },
	    { E, D ".x.conf", "rubbish\n" } },
	  0,
	  12,
	  15 },
	{ "a profile lies below its main file",
	  { { V, "profiles/p.conf", "password_min_length = 8\nidle_minutes = 3\n" },
	    { E, CONF, "idle_minutes = 5\nprofile = p\n" } },
	  0,
	  8,
	  5 },
	{ "a profile that is not there",
	  { { E, CONF, "idle_minutes = 5\nprofile = p\n" } },
	  -ENOENT,
	  0,
	  0 },
	{ "a bad profile",
	  { { V, "profiles/p.conf", "password_min_length = 7\n" }, { E, CONF, "profile = p\n" } },
	  -EINVAL,
	  0,
	  0 },
	{ "a profile in etc is none of ours",
	  { { E, "profiles/p.conf", "password_min_length = 8\n" }, { E, CONF, "profile = p\n" } },
	  -ENOENT,
	  0,
	  0 },
	{ "a profile named in a drop-in would be passed over in silence",
	  { { V, "profiles/p.conf", "password_min_length = 20\n" },
	    { E, D "1.conf", "profile = p\n" } },
	  -EINVAL,
	  0,
	  0 },
	{ "a profile that names a profile",
	  { { V, "profiles/p.conf", "profile = p\n" }, { E, CONF, "profile = p\n" } },
	  -EINVAL,
	  0,
	  0 },
	{ "a bad drop-in refuses the whole",
	  { { E, CONF, "password_min_length = 14\n" },
	    { E, D "10.conf", "idle_minutes = 5\n" },
	    { R, D "20.conf", "idle_minuts = 5\n" } },
	  -EINVAL,
	  0,
	  0 },
	{ "an empty main file", { { E, CONF, "" } }, -ENODATA, 0, 0 },
	{ "a bad main file is not replaced by the vendor's",
	  { { V, CONF, "password_min_length = 14\n" }, { E, CONF, "password_min_length = 7\n" } },
	  -EINVAL,
	  0,
	  0 },
};

static void put(const struct sandbox *box, const struct layer_case *c)
{
	for (size_t i = 0; i < COUNT(c->file) && c->file[i].name; i++)
		root_write(box, (enum place)c->file[i].place, c->file[i].name,
			   strcmp(c->file[i].text, OFF) == 0 ? NULL : c->file[i].text);
}

static void layers_lie_in_their_order(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(layers); i++) {
		const struct layer_case *c = &layers[i];
		struct policy policy = { .source_count = 77 };
		struct error e = { .code = 0 };
		void *state = NULL;

		assert_int_equal(sandbox_setup(&state), 0);

		const struct sandbox *box = state;

		put(box, c);

		int r = policy_store_read(box->path, &policy, &e);

		EXPECT(r == c->want, "%s: %d", c->name, r);
		EXPECT(e.code == r, "%s: the error says %d", c->name, e.code);
		if (r >= 0)
			EXPECT(policy.value[RULE_PASSWORD_MIN_LENGTH] == c->length &&
				       policy.value[RULE_IDLE_MINUTES] == c->idle,
			       "%s: %lld, %lld", c->name,
			       (long long)policy.value[RULE_PASSWORD_MIN_LENGTH],
			       (long long)policy.value[RULE_IDLE_MINUTES]);
		else
			EXPECT(policy.source_count == 77 && strstr(e.file, box->path), "%s: %s",
			       c->name, e.file);
		sandbox_teardown(&state);
	}
}

static void sources_name_file_and_line(void **state)
{
	const struct sandbox *box = *state;
	struct policy p;

	root_write(box, PLACE_VENDOR, "profiles/p.conf", "\npassword_min_length = 8\n");
	root_write(box, PLACE_ETC, CONF, "profile = p\nidle_minutes = 5\n");
	root_write(box, PLACE_RUN, D "x.conf", "password_max_age = 30\n");
	assert_int_equal(policy_store_load(box->path, &p, NULL), POLICY_FROM_FILES);
	assert_string_equal(p.source[p.file[RULE_PASSWORD_MIN_LENGTH]],
			    sandbox_path(box, root_name(PLACE_VENDOR, "profiles/p.conf")));
	assert_int_equal(p.line[RULE_PASSWORD_MIN_LENGTH], 2);
	assert_string_equal(p.source[p.file[RULE_IDLE_MINUTES]],
			    sandbox_path(box, root_name(PLACE_ETC, CONF)));
	assert_string_equal(p.source[p.file[RULE_PASSWORD_MAX_AGE]],
			    sandbox_path(box, root_name(PLACE_RUN, D "x.conf")));
	assert_string_equal(p.source[p.file[RULE_PASSWORD_MIN_CLASSES]], "built-in");
}

static const char good[] = "password_min_length = 16\nidle_minutes = 5\nbreak_glass = a b\n"
			   "account_unknown = warn\n";

/* A good policy is read and kept; then its file goes bad. */
static void keep_then_break(const struct sandbox *box)
{
	struct policy p;

	root_write(box, PLACE_ETC, CONF, good);
	sandbox_mkdir(box, root_name(PLACE_STATE, ""));
	assert_int_equal(policy_store_load(box->path, &p, NULL), POLICY_FROM_FILES);
	assert_int_equal(policy_last_good_keep(box->path, &p, NULL), 0);
	root_write(box, PLACE_ETC, CONF, "password_min_length = 20\nidle_minuts = 5\n");
}

static void the_last_good_policy_is_kept_and_used(void **state)
{
	const struct sandbox *box = *state;
	struct policy p, want;
	struct error e;

	keep_then_break(box);
	policy_init(&want);
	assert_int_equal(policy_parse(good, strlen(good), "x", &want, NULL), 0);
	assert_int_equal(policy_store_load(box->path, &p, &e), POLICY_FROM_LAST_GOOD);
	assert_memory_equal(p.value, want.value, sizeof(p.value));
	assert_true(policy_is_break_glass(&p, "a") && policy_is_break_glass(&p, "b"));
	assert_int_equal(e.line, 2);
	assert_string_equal(e.value, "idle_minuts");
	assert_string_equal(e.file, sandbox_path(box, root_name(PLACE_ETC, CONF)));
	/* and when it is mended, it counts again */
	root_write(box, PLACE_ETC, CONF, "password_min_length = 20\n");
	assert_int_equal(policy_store_load(box->path, &p, &e), POLICY_FROM_FILES);
	assert_string_equal(root_value(&p, RULE_PASSWORD_MIN_LENGTH), "20");
}

/* Some editors move a file aside while they write: without it break_glass would be forgotten. */
static void F124_a_main_file_that_is_gone_leaves_the_last_good_policy_in_force(void **state)
{
	const struct sandbox *box = *state;
	struct policy p;
	struct error e;

	keep_then_break(box);
	assert_int_equal(unlinkat(box->dirfd, root_name(PLACE_ETC, CONF), 0), 0);
	assert_int_equal(policy_store_load(box->path, &p, &e), POLICY_FROM_LAST_GOOD);
	assert_true(policy_is_break_glass(&p, "a"));
	assert_string_equal(e.file, sandbox_path(box, root_name(PLACE_ETC, CONF)));
	/* meant to go: then its name leads nowhere */
	assert_int_equal(symlinkat("/dev/null", box->dirfd, root_name(PLACE_ETC, CONF)), 0);
	assert_int_equal(policy_store_load(box->path, &p, &e), POLICY_FROM_FILES);
	assert_false(policy_is_break_glass(&p, "a"));
}

static void what_is_kept_already_is_not_written_again(void **state)
{
	const struct sandbox *box = *state;
	struct stat before, after;
	struct policy p;
	char kept[1024];

	snprintf(kept, sizeof(kept), "%s", root_name(PLACE_STATE, "policy.last-good"));
	keep_then_break(box);
	assert_int_equal(fstatat(box->dirfd, kept, &before, 0), 0);
	assert_int_equal(before.st_mode & 07777, 0600);
	root_write(box, PLACE_ETC, CONF, good);
	assert_int_equal(policy_store_load(box->path, &p, NULL), POLICY_FROM_FILES);
	assert_int_equal(policy_last_good_keep(box->path, &p, NULL), 0);
	assert_int_equal(fstatat(box->dirfd, kept, &after, 0), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	p.value[RULE_IDLE_MINUTES] = 7;
	assert_int_equal(policy_last_good_keep(box->path, &p, NULL), 0);
	root_write(box, PLACE_ETC, CONF, "password_min_length = 20\nidle_minuts = 5\n");
	assert_int_equal(policy_store_load(box->path, &p, NULL), POLICY_FROM_LAST_GOOD);
	assert_int_equal(p.value[RULE_IDLE_MINUTES], 7);
	assert_int_equal(sandbox_count(box, root_name(PLACE_STATE, "")), 1);
}

/*
 * Loads with a damaged copy of the last good policy: the built-in one, or the same as before (the mark
 * before the digest is the one thing that no digest covers); never anything else.
 */
static void expect_built_in(const struct sandbox *box, const char *bytes, size_t len,
			    const char *why, size_t at)
{
	struct policy p, built_in, kept;

	policy_init(&built_in);
	policy_init(&kept);
	assert_int_equal(policy_parse(good, strlen(good), "x", &kept, NULL), 0);
	sandbox_write_bytes(box, root_name(PLACE_STATE, "policy.last-good"), bytes, len);

	enum policy_origin origin = policy_store_load(box->path, &p, NULL);

	EXPECT(origin != POLICY_FROM_FILES, "%s at %zu", why, at);
	EXPECT(memcmp(p.value, origin == POLICY_FROM_BUILT_IN ? built_in.value : kept.value,
		      sizeof(p.value)) == 0,
	       "%s at %zu: origin %d", why, at, (int)origin);
	EXPECT(origin == POLICY_FROM_BUILT_IN || (len == strlen(bytes) && at + 40 > len),
	       "%s at %zu", why, at);
}

static void a_damaged_last_good_policy_gives_way_to_the_built_in_one(void **state)
{
	const struct sandbox *box = *state;
	size_t len;

	keep_then_break(box);

	char *kept = sandbox_read(box, root_name(PLACE_STATE, "policy.last-good"), &len);

	assert_true(len > 200);
	for (size_t at = 0; at < len; at++)
		expect_built_in(box, kept, at, "cut", at);
	for (size_t at = 0; at < len; at++) {
		kept[at] = (char)(kept[at] ^ (1 << (at % 8)));
		expect_built_in(box, kept, len, "bit flipped", at);
		kept[at] = (char)(kept[at] ^ (1 << (at % 8)));
	}
	assert_int_equal(unlinkat(box->dirfd, root_name(PLACE_STATE, "policy.last-good"), 0), 0);

	struct policy p;
	struct error e = { .code = 0 };

	assert_int_equal(policy_store_load(box->path, &p, &e), POLICY_FROM_BUILT_IN);
	assert_int_equal(e.code, -EINVAL);
	free(kept);
}

static void a_last_good_policy_that_cannot_be_kept_is_an_error(void **state)
{
	const struct sandbox *box = *state;
	struct policy p;
	struct error e;

	policy_init(&p);
	sandbox_mkdir(box, root_name(PLACE_STATE, "policy.last-good"));
	assert_true(policy_last_good_keep(box->path, &p, &e) < 0);
	assert_int_equal(sandbox_count(box, root_name(PLACE_STATE, "")), 1);
}

static void one_file_is_judged_as_if_it_were_in_place(void **state)
{
	const struct sandbox *box = *state;
	char here[1024];
	struct policy p;
	struct error e;

	root_write(box, PLACE_VENDOR, "profiles/p.conf", "password_min_length = 8\n");
	root_write(box, PLACE_ETC, CONF, "rubbish\n");
	sandbox_write(box, "draft.conf", "profile = p\nidle_minutes = 5\n");
	assert_int_equal(policy_store_read_file(box->path, sandbox_path(box, "draft.conf"), &p, &e),
			 0);
	assert_int_equal(p.value[RULE_PASSWORD_MIN_LENGTH], 8);
	assert_int_equal(p.value[RULE_IDLE_MINUTES], 5);
	assert_true(policy_store_read_file(box->path, sandbox_path(box, "nothing.conf"), &p, &e) <
		    0);
	sandbox_write(box, "draft.conf", "\n\nidle_minutes = 16\n");
	assert_true(policy_store_read_file(box->path, sandbox_path(box, "draft.conf"), &p, &e) < 0);
	assert_int_equal(e.line, 3);
	assert_string_equal(e.file, sandbox_path(box, "draft.conf"));
	/* a name without a directory is one of the working directory */
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(box->path), 0);

	int r = policy_store_read_file(box->path, "draft.conf", &p, &e);

	assert_int_equal(chdir(here), 0);
	assert_true(r < 0);
	assert_int_equal(e.line, 3);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layers_lie_in_their_order),
		IN_SANDBOX(sources_name_file_and_line),
		IN_SANDBOX(the_last_good_policy_is_kept_and_used),
		IN_SANDBOX(F124_a_main_file_that_is_gone_leaves_the_last_good_policy_in_force),
		IN_SANDBOX(what_is_kept_already_is_not_written_again),
		IN_SANDBOX(a_damaged_last_good_policy_gives_way_to_the_built_in_one),
		IN_SANDBOX(a_last_good_policy_that_cannot_be_kept_is_an_error),
		IN_SANDBOX(one_file_is_judged_as_if_it_were_in_place),
	};

	return cmocka_run_group_tests_name("policy_store", tests, NULL, NULL);
}
