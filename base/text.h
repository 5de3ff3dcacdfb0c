/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text: characters out of bytes.
 *
 * A character is a Unicode code point (NIST SP 800-63B 5.1.1.2 counts passwords so). Nothing here
 * allocates, so that no copy of a password is left in the heap.
 */
#ifndef ACCTGUARD_BASE_TEXT_H
#define ACCTGUARD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Takes the next character of len bytes of UTF-8 at s: its bytes (1 to 4) are returned and the code
 * point goes to *ret. 0 at the end, -EILSEQ where the bytes are no UTF-8 (*ret untouched).
 */
int text_next(const char *s, size_t len, uint32_t *ret);

/*
 * C0, DEL, C1, line and paragraph separators, and the characters that turn the writing
 * direction.
 */
bool text_is_control(uint32_t c);

/* Whether all of it is UTF-8 without any text_is_control() character. */
bool text_is_plain(const char *s, size_t len);

/*
 * Copies to buf (always terminated, cut at a character if too long) what may go to a terminal or a
 * log: anything that is not plain is written as \xNN, byte by byte (sudo 1.9.13 does the same).
 */
void text_show(char *buf, size_t size, const char *s, size_t len);

/*
 * 'A' to 'Z' become 'a' to 'z', and the full-width forms U+FF01 to U+FF5E their ASCII twins
 * first.
 */
uint32_t text_fold(uint32_t c);

/* Copies name with 'A' to 'Z' folded; -ENAMETOOLONG if it and its end do not fit in size bytes. */
int text_fold_name(const char *name, char *ret, size_t size);

/* Whether two strings are the same, 'A' to 'Z' folded; the locale has no say. */
bool text_same_folded(const char *a, const char *b);

#endif
