/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * civil: dates of the calendar, as days since 1970-01-01, and the clock.
 *
 * A civil date is what a calendar on the wall of a named place shows; it is no point in time.
 * Whoever has a point in time and wants a date must name the zone (attack D91: local midnight
 * divided by 86,400 is a day early in Taipei).
 */
#ifndef ACCTGUARD_BASE_CIVIL_H
#define ACCTGUARD_BASE_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CIVIL_DATE_MAX = 16 };

/* What time it is: passed as an argument, never asked for below a door. */
struct moment {
	int64_t wall_s; /* seconds since 1970-01-01 UTC; can be set, can jump */
	int64_t boot_s; /* seconds since boot, suspend included; never jumps */
};

/* Asks the system's clocks. Only doors call it. */
struct moment moment_now(void);

/*
 * Whether the wall clock cannot be believed: it shows a time before this version was released, as a
 * host does whose clock battery is dead. On such a host nobody expires by date (EPA-5.7.2).
 */
bool moment_is_doubtful(struct moment now);

/* Days since 1970-01-01 of a date of the Gregorian calendar; the date must exist. */
int64_t civil_days(int year, int month, int day);

/* Reads "2026-11-21" (four, two and two digits, a date that exists); else -EINVAL. */
int civil_parse(const char *s, size_t len, int64_t *ret_days);

/* Writes "2026-11-21". */
void civil_format(int64_t days, char ret[CIVIL_DATE_MAX]);

/*
 * Reads an LDAP GeneralizedTime in UTC, "20261121093000Z" or with a fraction, to seconds; else
 * -EINVAL.
 */
int civil_parse_generalized(const char *s, size_t len, int64_t *ret_s);

/* Writes seconds as "20261121093000Z". */
void civil_format_generalized(int64_t wall_s, char ret[24]);

#endif
