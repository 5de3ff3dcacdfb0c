/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * directory_ldif: a directory made of an LDIF file. For tests, and to plan on an export of a
 * directory that is out of reach. Changes stay in memory: the file is never written. Knows no
 * schema, and of filters only (attribute=value), (attribute=*) and (&...) of those; it refuses
 * others rather than guess.
 */
#include "ldap_sync/directory.h"

#include "base/file.h"
#include "base/text.h"
#include "ldap_sync/ldif.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FILE_SIZE_MAX = 256 * 1024 * 1024,
	NAMES_MAX = 32,
	FILTER_TEXT_MAX = 128,
};

struct in_memory {
	struct directory directory; /* first: the rest is ours */
	struct ldif ldif;
};

static bool ends_in(const char *dn, const char *base)
{
	size_t dn_len = strlen(dn), base_len = strlen(base);

	return dn_len >= base_len && text_same_folded(dn + dn_len - base_len, base) &&
	       (dn_len == base_len || base_len == 0 || dn[dn_len - base_len - 1] == ',');
}

static bool has_any(const struct ldif_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->count; i++) {
		if (text_same_folded(entry->values[i].name, name))
			return true;
	}
	return false;
}

/* (attribute=value): 1 or 0; -EOPNOTSUPP if it is more than that. *filter moves behind it. */
static int match_item(const struct ldif_entry *entry, const char **filter)
{
	char name[FILTER_TEXT_MAX], value[FILTER_TEXT_MAX];
	const char *s = *filter + 1;
	size_t name_len = strcspn(s, "=()<>~:*\\");
	const char *v = s + name_len + 1;
	size_t value_len = s[name_len] == '=' ? strcspn(v, "()\\") : 0;

	if (name_len == 0 || name_len >= sizeof(name) || value_len == 0 ||
	    value_len >= sizeof(value) || v[value_len] != ')')
		return -EOPNOTSUPP;
	memcpy(name, s, name_len);
	name[name_len] = '\0';
	memcpy(value, v, value_len);
	value[value_len] = '\0';
	*filter = v + value_len + 1;
	if (strcmp(value, "*") == 0)
		return has_any(entry, name);
	return strchr(value, '*') ? -EOPNOTSUPP
				  : ldif_entry_find(entry, name, value) != LDIF_NOWHERE;
}

static int matches(const struct ldif_entry *entry, const char *filter)
{
	int all = 1;
	bool many = strncmp(filter, "(&", 2) == 0;

	if (filter[0] != '(')
		return -EOPNOTSUPP;
	filter += many ? 2 : 0;
	do {
		int r = *filter == '(' ? match_item(entry, &filter) : -EOPNOTSUPP;

		if (r < 0)
			return r;
		all = all && r;
	} while (many && *filter != ')');
	return filter[many ? 1 : 0] == '\0' ? all : -EOPNOTSUPP;
}

/* Hands out the wanted attributes of an entry. */
static int show(const struct ldif_entry *entry, const char *const *names, directory_each *each,
		void *arg, struct error *reterr)
{
	struct directory_attribute attributes[NAMES_MAX];
	struct directory_entry shown = { .dn = entry->dn, .attributes = attributes };
	/* every value once, and an end for every name */
	const char **values = calloc(entry->count + NAMES_MAX, sizeof(*values));
	size_t used = 0;
	int r;

	if (!values)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	for (size_t n = 0; n < NAMES_MAX && names[n]; n++) {
		size_t first = used;

		for (size_t i = 0; i < entry->count; i++) {
			if (text_same_folded(entry->values[i].name, names[n]))
				values[used++] = entry->values[i].value;
		}
		if (used == first)
			continue;
		values[used++] = NULL;
		attributes[shown.count++] =
			(struct directory_attribute) { .name = names[n], .values = values + first };
	}
	r = each(&shown, arg, reterr);
	free(values);
	return r;
}

static int not_there(const char *dn, struct error *reterr)
{
	error_set(reterr, -ENOENT, N_("The directory has no entry \"{value}\"."), NULL);
	error_value(reterr, dn, strlen(dn));
	return -ENOENT;
}

static int ldif_read_all(struct directory *directory, const struct directory_query *query,
			 directory_each *each, void *arg, struct error *reterr)
{
	struct in_memory *m = (struct in_memory *)directory;

	if (!ldif_find(&m->ldif, query->base))
		return not_there(query->base, reterr);
	for (size_t i = 0; i < m->ldif.count; i++) {
		const struct ldif_entry *entry = &m->ldif.entries[i];
		int r = ends_in(entry->dn, query->base) ? matches(entry, query->filter) : 0;

		if (r == -EOPNOTSUPP) {
			error_set(reterr, r, N_("An LDIF file cannot be asked \"{value}\"."), NULL);
			error_value(reterr, query->filter, strlen(query->filter));
		}
		if (r > 0)
			r = show(entry, query->names, each, arg, reterr);
		if (r < 0)
			return r;
	}
	return 0;
}

static int ldif_read_one(struct directory *directory, const char *dn, const char *const *names,
			 directory_each *each, void *arg, struct error *reterr)
{
	struct in_memory *m = (struct in_memory *)directory;
	const struct ldif_entry *entry = ldif_find(&m->ldif, dn);

	return entry ? show(entry, names, each, arg, reterr) : not_there(dn, reterr);
}

static int change(struct ldif *ldif, struct ldif_entry *entry, const struct directory_change *c)
{
	size_t at = ldif_entry_find(entry, c->attribute, c->value);

	switch (c->edit) {
	case DIRECTORY_ADD:
		return at != LDIF_NOWHERE ? -EEXIST
					  : ldif_entry_add(ldif, entry, c->attribute, c->value);
	case DIRECTORY_DELETE:
		if (at == LDIF_NOWHERE)
			return -ENODATA;
		entry->values[at] = entry->values[--entry->count];
		return 0;
	}
	return -EINVAL;
}

static int ldif_modify(struct directory *directory,
		       const struct directory_modification *modification, struct error *reterr)
{
	struct in_memory *m = (struct in_memory *)directory;
	struct ldif_entry *entry = ldif_find(&m->ldif, modification->dn);
	struct ldif_entry changed = { .count = 0 };
	int r = 0;

	if (!entry)
		return not_there(modification->dn, reterr);
	for (size_t i = 0; i < modification->condition_count; i++) {
		if (ldif_entry_find(entry, modification->conditions[i].attribute,
				    modification->conditions[i].value) == LDIF_NOWHERE)
			return error_set(reterr, -ECANCELED,
					 N_("The entry is not the same any more."), NULL);
	}
	/* on a copy, so that all of it happens or nothing */
	changed.dn = entry->dn;
	for (size_t i = 0; r >= 0 && i < entry->count; i++)
		r = ldif_entry_add(&m->ldif, &changed, entry->values[i].name,
				   entry->values[i].value);
	for (size_t i = 0; r >= 0 && i < modification->change_count; i++)
		r = change(&m->ldif, &changed, &modification->changes[i]);
	if (r < 0) {
		free(changed.values);
		return error_set(reterr, r, N_("A value is there already, or not there any more."),
				 NULL);
	}
	free(entry->values);
	*entry = changed;
	return 0;
}

static void ldif_close(struct directory *directory)
{
	struct in_memory *m = (struct in_memory *)directory;

	ldif_done(&m->ldif);
	free(m);
}

int directory_ldif_open(const char *path, struct directory **ret, struct error *reterr)
{
	CLEANUP(file_close) int fd = file_open_trusted(AT_FDCWD, path, reterr);
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;
	int r = fd < 0 ? fd : file_read(fd, FILE_SIZE_MAX, &text, &len, reterr);

	if (r < 0)
		return r;

	struct in_memory *m = calloc(1, sizeof(*m));

	if (!m)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	m->directory = (struct directory) { .read_all = ldif_read_all,
					    .read_one = ldif_read_one,
					    .modify = ldif_modify,
					    .close = ldif_close,
					    .in_memory = true };
	r = ldif_parse(text, len, path, &m->ldif, reterr);
	if (r < 0) {
		ldif_close(&m->directory);
		return r;
	}
	*ret = &m->directory;
	return 0;
}
