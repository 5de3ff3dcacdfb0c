/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/keyfile.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>

struct keyfile {
	const char *file;
	size_t count;
	struct keyfile_item seen[KEYFILE_KEYS_MAX];
};

static int refuse(int code, const char *file, unsigned line, const char *why, const char *remedy,
		  struct error *reterr)
{
	error_set(reterr, code, why, remedy);
	error_at(reterr, file, line);
	return code;
}

int keyfile_refuse(const struct keyfile_item *item, const char *why, const char *remedy,
		   struct error *reterr)
{
	error_set(reterr, -EINVAL, why, remedy);
	error_value(reterr, item->value, item->value_len);
	return -EINVAL;
}

bool keyfile_is(const struct keyfile_item *item, const char *key)
{
	return strlen(key) == item->key_len && memcmp(key, item->key, item->key_len) == 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* What no editor writes into a settings file on purpose; tabs are spaces. */
static int check_line(const char *s, size_t len, const char *file, unsigned line,
		      struct error *reterr)
{
	if (len > KEYFILE_LINE_MAX)
		return refuse(-EINVAL, file, line, N_("The line is longer than any setting."),
			      N_("Shorten or remove it."), reterr);
	if (len > 0 && s[len - 1] == '\r')
		return refuse(-EINVAL, file, line, N_("The line ends as on Windows (CR LF)."),
			      N_("Convert the file, for example with dos2unix."), reterr);
	if (len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		return refuse(-EINVAL, file, line, N_("The line starts with a byte order mark."),
			      N_("Save the file as UTF-8 without BOM."), reterr);
	for (size_t i = 0; i < len; i++) {
		size_t run = 0;

		while (i + run < len && s[i + run] != '\t')
			run++;
		if (!text_is_plain(s + i, run))
			return refuse(-EINVAL, file, line,
				      N_("The line holds control characters or is not UTF-8."),
				      N_("Remove them, or save the file as UTF-8."), reterr);
		i += run;
	}
	return 0;
}

static int split(const char *s, size_t len, struct keyfile_item *ret)
{
	size_t i = 0;

	while (i < len && is_key_char(s[i]))
		i++;
	ret->key = s;
	ret->key_len = i;
	while (i < len && is_space(s[i]))
		i++;
	if (ret->key_len == 0 || i == len || s[i] != '=')
		return -EINVAL;
	i++;
	while (i < len && is_space(s[i]))
		i++;
	while (len > i && is_space(s[len - 1]))
		len--;
	ret->value = s + i;
	ret->value_len = len - i;
	return ret->value_len > 0 ? 0 : -ENODATA;
}

static int remember(struct keyfile *k, const struct keyfile_item *item, struct error *reterr)
{
	for (size_t i = 0; i < k->count; i++) {
		const struct keyfile_item *other = &k->seen[i];

		if (other->key_len == item->key_len &&
		    memcmp(other->key, item->key, item->key_len) == 0) {
			refuse(-EEXIST, k->file, item->line,
			       N_("\"{value}\" is set a second time; first in line {least}."),
			       N_("Keep the one that is meant."), reterr);
			error_value(reterr, item->key, item->key_len);
			if (reterr)
				reterr->least = other->line;
			return -EEXIST;
		}
	}
	if (k->count == KEYFILE_KEYS_MAX)
		return refuse(-E2BIG, k->file, item->line, N_("The file holds too many settings."),
			      NULL, reterr);
	k->seen[k->count++] = *item;
	return 0;
}

static int take_line(struct keyfile *k, const char *s, size_t len, unsigned line,
		     struct keyfile_item *ret, struct error *reterr)
{
	int r = check_line(s, len, k->file, line, reterr);

	if (r < 0)
		return r;
	r = split(s, len, ret);
	ret->line = line;
	if (r < 0) {
		refuse(-EINVAL, k->file, line,
		       r == -ENODATA ? N_("\"{value}\" has no value.")
				     : N_("\"{value}\" is no setting."),
		       N_("Write: key = value, from the first column, one a line."), reterr);
		error_value(reterr, r == -ENODATA ? ret->key : s,
			    r == -ENODATA ? ret->key_len : len);
		return -EINVAL;
	}
	return remember(k, ret, reterr);
}

int keyfile_parse(const char *text, size_t len, const char *file,
		  int (*each)(const struct keyfile_item *, void *, struct error *), void *arg,
		  struct error *reterr)
{
	struct keyfile k = { .file = file };
	unsigned line = 1;

	if (len == 0)
		return refuse(-ENODATA, file, 0, N_("The file is empty."),
			      N_("To switch a file off, link its name to /dev/null."), reterr);
	if (len > KEYFILE_MAX)
		return refuse(-EFBIG, file, 0, N_("The file is too long for a settings file."),
			      NULL, reterr);
	/* a file that was cut while it was copied must not pass for a shorter one */
	for (const char *s = text, *end; s < text + len; s = end + 1, line++) {
		end = memchr(s, '\n', (size_t)(text + len - s));
		if (!end)
			return refuse(-EINVAL, file, line, N_("The last line does not end."),
				      N_("End it with a newline; see that the file is complete."),
				      reterr);

		struct keyfile_item item;
		size_t line_len = (size_t)(end - s);
		size_t blank = 0;

		while (blank < line_len && is_space(s[blank]))
			blank++;
		if (blank == line_len || s[blank] == '#') {
			int r = check_line(s, line_len, file, line, reterr);

			if (r < 0)
				return r;
			continue;
		}

		int r = take_line(&k, s, line_len, line, &item, reterr);

		if (r >= 0) {
			r = each(&item, arg, reterr);
			if (r < 0)
				error_at(reterr, file, line);
		}
		if (r < 0)
			return r;
	}
	return 0;
}
