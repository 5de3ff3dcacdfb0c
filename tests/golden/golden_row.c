/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/golden/golden_row.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

void golden_open(const char *table, size_t columns, struct golden *ret)
{
	char path[GOLDEN_PATH_MAX];

	snprintf(path, sizeof(path), "%s/tests/golden/%s", unit_top(), table);
	*ret = (struct golden) { .in = fopen(path, "re"), .columns = columns };
	EXPECT(ret->in != NULL, "%s", path);
}

char **golden_next(struct golden *golden)
{
	do {
		if (getline(&golden->line, &golden->size, golden->in) < 0)
			return NULL;
	} while (golden->line[0] == '#');

	char *rest = golden->line;
	size_t count = 0;

	rest[strcspn(rest, "\n")] = '\0';
	while (rest && count < GOLDEN_COLUMNS_MAX)
		golden->column[count++] = strsep(&rest, "\t");
	EXPECT(count == golden->columns, "row %s has %zu columns", golden->column[0], count);
	return golden->column;
}

void golden_close(struct golden *golden)
{
	fclose(golden->in);
	free(golden->line);
}

size_t golden_bytes(char *text)
{
	char *to = text;

	for (const char *s = text; *s;) {
		if (s[0] == '\\' && s[1] == 'n') {
			*to++ = '\n';
			s += 2;
		} else if (s[0] == '\\' && s[1] == 'x') {
			const char digits[3] = { s[2], s[3], '\0' };

			*to++ = (char)strtoul(digits, NULL, 16);
			s += 4;
		} else
			*to++ = *s++;
	}
	*to = '\0';
	return (size_t)(to - text);
}

bool golden_is(const char *got, char **columns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(columns[i]);

		if (strncmp(got, columns[i], len) != 0 || got[len] != (i + 1 < count ? ' ' : '\0'))
			return false;
		got += len + 1;
	}
	return true;
}

const char *golden_file(const char *name)
{
	static char text[8192];
	char path[GOLDEN_PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", unit_top(), name);

	FILE *in = fopen(path, "re");

	EXPECT(in != NULL, "%s", path);

	size_t len = fread(text, 1, sizeof(text) - 1, in);

	fclose(in);
	EXPECT(len < sizeof(text) - 1, "%s is too long", path);
	text[len] = '\0';
	return text;
}
