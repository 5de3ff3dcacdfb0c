/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/error.h"

#include "base/sentence.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

int error_set(struct error *ret, int code, const char *why, const char *remedy)
{
	if (ret) {
		*ret = (struct error) { .code = code, .why = why, .remedy = remedy };
	}
	return code;
}

int error_at(struct error *e, const char *file, unsigned line)
{
	if (!e)
		return 0;
	text_show(e->file, sizeof(e->file), file, strlen(file));
	e->line = line;
	return e->code;
}

int error_value(struct error *e, const char *value, size_t len)
{
	if (!e)
		return 0;
	text_show(e->value, sizeof(e->value), value, len);
	return e->code;
}

void error_format(const struct error *e, const char *(*translate)(const char *), char *buf,
		  size_t size)
{
	const char *why = e->why ? e->why : N_("{system}.");
	const char *remedy = e->remedy;
	char least[24], most[24], where[ERROR_FILE_MAX + 24] = "", sentence[ERROR_TEXT_MAX];
	const struct sentence_place places[] = {
		{ "where", where }, { "value", e->value },   { "least", least },
		{ "most", most },   { "clause", e->clause }, { "system", strerror(-e->code) },
	};

	snprintf(least, sizeof(least), "%lld", e->least);
	snprintf(most, sizeof(most), "%lld", e->most);
	if (e->file[0] != '\0' && e->line > 0)
		snprintf(where, sizeof(where), "%s:%u: ", e->file, e->line);
	else if (e->file[0] != '\0')
		snprintf(where, sizeof(where), "%s: ", e->file);
	if (translate) {
		why = translate(why);
		remedy = remedy ? translate(remedy) : NULL;
	}
	snprintf(sentence, sizeof(sentence), "{where}%s%s%s", why, remedy ? " " : "",
		 remedy ? remedy : "");
	sentence_fill(buf, size, sentence, places, sizeof(places) / sizeof(places[0]));
}
