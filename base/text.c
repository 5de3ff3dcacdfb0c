/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

int text_next(const char *s, size_t len, uint32_t *ret)
{
	ucs4_t c;
	int bytes;

	if (len == 0)
		return 0;
	/* "r": answers -1 or -2 for broken input instead of a replacement character */
	bytes = u8_mbtoucr(&c, (const uint8_t *)s, len);
	if (bytes <= 0)
		return -EILSEQ;
	*ret = c;
	return bytes;
}

bool text_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0x061C ||
	       c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool text_is_plain(const char *s, size_t len)
{
	uint32_t c;

	while (len > 0) {
		int bytes = text_next(s, len, &c);

		if (bytes < 0 || text_is_control(c))
			return false;
		s += bytes;
		len -= (size_t)bytes;
	}
	return true;
}

void text_show(char *buf, size_t size, const char *s, size_t len)
{
	size_t used = 0;
	uint32_t c = 0;

	if (size == 0)
		return;
	while (len > 0) {
		char piece[5];
		int bytes = text_next(s, len, &c);
		bool plain = bytes > 0 && !text_is_control(c);
		size_t take = plain ? (size_t)bytes : 1;

		if (plain)
			memcpy(piece, s, take);
		else
			snprintf(piece, sizeof(piece), "\\x%02x", (unsigned)(unsigned char)*s);

		size_t put = plain ? take : 4;

		if (put > size - 1 - used)
			break;
		memcpy(buf + used, piece, put);
		used += put;
		s += take;
		len -= take;
	}
	buf[used] = '\0';
}

uint32_t text_fold(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFF01 - 0x21;
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

int text_fold_name(const char *name, char *ret, size_t size)
{
	size_t len = strlen(name);

	if (len >= size)
		return -ENAMETOOLONG;
	for (size_t i = 0; i <= len; i++)
		ret[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
	return 0;
}

bool text_same_folded(const char *a, const char *b)
{
	for (; *a != '\0' || *b != '\0'; a++, b++) {
		if (text_fold((unsigned char)*a) != text_fold((unsigned char)*b))
			return false;
	}
	return true;
}
