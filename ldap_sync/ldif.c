/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/ldif.h"

#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct ldif_text {
	struct ldif_text *next;
	char bytes[];
};

struct reader {
	struct ldif *ldif;
	const char *file;
	struct error *reterr;
	bool in_entry;
};

static const char *keep(struct ldif *ldif, const char *s, size_t len)
{
	struct ldif_text *text = malloc(sizeof(*text) + len + 1);

	if (!text)
		return NULL;
	memcpy(text->bytes, s, len);
	text->bytes[len] = '\0';
	text->next = ldif->texts;
	ldif->texts = text;
	return text->bytes;
}

/* Makes room for one more element of this size. */
static bool grow(void **items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return true;

	size_t more = *room > 0 ? *room * 2 : 16;
	void *bigger = reallocarray(*items, more, size);

	if (!bigger)
		return false;
	*items = bigger;
	*room = more;
	return true;
}

static int add_value(struct ldif_entry *entry, const char *name, const char *value)
{
	if (!name || !value ||
	    !grow((void **)&entry->values, entry->count, &entry->room, sizeof(entry->values[0])))
		return -ENOMEM;
	entry->values[entry->count++] = (struct ldif_value) { .name = name, .value = value };
	return 0;
}

int ldif_entry_add(struct ldif *ldif, struct ldif_entry *entry, const char *name, const char *value)
{
	return add_value(entry, keep(ldif, name, strlen(name)), keep(ldif, value, strlen(value)));
}

size_t ldif_entry_find(const struct ldif_entry *entry, const char *name, const char *value)
{
	for (size_t i = 0; i < entry->count; i++) {
		if (text_same_folded(entry->values[i].name, name) &&
		    text_same_folded(entry->values[i].value, value))
			return i;
	}
	return LDIF_NOWHERE;
}

struct ldif_entry *ldif_find(struct ldif *ldif, const char *dn)
{
	for (size_t i = 0; i < ldif->count; i++) {
		if (text_same_folded(ldif->entries[i].dn, dn))
			return &ldif->entries[i];
	}
	return NULL;
}

static int refuse(struct reader *r, unsigned line, const char *s, size_t len)
{
	error_set(r->reterr, -EINVAL, N_("\"{value}\" is not LDIF content."),
		  N_("Write \"name: value\", and an empty line between entries."));
	error_value(r->reterr, s, len);
	error_at(r->reterr, r->file, line);
	return -EINVAL;
}

static const char *decode(struct ldif *ldif, const char *s, size_t len)
{
	CLEANUP(file_free) char *bytes = malloc(len + 1);
	size_t used = 0;

	if (!bytes || sodium_base642bin((unsigned char *)bytes, len + 1, s, len, NULL, &used, NULL,
					sodium_base64_VARIANT_ORIGINAL) < 0)
		return NULL;
	/* what we read is text: a NUL inside would cut it for whoever looks at it later */
	return memchr(bytes, '\0', used) ? NULL : keep(ldif, bytes, used);
}

static int begin_entry(struct ldif *ldif, const char *dn)
{
	if (!grow((void **)&ldif->entries, ldif->count, &ldif->room, sizeof(ldif->entries[0])))
		return -ENOMEM;
	ldif->entries[ldif->count++] = (struct ldif_entry) { .dn = dn };
	return 0;
}

/* One line, unfolded. */
static int take_line(struct reader *r, const char *s, size_t len, unsigned line)
{
	const char *colon = memchr(s, ':', len);

	if (len == 0) {
		r->in_entry = false;
		return 0;
	}
	if (s[0] == '#' || (len == 10 && memcmp(s, "version: 1", len) == 0))
		return 0;
	if (!colon || colon == s)
		return refuse(r, line, s, len);

	const char *end = s + len;
	const char *value = colon + 1;
	bool encoded = value < end && *value == ':';

	value += encoded ? 1 : 0;
	while (value < end && *value == ' ')
		value++;

	const char *name = keep(r->ldif, s, (size_t)(colon - s));
	const char *kept = encoded ? decode(r->ldif, value, (size_t)(end - value))
				   : keep(r->ldif, value, (size_t)(end - value));
	bool is_dn = name && text_same_folded(name, "dn");

	if (!name || !kept || is_dn == r->in_entry || text_same_folded(name, "changetype"))
		return refuse(r, line, s, len);
	if (!is_dn)
		return add_value(&r->ldif->entries[r->ldif->count - 1], name, kept);
	r->in_entry = true;
	return begin_entry(r->ldif, kept);
}

/* Takes the line at s and those that continue it; *s moves behind. */
static int take_folded(struct reader *r, const char **s, const char *end, unsigned *line)
{
	CLEANUP(file_free) char *whole = malloc((size_t)(end - *s) + 1);
	size_t used = 0;
	unsigned first = *line;

	if (!whole)
		return error_set(r->reterr, -ENOMEM, NULL, NULL);
	do {
		const char *stop = memchr(*s, '\n', (size_t)(end - *s));
		size_t len = (size_t)((stop ? stop : end) - *s);
		size_t skip = used > 0 ? 1 : 0; /* the space that marks a continuation */

		memcpy(whole + used, *s + skip, len - skip);
		used += len - skip;
		*s = stop ? stop + 1 : end;
		(*line)++;
	} while (used > 0 && *s < end && **s == ' ');
	return take_line(r, whole, used, first);
}

int ldif_parse(const char *text, size_t len, const char *file, struct ldif *ret,
	       struct error *reterr)
{
	struct reader reader = { .ldif = ret, .file = file, .reterr = reterr };
	const char *end = text + len;
	unsigned line = 1;
	int r = 0;

	*ret = (struct ldif) { .count = 0 };
	for (const char *s = text; r >= 0 && s < end;)
		r = take_folded(&reader, &s, end, &line);
	return r;
}

void ldif_done(struct ldif *ldif)
{
	for (size_t i = 0; i < ldif->count; i++)
		free(ldif->entries[i].values);
	free(ldif->entries);
	for (struct ldif_text *t = ldif->texts, *next; t; t = next) {
		next = t->next;
		free(t);
	}
	*ldif = (struct ldif) { .count = 0 };
}
