/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/sentence.h"

#include <string.h>

static const struct sentence_place *place_at(const char *open, const struct sentence_place *places,
					     size_t count, size_t *ret_len)
{
	const char *close = strchr(open, '}');

	for (size_t i = 0; close && i < count; i++) {
		size_t len = strlen(places[i].name);

		if ((size_t)(close - open) == len + 1 &&
		    memcmp(open + 1, places[i].name, len) == 0) {
			*ret_len = len + 2;
			return &places[i];
		}
	}
	return NULL;
}

/* A cut must not leave half of a UTF-8 character behind: terminals show rubbish for it. */
static size_t whole_characters(const char *buf, size_t len)
{
	size_t start = len;

	while (start > 0 && ((unsigned char)buf[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0 || ((unsigned char)buf[start - 1] & 0x80) == 0)
		return len;

	unsigned char lead = (unsigned char)buf[start - 1];
	size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

	return len - (start - 1) >= want ? len : start - 1;
}

size_t sentence_fill(char *buf, size_t size, const char *sentence,
		     const struct sentence_place *places, size_t count)
{
	size_t used = 0;
	size_t skip = 0;

	if (size == 0)
		return 0;
	for (const char *p = sentence; *p != '\0'; p += skip) {
		const struct sentence_place *place =
			*p == '{' ? place_at(p, places, count, &skip) : NULL;
		const char *text = place ? place->text : p;
		size_t len = place ? (text ? strlen(text) : 0) : 1;

		if (!place)
			skip = 1;
		if (len > size - 1 - used) {
			memcpy(buf + used, text, size - 1 - used);
			used = whole_characters(buf, size - 1);
			break;
		}
		if (len > 0)
			memcpy(buf + used, text, len);
		used += len;
	}
	buf[used] = '\0';
	return used;
}
