/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ldap_sync: a roster is believed whole or not at all; expected values are written down from the
 * files' own bytes.
 */
#include "base/civil.h"
#include "ldap_sync/roster.h"
#include "tests/unit/sandbox.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER          "id,name,status,leave_date,start_date,department,manager,kind,end_date\n"
#define ROW(id, status) id ",N," status ",,,,,,\n"
#define BOM             "\xEF\xBB\xBF"

static const struct roster_headers headers = { { "id", "name", "status", "leave_date", "start_date",
						 "department", "manager", "kind", "end_date" } };

static int parse(const char *text, size_t len, struct roster *ret, struct error *reterr)
{
	return roster_parse(text, len, "r.csv", &headers, ret, reterr);
}

static void I155_ids_are_text_and_rows_are_found_by_id(void **state)
{
	static const char text[] = HEADER ROW("0146", "active") ROW("00146", "departed")
		ROW("146", "on leave") ROW("9", "not yet started");
	static const char *const ids[] = { "00146", "0146", "146", "9" };
	static const unsigned lines[] = { 3, 2, 4, 5 };
	static const enum roster_status statuses[] = { PERSON_DEPARTED, PERSON_ACTIVE,
						       PERSON_ON_LEAVE, PERSON_NOT_STARTED };
	struct roster r;
	struct error e;

	(void)state;
	assert_int_equal(parse(text, sizeof(text) - 1, &r, &e), 0);
	assert_int_equal(r.count, COUNT(ids));
	for (size_t i = 0; i < COUNT(ids); i++) {
		assert_string_equal(r.rows[i].id, ids[i]);
		assert_int_equal(r.rows[i].line, lines[i]);
		assert_int_equal(r.rows[i].status, statuses[i]);
		assert_true(r.rows[i].leave_days == ROSTER_NO_DATE);
	}
	roster_done(&r);
}

static const struct {
	const char *what, *text;
	const char *id, *name;
	enum roster_status status;
	const char *leave;
	unsigned line;
} good[] = {
	{ "I147 a byte order mark", BOM HEADER "1,N,active,,,,,,\n", "1", "N", PERSON_ACTIVE, "",
	  2 },
	{ "line ends of Windows",
	  "id,name,status,leave_date,start_date,department,manager,kind,end_date\r\n"
	  "1,N,departed,2026-11-20,,,,,\r\n",
	  "1", "N", PERSON_DEPARTED, "2026-11-20", 2 },
	{ "commas and quotation marks in quotes", HEADER "1,\"Chen, \"\"A\"\"\",active,,,,,,\n",
	  "1", "Chen, \"A\"", PERSON_ACTIVE, "", 2 },
	{ "a cell of two lines before", HEADER "0,\"two\nlines\",active,,,,,,\n1,N,active,,,,,,\n",
	  "1", "N", PERSON_ACTIVE, "", 4 },
	{ "Chinese status active", HEADER "1,王俊宏,在職,,,,,,\n", "1", "王俊宏", PERSON_ACTIVE, "",
	  2 },
	{ "Chinese status on leave", HEADER "1,王,留職停薪,,,,,,\n", "1", "王", PERSON_ON_LEAVE, "",
	  2 },
	{ "Chinese status departed", HEADER "1,王,離職,2026-02-28,,,,,\n", "1", "王",
	  PERSON_DEPARTED, "2026-02-28", 2 },
	{ "Chinese status not started", HEADER "1,王,未到職,,,,,,\n", "1", "王", PERSON_NOT_STARTED,
	  "", 2 },
	{ "capitals",
	  "ID,Name,STATUS,leave_date,start_date,department,manager,kind,end_date\n1,N,Active,,,,,,"
	  "\n",
	  "1", "N", PERSON_ACTIVE, "", 2 },
	{ "columns moved, and one of which nothing is known",
	  "phone,status,name,id,leave_date,start_date,department,manager,kind,end_date\n"
	  "5,departed,N,1,2024-02-29,,,,,\n",
	  "1", "N", PERSON_DEPARTED, "2024-02-29", 2 },
};

static void good_rosters_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct roster r;
		struct error e = { .code = 0 };
		char left[CIVIL_DATE_MAX] = "";
		char digest[DIGEST_HEX_MAX];

		EXPECT(parse(good[i].text, strlen(good[i].text), &r, &e) == 0, "%s: %s",
		       good[i].what, e.why);

		const struct roster_row *row = &r.rows[r.count - 1];

		if (row->leave_days != ROSTER_NO_DATE)
			civil_format(row->leave_days, left);
		EXPECT(strcmp(row->id, good[i].id) == 0, "%s: %s", good[i].what, row->id);
		EXPECT(strcmp(row->name, good[i].name) == 0, "%s: %s", good[i].what, row->name);
		EXPECT(row->status == good[i].status, "%s", good[i].what);
		EXPECT(strcmp(left, good[i].leave) == 0, "%s: %s", good[i].what, left);
		EXPECT(row->line == good[i].line, "%s: %u", good[i].what, row->line);
		digest_hex(good[i].text, strlen(good[i].text), digest);
		EXPECT(strcmp(digest, r.digest) == 0, "%s", good[i].what);
		roster_done(&r);
	}
}

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *what, *text;
	size_t len;
	unsigned line;
	const char *value;
} bad[] = {
	{ "D80 empty", BYTES(""), 0, "" },
	{ "D80 a byte order mark alone", BYTES(BOM), 0, "" },
	{ "D80 header only", BYTES(HEADER), 0, "" },
	{ "D80 cut in a line", BYTES(HEADER ROW("1", "active") "2,N,depar"), 3, "" },
	{ "D80 cut before the last newline", BYTES(HEADER "1,N,active,,,,,,"), 2, "" },
	{ "D83 lacks a column",
	  BYTES("id,name,leave_date,start_date,department,manager,kind,end_date\n1,N,,,,,,\n"), 1,
	  "status" },
	{ "D83 lacks a column that nothing is read from",
	  BYTES("id,name,status,leave_date,start_date,department,manager,end_date\n1,N,active,,,,,"
		"\n"),
	  1, "kind" },
	{ "D83 a column twice",
	  BYTES("id,name,id,status,leave_date,start_date,department,manager,kind,end_date\n"), 1,
	  "id" },
	{ "D83 no header at all", BYTES("1,N,active,,,,,,\n"), 1, "id" },
	{ "D83 a cell less", BYTES(HEADER "1,N,active,,,,,\n"), 2, "" },
	{ "D83 a cell more", BYTES(HEADER "1,N,active,,,,,,,\n"), 2, "" },
	{ "D83 dates of another form", BYTES(HEADER "1,N,departed,20/11/2026,,,,,\n"), 2,
	  "20/11/2026" },
	{ "D92 a day that there is not", BYTES(HEADER "1,N,departed,2026-02-29,,,,,\n"), 2,
	  "2026-02-29" },
	{ "a bad start date", BYTES(HEADER "1,N,active,,x,,,,\n"), 2, "x" },
	{ "a bad end date", BYTES(HEADER "1,N,active,,,,,,x\n"), 2, "x" },
	{ "D84 an id twice",
	  BYTES(HEADER ROW("1", "active") ROW("2", "active") ROW("1", "departed")), 4, "1" },
	{ "D84 an id twice, the same row", BYTES(HEADER ROW("1", "active") ROW("1", "active")), 3,
	  "1" },
	{ "no id", BYTES(HEADER ",N,departed,,,,,,\n"), 2, "N" },
	{ "an unknown status", BYTES(HEADER "1,N,gone,,,,,,\n"), 2, "gone" },
	{ "no status", BYTES(HEADER "1,N,,,,,,,\n"), 2, "" },
	{ "I151 an unclosed quotation mark", BYTES(HEADER "1,\"N,active,,,,,,\n2,M,active,,,,,,\n"),
	  2, "" },
	{ "I151 a quotation mark inside a cell", BYTES(HEADER "1,N\"M,active,,,,,,\n"), 2, "" },
	{ "I151 something behind a closing one", BYTES(HEADER "1,\"N\"M,active,,,,,,\n"), 2, "" },
	{ "I152 a NUL", BYTES(HEADER "1,N\0M,active,,,,,,\n"), 2, "" },
	{ "I152 a NUL in the id", BYTES(HEADER "1\0,N,active,,,,,,\n"), 2, "" },
	{ "an escape sequence", BYTES(HEADER "1,\033[2J,active,,,,,,\n"), 2, "" },
	{ "tabs instead of commas", BYTES("id\tname\tstatus\n1\tN\tactive\n"), 1, "" },
	{ "a lone carriage return", BYTES(HEADER "1,N,active,,,,,,\r2,M,departed,,,,,,\n"), 2, "" },
	{ "I150 Big5 read as UTF-8", BYTES(HEADER "1,\xb3\x5c,active,,,,,,\n"), 2, "" },
	{ "UTF-16", BYTES("\xff\xfei\0d\0,\0\n\0"), 1, "" },
	{ "a letter that turns the direction", BYTES(HEADER "1,N\xE2\x80\xAE,active,,,,,,\n"), 2,
	  "" },
	{ "an empty line", BYTES(HEADER "\n" ROW("1", "active")), 2, "" },
	{ "a line of spaces", BYTES(HEADER ROW("1", "active") "   \n"), 3, "" },
};

static void D80_D83_D84_bad_rosters_are_refused_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct roster r = { .count = 77 };
		struct error e = { .code = 0 };
		char text[ERROR_TEXT_MAX];

		EXPECT(parse(bad[i].text, bad[i].len, &r, &e) < 0, "%s", bad[i].what);
		EXPECT(r.count == 77, "%s: the output was touched", bad[i].what);
		EXPECT(e.line == bad[i].line, "%s: line %u", bad[i].what, e.line);
		EXPECT(strcmp(e.file, "r.csv") == 0, "%s", bad[i].what);
		EXPECT(strcmp(e.value, bad[i].value) == 0, "%s: %s", bad[i].what, e.value);
		EXPECT(e.why && e.remedy, "%s: no sentence", bad[i].what);
		error_format(&e, NULL, text, sizeof(text));
		EXPECT(!strchr(text, '{'), "%s: %s", bad[i].what, text);
	}
}

/* Cut at every byte: only what ends with a whole row may be taken, and has less than the whole. */
static void D80_cut_at_every_byte(void **state)
{
	static const char text[] = BOM HEADER
		"0146,鍾宜蓁,離職,2026-11-20,2007-05-20,\"a, b\",0138,staff,\n"
		"0255,\"Shih\r\n\"\"Q\"\"\",active,,,,,,2027-01-01\r\n" ROW("9", "on leave");
	size_t taken = 0;

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		struct roster r;

		if (parse(text, len, &r, NULL) < 0)
			continue;
		assert_int_equal(text[len - 1], '\n');
		taken++;
		roster_done(&r);
	}
	assert_int_equal(taken, 3);
}

static void I152_caps(void **state)
{
	size_t len = 0, room = 64 * 1024;
	char *text = malloc(room);
	struct roster r;
	struct error e;

	(void)state;
	assert_non_null(text);
	len = (size_t)snprintf(text, room, HEADER "1,");
	memset(text + len, 'x', ROSTER_CELL_MAX);
	len += ROSTER_CELL_MAX;
	memcpy(text + len, ",active,,,,,,\n", 14);
	assert_int_equal(parse(text, len + 14, &r, &e), 0);
	roster_done(&r);
	text[len] = 'x';
	memcpy(text + len + 1, ",active,,,,,,\n", 14);
	assert_true(parse(text, len + 15, &r, &e) < 0);
	assert_int_equal(e.line, 2);

	len = (size_t)snprintf(
		text, room,
		"id,name,status,leave_date,start_date,department,manager,kind,end_date");
	for (int i = 9; i < ROSTER_WIDTH_MAX; i++)
		len += (size_t)snprintf(text + len, room - len, ",c%d", i);
	len += (size_t)snprintf(text + len, room - len, "\n1,N,active");
	for (int i = 3; i < ROSTER_WIDTH_MAX; i++)
		text[len++] = ',';
	text[len++] = '\n';
	assert_int_equal(parse(text, len, &r, &e), 0);
	roster_done(&r);
	for (size_t i = 0; i < ROSTER_WIDTH_MAX; i++) /* one column more than commas */
		text[i] = ',';
	text[ROSTER_WIDTH_MAX] = '\n';
	assert_true(parse(text, ROSTER_WIDTH_MAX + 1, &r, &e) < 0);
	assert_string_equal(e.value, ""); /* and not for want of a column, which would be named */
	assert_int_equal(e.line, 1);
	free(text);
}

static void a_feed_may_lack_what_the_configuration_says_it_lacks(void **state)
{
	static const struct roster_headers few = {
		{ [ROSTER_ID] = "員工編號", [ROSTER_NAME] = "姓名", [ROSTER_STATUS] = "狀態" }
	};
	static const char text[] = "員工編號,姓名,狀態\n0146,鍾宜蓁,離職\n";
	struct roster r;

	(void)state;
	assert_int_equal(roster_parse(text, sizeof(text) - 1, "r", &few, &r, NULL), 0);
	assert_string_equal(r.rows[0].id, "0146");
	assert_int_equal(r.rows[0].status, PERSON_DEPARTED);
	roster_done(&r);
}

static void I156_only_a_file_that_not_everybody_may_write_is_read(void **state)
{
	const struct sandbox *box = *state;
	struct roster r;
	struct error e;

	sandbox_write(box, "roster.csv", HEADER ROW("1", "active"));
	assert_int_equal(roster_read(sandbox_path(box, "roster.csv"), &headers, &r, &e), 0);
	roster_done(&r);
	assert_int_equal(symlink("roster.csv", sandbox_path(box, "latest.csv")), 0);
	assert_int_equal(roster_read(sandbox_path(box, "latest.csv"), &headers, &r, &e), 0);
	roster_done(&r);
	assert_int_equal(chmod(sandbox_path(box, "roster.csv"), 0666), 0);
	assert_int_equal(roster_read(sandbox_path(box, "roster.csv"), &headers, &r, &e), -EPERM);
	assert_int_equal(mkfifo(sandbox_path(box, "fifo"), 0600), 0);
	assert_int_equal(roster_read(sandbox_path(box, "fifo"), &headers, &r, &e), -EINVAL);
	assert_int_equal(roster_read(sandbox_path(box, "none"), &headers, &r, &e), -ENOENT);
	assert_true(strstr(e.file, "none") != NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(I155_ids_are_text_and_rows_are_found_by_id),
		cmocka_unit_test(good_rosters_are_read),
		cmocka_unit_test(D80_D83_D84_bad_rosters_are_refused_whole),
		cmocka_unit_test(D80_cut_at_every_byte),
		cmocka_unit_test(I152_caps),
		cmocka_unit_test(a_feed_may_lack_what_the_configuration_says_it_lacks),
		cmocka_unit_test_setup_teardown(
			I156_only_a_file_that_not_everybody_may_write_is_read, sandbox_setup,
			sandbox_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
