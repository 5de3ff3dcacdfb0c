/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bytes: whole numbers in little-endian bytes, for files that outlive the machine they were written
 * on.
 */
#ifndef ACCTGUARD_BASE_BYTES_H
#define ACCTGUARD_BASE_BYTES_H

#include <stdint.h>

static inline void bytes_put_u32(unsigned char *to, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		to[i] = (unsigned char)(value >> (8 * i));
}

static inline void bytes_put_u64(unsigned char *to, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++)
		to[i] = (unsigned char)(value >> (8 * i));
}

static inline uint32_t bytes_get_u32(const unsigned char *from)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 4; i++)
		value |= (uint32_t)from[i] << (8 * i);
	return value;
}

static inline uint64_t bytes_get_u64(const unsigned char *from)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 8; i++)
		value |= (uint64_t)from[i] << (8 * i);
	return value;
}

#endif
