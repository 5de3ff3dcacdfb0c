/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/civil.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

enum { DAY_S = 86400 };

/* 2026-01-01: no honest clock shows less once this version exists. */
static const int64_t RELEASED_AT_S = 1767225600;

struct moment moment_now(void)
{
	struct timespec wall, boot;

	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return (struct moment) { .wall_s = wall.tv_sec, .boot_s = boot.tv_sec };
}

bool moment_is_doubtful(struct moment now)
{
	return now.wall_s < RELEASED_AT_S;
}

/*
 * Howard Hinnant's days_from_civil and its inverse: years begin in March, so that leap days
 * come last.
 */
int64_t civil_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void civil_split(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*ret_year = yoe + era * 400 + (*ret_month <= 2 ? 1 : 0);
}

/* Reads exactly `count` digits; -1 if there is anything else among them. */
static int digits(const char *s, size_t count)
{
	int value = 0;

	for (size_t i = 0; i < count; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

static int date_days(int year, int month, int day, int64_t *ret_days)
{
	int64_t back_year;
	int back_month, back_day;

	if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31)
		return -EINVAL;

	int64_t days = civil_days(year, month, day);

	/* February 30th comes back as March 2nd: a date that does not exist */
	civil_split(days, &back_year, &back_month, &back_day);
	if (back_year != year || back_month != month || back_day != day)
		return -EINVAL;
	*ret_days = days;
	return 0;
}

int civil_parse(const char *s, size_t len, int64_t *ret_days)
{
	if (len != 10 || s[4] != '-' || s[7] != '-')
		return -EINVAL;
	return date_days(digits(s, 4), digits(s + 5, 2), digits(s + 8, 2), ret_days);
}

void civil_format(int64_t days, char ret[CIVIL_DATE_MAX])
{
	int64_t year;
	int month, day;

	civil_split(days, &year, &month, &day);
	snprintf(ret, CIVIL_DATE_MAX, "%04lld-%02d-%02d", (long long)year % 100000, month, day);
}

int civil_parse_generalized(const char *s, size_t len, int64_t *ret_s)
{
	int64_t days;

	/* 20261121093000Z, or with a fraction: 20261121093000.123456Z */
	if (len < 15 || s[len - 1] != 'Z' || (len > 15 && (s[14] != '.' || len > 22)))
		return -EINVAL;
	if (len > 15 && (len == 16 || digits(s + 15, len - 16) < 0))
		return -EINVAL;

	int hour = digits(s + 8, 2), minute = digits(s + 10, 2), second = digits(s + 12, 2);

	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return -EINVAL;
	if (date_days(digits(s, 4), digits(s + 4, 2), digits(s + 6, 2), &days) < 0)
		return -EINVAL;
	*ret_s = days * DAY_S + hour * 3600 + minute * 60 + second;
	return 0;
}

void civil_format_generalized(int64_t wall_s, char ret[24])
{
	int64_t days = wall_s / DAY_S - (wall_s % DAY_S < 0 ? 1 : 0);
	int64_t rest = wall_s - days * DAY_S;
	int64_t year;
	int month, day;

	civil_split(days, &year, &month, &day);
	snprintf(ret, 24, "%04d%02d%02d%02d%02d%02dZ", (int)(year % 10000), month, day,
		 (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}
