/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * unit: what every unit test includes: cmocka with the headers that it wants before it, and names for
 * the cases of a table.
 */
#ifndef ACCTGUARD_TESTS_UNIT_H
#define ACCTGUARD_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Fails the test unless it holds; the message names the case of the table, as printf does. */
#define EXPECT(holds, ...)                                   \
	do {                                                 \
		if (!(holds)) {                              \
			print_error("not so: %s: ", #holds); \
			print_error(__VA_ARGS__);            \
			print_error("\n");                   \
			_fail(__FILE__, __LINE__);           \
		}                                            \
	} while (0)

/* The checkout, for the few tests that read a list or a shipped file of it. */
const char *unit_top(void);

#endif
