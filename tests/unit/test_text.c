/* SPDX-License-Identifier: BSD-3-Clause */
/* base: text, sentence, error. */
#include "base/error.h"
#include "base/sentence.h"
#include "base/text.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

struct next_case {
	const char *name, *bytes;
	size_t len;
	int want;
	uint32_t c;
};

static const struct next_case nexts[] = {
	{ "ASCII", "a", 1, 1, 'a' },
	{ "NUL is a character", "\0", 1, 1, 0 },
	{ "nothing", "", 0, 0, 0 },
	{ "two bytes", "\xC3\xA9", 2, 2, 0xE9 },
	{ "three bytes", "\xE5\xAF\x86", 3, 3, 0x5BC6 },
	{ "four bytes", "\xF0\xA0\x80\x80", 4, 4, 0x20000 },
	{ "the last of all", "\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF },
	{ "beyond the last", "\xF4\x90\x80\x80", 4, -EILSEQ, 0 },
	{ "a lone continuation", "\x80", 1, -EILSEQ, 0 },
	{ "a cut character", "\xE5\xAF", 2, -EILSEQ, 0 },
	{ "a lead byte and ASCII", "\xC3(", 2, -EILSEQ, 0 },
	{ "'/' in two bytes", "\xC0\xAF", 2, -EILSEQ, 0 },
	{ "'/' in three bytes", "\xE0\x80\xAF", 3, -EILSEQ, 0 },
	{ "NUL in two bytes", "\xC0\x80", 2, -EILSEQ, 0 },
	{ "a surrogate", "\xED\xA0\x80", 3, -EILSEQ, 0 },
	{ "0xFE", "\xFE", 1, -EILSEQ, 0 },
	{ "0xFF", "\xFF", 1, -EILSEQ, 0 },
	{ "five bytes", "\xF8\x88\x80\x80\x80", 5, -EILSEQ, 0 },
};

static void next_takes_utf8_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(nexts); i++) {
		const struct next_case *c = &nexts[i];
		uint32_t got = 0xDEAD;
		int r = text_next(c->bytes, c->len, &got);

		EXPECT(r == c->want, "%s: %d", c->name, r);
		EXPECT(got == (c->want > 0 ? c->c : 0xDEAD), "%s: %x", c->name, got);
	}
}

struct show_case {
	const char *name, *in, *want;
	bool plain;
};

static const struct show_case shows[] = {
	{ "plain", "alice 密碼", "alice 密碼", true },
	{ "newline forges no line", "a\nb", "a\\x0ab", false },
	{ "escape sequence", "\x1B[2J", "\\x1b[2J", false },
	{ "DEL", "a\x7F", "a\\x7f", false },
	{ "C1 in two bytes (CSI)", "\xC2\x9B", "\\xc2\\x9b", false },
	{ "C1 as a lone byte", "\x9B", "\\x9b", false },
	{ "right-to-left override",
	  "a\xE2\x80\xAE"
	  "b",
	  "a\\xe2\\x80\\xaeb", false },
	{ "isolate", "\xE2\x81\xA6", "\\xe2\\x81\\xa6", false },
	{ "Arabic letter mark", "\xD8\x9C", "\\xd8\\x9c", false },
	{ "line separator", "\xE2\x80\xA8", "\\xe2\\x80\\xa8", false },
	{ "byte order mark", "\xEF\xBB\xBF", "\\xef\\xbb\\xbf", false },
	{ "broken UTF-8 amid good", "\xE5\xAF\x86\xE5\xAF!", "密\\xe5\\xaf!", false },
	{ "no-break space stays", "\xC2\xA0", "\xC2\xA0", true },
	{ "empty", "", "", true },
};

static void show_writes_nothing_that_acts_on_a_terminal(void **state)
{
	char buf[64];

	(void)state;
	for (size_t i = 0; i < COUNT(shows); i++) {
		text_show(buf, sizeof(buf), shows[i].in, strlen(shows[i].in));
		EXPECT(strcmp(buf, shows[i].want) == 0, "%s: %s", shows[i].name, buf);
		EXPECT(text_is_plain(shows[i].in, strlen(shows[i].in)) == shows[i].plain, "%s",
		       shows[i].name);
		EXPECT(text_is_plain(buf, strlen(buf)), "%s: %s", shows[i].name, buf);
	}
	/* every size: terminated, never half a character or half an escape */
	for (size_t size = 1; size < 12; size++) {
		memset(buf, 'x', sizeof(buf));
		text_show(buf, size, "a\n密", 5);
		EXPECT(strlen(buf) < size && text_is_plain(buf, strlen(buf)), "size %zu", size);
		EXPECT(buf[size] == 'x', "size %zu: wrote beyond", size);
		EXPECT(strncmp("a\\x0a密", buf, strlen(buf)) == 0, "size %zu: %s", size, buf);
		EXPECT(strlen(buf) == 0 || strlen(buf) == 1 || strlen(buf) == 5 || strlen(buf) == 8,
		       "size %zu: %s", size, buf);
	}
	buf[0] = 'x';
	text_show(buf, 0, "a", 1);
	assert_int_equal(buf[0], 'x');
}

static void folding_is_ascii_and_full_width_only(void **state)
{
	static const struct {
		uint32_t in, want;
	} cases[] = {
		{ 'A', 'a' },       { 'Z', 'z' },       { 'a', 'a' },       { '@', '@' },
		{ '[', '[' },       { 0xFF21, 'a' },    { 0xFF3A, 'z' },    { 0xFF41, 'a' },
		{ 0xFF10, '0' },    { 0xFF01, '!' },    { 0xFF5E, '~' },    { 0xFF00, 0xFF00 },
		{ 0xFF5F, 0xFF5F }, { 0x0130, 0x0130 }, { 0x212A, 0x212A }, { 0xC0, 0xC0 },
	};
	char name[8];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		EXPECT(text_fold(cases[i].in) == cases[i].want, "U+%04X", cases[i].in);
	assert_int_equal(text_fold_name("Alice-1", name, sizeof(name)), 0);
	assert_string_equal(name, "alice-1");
	assert_int_equal(text_fold_name("Alice-12", name, sizeof(name)), -ENAMETOOLONG);
	assert_true(text_same_folded("Alice", "aLICE"));
	assert_false(text_same_folded("Alice", "Alic"));
	assert_false(text_same_folded("Alic", "Alice"));
	assert_false(text_same_folded("alice", "alicf"));
	assert_true(text_same_folded("", ""));
}

struct fill_case {
	const char *name, *sentence, *want;
};

static const struct fill_case fills[] = {
	{ "one place", "at least {want} characters", "at least 12 characters" },
	{ "twice", "{want}{want}", "1212" },
	{ "no text", "a{none}b", "ab" },
	{ "unknown place stands", "at {what} time", "at {what} time" },
	{ "half a place stands", "at {want", "at {want" },
	{ "printf is no place", "%s %n {want}", "%s %n 12" },
	{ "a value is not filled again", "{trick}", "{want}" },
	{ "brace in brace", "{{want}", "{12" },
	{ "empty place", "{}", "{}" },
	{ "a longer name is another", "{wants}", "{wants}" },
	{ "Chinese", "至少 {want} 個字元", "至少 12 個字元" },
};

static void sentences_are_filled_by_name(void **state)
{
	static const struct sentence_place places[] = { { "want", "12" },
							{ "none", NULL },
							{ "trick", "{want}" } };
	char buf[64];

	(void)state;
	for (size_t i = 0; i < COUNT(fills); i++) {
		size_t len = sentence_fill(buf, sizeof(buf), fills[i].sentence, places, 3);

		EXPECT(strcmp(buf, fills[i].want) == 0, "%s: %s", fills[i].name, buf);
		EXPECT(len == strlen(buf), "%s", fills[i].name);
	}
}

static void sentences_are_cut_at_a_character(void **state)
{
	static const struct sentence_place places[] = { { "name", "密碼\xF0\xA0\x80\x80" } };
	const char *whole = "a密碼\xF0\xA0\x80\x80z";
	char buf[32];

	(void)state;
	for (size_t size = 1; size <= strlen(whole) + 2; size++) {
		memset(buf, 'x', sizeof(buf));

		size_t len = sentence_fill(buf, size, "a{name}z", places, 1);

		EXPECT(len < size && strlen(buf) == len && buf[size] == 'x', "size %zu", size);
		EXPECT(text_is_plain(buf, len), "size %zu: half a character", size);
		EXPECT(memcmp(buf, whole, len) == 0, "size %zu: %s", size, buf);
		EXPECT(len + 4 >= size || len == strlen(whole), "size %zu: cut too much", size);
	}
	buf[0] = 'x';
	assert_int_equal(sentence_fill(buf, 0, "a", NULL, 0), 0);
	assert_int_equal(buf[0], 'x');
}

static const char *shout(const char *sentence)
{
	return strcmp(sentence, "{value} is bad.") == 0 ? "{value} SCHLECHT {nonsense}" : sentence;
}

static void errors_say_what_where_why_and_the_way_out(void **state)
{
	char text[ERROR_TEXT_MAX], longer[600];
	struct error e;

	(void)state;
	assert_int_equal(
		error_set(&e, -EINVAL, "{value} is bad.", "Take {least} to {most} ({clause})."),
		-EINVAL);
	assert_int_equal(error_at(&e, "/etc/x\n.conf", 7), -EINVAL);
	assert_int_equal(error_value(&e, "1\x1B{least}", 9), -EINVAL);
	e.least = -1;
	e.most = INT64_MAX;
	e.clause = "EY-32";
	error_format(&e, NULL, text, sizeof(text));
	assert_string_equal(text, "/etc/x\\x0a.conf:7: 1\\x1b{least} is bad. "
				  "Take -1 to 9223372036854775807 (EY-32).");
	error_format(&e, shout, text, sizeof(text));
	assert_non_null(strstr(text, "1\\x1b{least} SCHLECHT {nonsense} Take -1"));

	error_set(&e, -ENOSPC, NULL, NULL);
	error_format(&e, NULL, text, sizeof(text));
	assert_string_equal(text, "No space left on device.");
	error_at(&e, "f", 0);
	error_format(&e, NULL, text, sizeof(text));
	assert_string_equal(text, "f: No space left on device.");

	/* whatever is too long is cut, not overrun; nobody asked: nothing happens */
	memset(longer, 'y', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	error_at(&e, longer, 1);
	error_value(&e, longer, sizeof(longer) - 1);
	assert_int_equal(strlen(e.file), ERROR_FILE_MAX - 1);
	assert_int_equal(strlen(e.value), ERROR_VALUE_MAX - 1);
	error_format(&e, NULL, text, 5);
	assert_string_equal(text, "yyyy");
	assert_int_equal(error_set(NULL, -EIO, "x", NULL), -EIO);
	assert_int_equal(error_at(NULL, "f", 1), 0);
	assert_int_equal(error_value(NULL, "v", 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next_takes_utf8_only),
		cmocka_unit_test(show_writes_nothing_that_acts_on_a_terminal),
		cmocka_unit_test(folding_is_ascii_and_full_width_only),
		cmocka_unit_test(sentences_are_filled_by_name),
		cmocka_unit_test(sentences_are_cut_at_a_character),
		cmocka_unit_test(errors_say_what_where_why_and_the_way_out),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
