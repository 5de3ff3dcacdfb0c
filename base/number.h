/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * number: strict decimal numbers. No sign, space, hexadecimal, octal look-alike or trailing rubbish
 * is ever taken for a number (libeconf reads "12x" as 12 and "010" as 8).
 */
#ifndef ACCTGUARD_BASE_NUMBER_H
#define ACCTGUARD_BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Reads len bytes as a number from 0; -EINVAL if they are none, -ERANGE if above INT64_MAX. */
int number_parse(const char *s, size_t len, int64_t *ret);

#endif
