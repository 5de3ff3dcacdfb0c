/* SPDX-License-Identifier: BSD-3-Clause */
/* base: the grammar of settings files; every way in which libeconf was lenient is here (F123). */
#include "base/keyfile.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What each() was told, as "key=value;" in order. */
struct seen {
	char text[512];
	int stop; /* returned for the key "stop" */
};

static int note(const struct keyfile_item *item, void *arg, struct error *reterr)
{
	struct seen *seen = arg;
	size_t used = strlen(seen->text);

	snprintf(seen->text + used, sizeof(seen->text) - used, "%.*s=%.*s@%u;", (int)item->key_len,
		 item->key, (int)item->value_len, item->value, item->line);
	if (keyfile_is(item, "stop"))
		return keyfile_refuse(item, "{value} stops.", NULL, reterr);
	return 0;
}

struct keyfile_case {
	const char *name, *text;
	int want;
	unsigned line; /* of the error */
	const char *seen;
};

static const struct keyfile_case cases[] = {
	{ "one setting", "a = 1\n", 0, 0, "a=1@1;" },
	{ "no spaces", "a=1\n", 0, 0, "a=1@1;" },
	{ "tabs and spaces around", "a\t =\t 1 \t\n", 0, 0, "a=1@1;" },
	{ "comment and empty lines", "# x\n\n  \t\n  # y\na = 1\n", 0, 0, "a=1@5;" },
	{ "only a comment", "#\n", 0, 0, "" },
	{ "spaces within a value", "a = b  c\n", 0, 0, "a=b  c@1;" },
	{ "'=' within a value", "a = b=c\n", 0, 0, "a=b=c@1;" },
	{ "'#' within a value is no comment", "a = 1 # x\n", 0, 0, "a=1 # x@1;" },
	{ "Chinese value", "a = 密碼\n", 0, 0, "a=密碼@1;" },
	{ "empty file", "", -ENODATA, 0, "" },
	{ "no final newline", "a = 1\nb = 2", -EINVAL, 2, "a=1@1;" },
	{ "no final newline in a comment", "a = 1\n# b", -EINVAL, 2, "a=1@1;" },
	{ "CR LF", "a = 1\r\n", -EINVAL, 1, "" },
	{ "CR LF on an empty line", "a = 1\n\r\n", -EINVAL, 2, "a=1@1;" },
	{ "CR LF in a comment", "# x\r\na = 1\n", -EINVAL, 1, "" },
	{ "lone CR", "a = 1\rb = 2\n", -EINVAL, 1, "" },
	{ "BOM",
	  "\xEF\xBB\xBF"
	  "a = 1\n",
	  -EINVAL, 1, "" },
	{ "BOM before a comment", "\xEF\xBB\xBF# x\na = 1\n", -EINVAL, 1, "" },
	{ "BOM later",
	  "a = 1\n\xEF\xBB\xBF"
	  "b = 1\n",
	  -EINVAL, 2, "a=1@1;" },
	{ "duplicate", "a = 1\nb = 2\na = 1\n", -EEXIST, 3, "a=1@1;b=2@2;" },
	{ "no value", "a =\n", -EINVAL, 1, "" },
	{ "spaces for a value", "a =  \t \n", -EINVAL, 1, "" },
	{ "no '='", "a 1\n", -EINVAL, 1, "" },
	{ "no '=', no value", "a\n", -EINVAL, 1, "" },
	{ "no key", "= 1\n", -EINVAL, 1, "" },
	{ "indented key (a continuation elsewhere)", "a = 1\n  b = 2\n", -EINVAL, 2, "a=1@1;" },
	{ "section", "[x]\na = 1\n", -EINVAL, 1, "" },
	{ "';' is no comment", "; x\n", -EINVAL, 1, "" },
	{ "'//' is no comment", "// x\n", -EINVAL, 1, "" },
	{ "upper-case key", "A = 1\n", -EINVAL, 1, "" },
	{ "dash in key", "a-b = 1\n", -EINVAL, 1, "" },
	{ "two words before '='", "a b = 1\n", -EINVAL, 1, "" },
	{ "':' for '='", "a: 1\n", -EINVAL, 1, "" },
	{ "full-width '='", "a \xEF\xBC\x9D 1\n", -EINVAL, 1, "" },
	{ "no-break space before '='", "a\xC2\xA0= 1\n", -EINVAL, 1, "" },
	{ "broken UTF-8", "a = \xE5\xAF\n", -EINVAL, 1, "" },
	{ "Big5", "a = \xB1\x4B\n", -EINVAL, 1, "" },
	{ "broken UTF-8 in a comment", "# \xFF\na = 1\n", -EINVAL, 1, "" },
	{ "escape sequence", "a = 1\x1B[0m\n", -EINVAL, 1, "" },
	{ "right-to-left override in a comment", "# \xE2\x80\xAE\na = 1\n", -EINVAL, 1, "" },
	{ "form feed", "a = 1\n\f\n", -EINVAL, 2, "a=1@1;" },
	{ "each() refuses", "a = 1\nstop = here\nb = 2\n", -EINVAL, 2, "a=1@1;stop=here@2;" },
};

static void F123_what_can_be_read_in_two_ways_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct keyfile_case *c = &cases[i];
		struct seen seen = { .text = "" };
		struct error e = { .code = 0 };
		int r = keyfile_parse(c->text, strlen(c->text), "file.conf", note, &seen, &e);

		EXPECT(r == c->want, "%s: %d", c->name, r);
		EXPECT(e.line == c->line, "%s: line %u", c->name, e.line);
		EXPECT(strcmp(seen.text, c->seen) == 0, "%s: %s", c->name, seen.text);
		EXPECT(r == 0 || (e.code == r && strcmp(e.file, "file.conf") == 0), "%s", c->name);
		r = keyfile_parse(c->text, strlen(c->text), "file.conf", note,
				  &(struct seen) { .text = "" }, NULL);
		EXPECT(r == c->want, "%s: without an error to fill", c->name);
	}
}

static void F123_NUL_never_ends_a_file(void **state)
{
	static const char text[] = "a = 1\nb = 2\0\nc = 3\n";
	struct seen seen = { .text = "" };
	struct error e;

	(void)state;
	assert_int_equal(keyfile_parse(text, sizeof(text) - 1, "f", note, &seen, &e), -EINVAL);
	assert_int_equal(e.line, 2);
}

static void F123_files_and_lines_have_a_most(void **state)
{
	static char text[KEYFILE_MAX + 2];
	struct seen seen = { .text = "" };
	struct error e;
	size_t used = 0;

	(void)state;
	memset(text, '#', sizeof(text));
	text[KEYFILE_LINE_MAX] = '\n';
	assert_int_equal(keyfile_parse(text, KEYFILE_LINE_MAX + 1, "f", note, &seen, &e), 0);
	text[KEYFILE_LINE_MAX] = '#';
	text[KEYFILE_LINE_MAX + 1] = '\n';
	assert_int_equal(keyfile_parse(text, KEYFILE_LINE_MAX + 2, "f", note, &seen, &e), -EINVAL);
	memset(text, '\n', sizeof(text));
	assert_int_equal(keyfile_parse(text, KEYFILE_MAX, "f", note, &seen, &e), 0);
	assert_int_equal(keyfile_parse(text, KEYFILE_MAX + 1, "f", note, &seen, &e), -EFBIG);
	for (unsigned i = 0; i <= KEYFILE_KEYS_MAX; i++) {
		int r = keyfile_parse(text, used > 0 ? used : 1, "f", note, &seen, NULL);

		seen.text[0] = '\0';
		EXPECT(r == 0, "%u settings", i);
		used += (size_t)snprintf(text + used, sizeof(text) - used, "k%u = 1\n", i);
	}
	assert_int_equal(keyfile_parse(text, used, "f", note, &seen, &e), -E2BIG);
}

static void a_duplicate_names_both_lines(void **state)
{
	const char *text = "a = 1\n\na = 2\n";
	char said[ERROR_TEXT_MAX];
	struct error e;

	(void)state;
	assert_int_equal(keyfile_parse(text, strlen(text), "f", note, &(struct seen) { 0 }, &e),
			 -EEXIST);
	error_format(&e, NULL, said, sizeof(said));
	assert_non_null(strstr(said, "f:3: \"a\" is set a second time; first in line 1."));
}

static void the_remedy_is_for_what_was_found(void **state)
{
	static const struct {
		const char *text, *remedy;
	} remedies[] = {
		{ "a = 1\r\n", "dos2unix" },
		{ "\xEF\xBB\xBF# x\n", "without BOM" },
		{ "a = 1", "End it with a newline" },
		{ "a 1\n", "key = value" },
	};
	char said[ERROR_TEXT_MAX];
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT(remedies); i++) {
		const char *text = remedies[i].text;

		keyfile_parse(text, strlen(text), "f", note, &(struct seen) { 0 }, &e);
		error_format(&e, NULL, said, sizeof(said));
		EXPECT(strstr(said, remedies[i].remedy), "%s", said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(F123_what_can_be_read_in_two_ways_is_refused),
		cmocka_unit_test(F123_NUL_never_ends_a_file),
		cmocka_unit_test(F123_files_and_lines_have_a_most),
		cmocka_unit_test(a_duplicate_names_both_lines),
		cmocka_unit_test(the_remedy_is_for_what_was_found),
	};

	return cmocka_run_group_tests_name("keyfile", tests, NULL, NULL);
}
