/* SPDX-License-Identifier: BSD-3-Clause */
/* base: civil dates, strict numbers, secrets. */
#include "base/civil.h"
#include "base/number.h"
#include "base/secret.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>
#include <time.h>

struct number_case {
	const char *in;
	int want;
	int64_t value;
};

static const struct number_case numbers[] = {
	{ "0", 0, 0 },
	{ "1", 0, 1 },
	{ "90", 0, 90 },
	{ "9223372036854775807", 0, INT64_MAX },
	{ "9223372036854775808", -ERANGE, 0 },
	{ "99999999999999999999999", -ERANGE, 0 },
	{ "", -EINVAL, 0 },
	{ "00", -EINVAL, 0 },
	{ "010", -EINVAL, 0 },
	{ "-1", -EINVAL, 0 },
	{ "+1", -EINVAL, 0 },
	{ " 1", -EINVAL, 0 },
	{ "1 ", -EINVAL, 0 },
	{ "1.0", -EINVAL, 0 },
	{ "1e3", -EINVAL, 0 },
	{ "0x10", -EINVAL, 0 },
	{ "12x", -EINVAL, 0 },
	{ "1_000", -EINVAL, 0 },
	{ "\xEF\xBC\x91", -EINVAL, 0 }, /* full-width 1 */
	{ "99999999999999999999999x", -EINVAL, 0 },
};

static void numbers_are_strict(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		int64_t value = -77;
		int r = number_parse(numbers[i].in, strlen(numbers[i].in), &value);

		EXPECT(r == numbers[i].want, "\"%s\": %d", numbers[i].in, r);
		EXPECT(value == (r < 0 ? -77 : numbers[i].value), "\"%s\"", numbers[i].in);
	}
}

/* Counted by hand from 1970, the other way than the code's arithmetic: day after day. */
static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

static void every_day_from_1970_to_9999(void **state)
{
	int64_t day = 0;
	char text[CIVIL_DATE_MAX], want[32];

	(void)state;
	for (int year = 1970; year <= 9999; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int d = 1; d <= days_of(year, month); d++, day++) {
				int64_t parsed = -1;

				snprintf(want, sizeof(want), "%04d-%02d-%02d", year, month, d);
				civil_format(day, text);
				if (civil_days(year, month, d) != day || strcmp(text, want) != 0 ||
				    civil_parse(want, 10, &parsed) < 0 || parsed != day)
					EXPECT(false, "%s is day %lld, got %s, %lld", want,
					       (long long)day, text, (long long)parsed);
			}
		}
	}
	assert_int_equal(day, 2932897);
}

struct date_case {
	const char *in;
	int want;
	int64_t days;
};

static const struct date_case dates[] = {
	{ "1970-01-01", 0, 0 },        { "1969-12-31", 0, -1 },      { "1900-02-28", 0, -25509 },
	{ "1900-02-29", -EINVAL, 0 },  { "2000-02-29", 0, 11016 },   { "2100-02-29", -EINVAL, 0 },
	{ "2024-02-29", 0, 19782 },    { "2023-02-29", -EINVAL, 0 }, { "2038-01-19", 0, 24855 },
	{ "2038-01-20", 0, 24856 },    { "2106-02-07", 0, 49710 },   { "9999-12-31", 0, 2932896 },
	{ "0001-01-01", 0, -719162 },  { "0000-01-01", -EINVAL, 0 }, { "2026-00-10", -EINVAL, 0 },
	{ "2026-13-10", -EINVAL, 0 },  { "2026-04-31", -EINVAL, 0 }, { "2026-11-00", -EINVAL, 0 },
	{ "2026-11-32", -EINVAL, 0 },  { "2026/11/21", -EINVAL, 0 }, { "2026-11-2", -EINVAL, 0 },
	{ "2026-11-021", -EINVAL, 0 }, { "26-11-21", -EINVAL, 0 },   { "-026-11-21", -EINVAL, 0 },
	{ "2026-+1-21", -EINVAL, 0 },  { "2026-11-2 ", -EINVAL, 0 }, { "", -EINVAL, 0 },
};

static void dates_exist_or_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(dates); i++) {
		int64_t days = -77;
		int r = civil_parse(dates[i].in, strlen(dates[i].in), &days);

		EXPECT(r == dates[i].want, "\"%s\": %d", dates[i].in, r);
		EXPECT(days == (r < 0 ? -77 : dates[i].days), "\"%s\": %lld", dates[i].in,
		       (long long)days);
	}
}

static const struct date_case generalized[] = {
	{ "19700101000000Z", 0, 0 },
	{ "20260101000000Z", 0, 1767225600 },
	{ "20380119031407Z", 0, INT32_MAX },
	{ "20380119031408Z", 0, (int64_t)INT32_MAX + 1 },
	{ "99991231235959Z", 0, 253402300799 },
	{ "19691231235959Z", 0, -1 },
	{ "20261121093000.5Z", 0, 1795253400 },
	{ "20261121093000.123456Z", 0, 1795253400 },
	{ "20261121093060Z", 0, 1795253460 },
	{ "20261121093061Z", -EINVAL, 0 },
	{ "20261121093000.Z", -EINVAL, 0 },
	{ "20261121093000.xZ", -EINVAL, 0 },
	{ "20261121093000.1234567Z", -EINVAL, 0 },
	{ "20261121093000", -EINVAL, 0 },
	{ "20261121093000+0800", -EINVAL, 0 },
	{ "202611210930Z", -EINVAL, 0 },
	{ "20260229093000Z", -EINVAL, 0 },
	{ "20261121240000Z", -EINVAL, 0 },
	{ "20261121096000Z", -EINVAL, 0 },
	{ "2026112109300Z0", -EINVAL, 0 },
	{ "", -EINVAL, 0 },
};

static void generalized_times_round_trip(void **state)
{
	char text[24];

	(void)state;
	for (size_t i = 0; i < COUNT(generalized); i++) {
		int64_t at = -77;
		int r = civil_parse_generalized(generalized[i].in, strlen(generalized[i].in), &at);

		EXPECT(r == generalized[i].want, "\"%s\": %d", generalized[i].in, r);
		EXPECT(at == (r < 0 ? -77 : generalized[i].days), "\"%s\": %lld", generalized[i].in,
		       (long long)at);
	}
	/* against libc's own arithmetic, through leap days, 2038 and before 1970 */
	for (int64_t at = -90000; at < 253402300799; at += 7654321) {
		time_t t = (time_t)at;
		struct tm tm;
		char want[64];
		int64_t back;

		gmtime_r(&t, &tm);
		strftime(want, sizeof(want), "%Y%m%d%H%M%SZ", &tm);
		civil_format_generalized(at, text);
		EXPECT(strcmp(text, want) == 0, "%s, not %s", want, text);
		EXPECT(civil_parse_generalized(text, strlen(text), &back) == 0 && back == at, "%s",
		       text);
	}
}

static void a_clock_before_our_release_is_doubtful(void **state)
{
	static const struct {
		int64_t wall_s;
		bool doubtful;
	} cases[] = {
		{ 0, true },          { -1, true },         { 86400, true },
		{ INT64_MIN, true },  { 1767225599, true }, { 1767225600, false },
		{ INT32_MAX, false }, { INT64_MAX, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		EXPECT(moment_is_doubtful((struct moment) { cases[i].wall_s, 0 }) ==
			       cases[i].doubtful,
		       "%lld", (long long)cases[i].wall_s);
	assert_true(moment_now().boot_s > 0);
}

static void secrets_are_refused_whole_and_wiped(void **state)
{
	struct secret secret;
	char bytes[SECRET_MAX + 1];
	const unsigned char *raw = (const unsigned char *)&secret;

	(void)state;
	memset(bytes, 's', sizeof(bytes));
	assert_int_equal(secret_set(&secret, bytes, SECRET_MAX), 0);
	assert_int_equal(secret.len, SECRET_MAX);
	assert_int_equal(secret.bytes[SECRET_MAX], '\0');
	assert_int_equal(secret_set(&secret, bytes, SECRET_MAX + 1), -EMSGSIZE);
	secret_wipe(&secret);
	for (size_t i = 0; i < sizeof(secret); i++)
		EXPECT(raw[i] == 0, "byte %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_strict),
		cmocka_unit_test(every_day_from_1970_to_9999),
		cmocka_unit_test(dates_exist_or_are_refused),
		cmocka_unit_test(generalized_times_round_trip),
		cmocka_unit_test(a_clock_before_our_release_is_doubtful),
		cmocka_unit_test(secrets_are_refused_whole_and_wiped),
	};

	return cmocka_run_group_tests_name("civil", tests, NULL, NULL);
}
