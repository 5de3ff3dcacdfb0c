/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What can be said of an entry and of an error code without any backend. Pure: plan and server_kind
 * link it.
 */
#include "ldap_sync/directory.h"

#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int code;
	const char *why, *remedy;
} answers[] = {
	{ -ENOENT, N_("The directory has no such entry ({value})."), NULL },
	{ -EEXIST, N_("A value is there already ({value})."), NULL },
	{ -ENODATA, N_("A value is not there any more ({value})."), NULL },
	{ -ECANCELED, N_("The entry is not the same any more ({value})."), NULL },
	{ -EOVERFLOW, N_("The directory did not show all entries ({value})."),
	  N_("Raise its limits for this job's account (olcLimits on OpenLDAP).") },
	{ -EREMOTE, N_("The directory sends us elsewhere ({value})."),
	  N_("Give directory_uri the server that holds the accounts itself, the provider.") },
	{ -EACCES, N_("The directory does not let us do this ({value})."),
	  N_("Check this job's account in the directory, its password and its rights.") },
	{ -EPERM, N_("The directory will not do this ({value})."), NULL },
	{ -EINVAL, N_("It does not fit the directory's schema ({value})."),
	  N_("Load the ppolicy overlay and acctguard's schema, or set state_attribute = none.") },
	{ -ECONNRESET, N_("The directory cannot be reached ({value})."),
	  N_("Check directory_uri, that the server runs, and its certificate.") },
	{ -ETIMEDOUT, N_("The directory does not answer ({value})."), NULL },
	{ -EBUSY, N_("The directory is too busy to answer ({value})."), NULL },
};

int directory_refuses(int code, const char *said, struct error *reterr)
{
	error_set(reterr, code, N_("The directory refuses ({value})."), NULL);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].code == code)
			error_set(reterr, code, answers[i].why, answers[i].remedy);
	}
	error_value(reterr, said, strlen(said));
	return code;
}

void directory_close(struct directory **directory)
{
	if (*directory)
		(*directory)->close(*directory);
	*directory = NULL;
}

bool directory_is_lost(int code)
{
	return code == -ECONNRESET || code == -ETIMEDOUT || code == -EBUSY;
}

const char *const *directory_values(const struct directory_entry *entry, const char *name)
{
	static const char *const none[] = { NULL };

	for (size_t i = 0; i < entry->count; i++) {
		if (text_same_folded(entry->attributes[i].name, name))
			return entry->attributes[i].values;
	}
	return none;
}

const char *directory_value(const struct directory_entry *entry, const char *name)
{
	return directory_values(entry, name)[0];
}

bool directory_has(const struct directory_entry *entry, const char *name, const char *value)
{
	for (const char *const *v = directory_values(entry, name); *v; v++) {
		if (text_same_folded(*v, value))
			return true;
	}
	return false;
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Appends; a length that does not fit any more only grows. */
static void put(char *ret, size_t size, size_t *used, const char *text)
{
	size_t len = strlen(text);

	if (*used < size && len < size - *used)
		memcpy(ret + *used, text, len + 1);
	*used += len;
}

int directory_filter(const struct directory_modification *modification, char *ret, size_t size)
{
	size_t used = 0;

	put(ret, size, &used, "(&");
	for (size_t i = 0; i < modification->condition_count; i++) {
		put(ret, size, &used, "(");
		put(ret, size, &used, modification->conditions[i].attribute);
		put(ret, size, &used, "=");
		for (const char *s = modification->conditions[i].value; *s; s++) {
			char piece[4] = { *s, '\0' };

			if (!is_alnum(*s))
				snprintf(piece, sizeof(piece), "\\%02x", (unsigned char)*s);
			put(ret, size, &used, piece);
		}
		put(ret, size, &used, ")");
	}
	put(ret, size, &used, ")");
	return used < size ? 0 : -EMSGSIZE;
}

static int hex_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, (int)text_fold((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Above every byte: a sign that parts the DN, so that it is another than the same one escaped. */
enum { DN_SIGN = 256, DN_END = -1 };

static bool is_sign(char c)
{
	return c != '\0' && strchr(",;+=", c);
}

/* The next character of a DN that means something. */
static int next_of_dn(const char **at, bool *after_sign)
{
	const char *s = *at + strspn(*at, " ");
	int c;

	/* spaces count inside a value, as one */
	if (s > *at && !*after_sign && *s != '\0' && !is_sign(*s)) {
		*at = s;
		return ' ';
	}
	*after_sign = is_sign(*s);
	if (*s == '\0') {
		*at = s;
		return DN_END;
	}
	if (*s == '\\' && hex_of(s[1]) >= 0 && hex_of(s[2]) >= 0) {
		c = hex_of(s[1]) * 16 + hex_of(s[2]);
		s += 2;
	} else {
		s += *s == '\\' && s[1] != '\0';
		c = (unsigned char)*s;
		if (*after_sign)
			c = DN_SIGN + (c == ';' ? ',' : c);
	}
	*at = s + 1;
	return c < 128 ? (int)text_fold((uint32_t)c) : c;
}

bool directory_same_dn(const char *a, const char *b)
{
	bool after_a = true, after_b = true;
	int c;

	do {
		c = next_of_dn(&a, &after_a);
		if (c != next_of_dn(&b, &after_b))
			return false;
	} while (c != DN_END);
	return true;
}
