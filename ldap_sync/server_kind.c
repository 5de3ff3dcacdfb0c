/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/server_kind.h"

#include "base/civil.h"
#include "base/number.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define OWN_CLASS "acctguardAccount"
#define DEPARTED  "departed"
#define DISABLED  "disabled"
#define ACTIVE    "active"

enum { DAY_S = 86400 };

/* When a mark closes an account. */
enum mark_test {
	MARK_SAME,      /* it is the very value */
	MARK_TIME_PAST, /* it is a GeneralizedTime that has come */
	MARK_DAY_PAST,  /* it is a number of days since 1970 that are over, as in shadow(5) */
};

struct mark {
	const char *attribute;    /* NULL: the one that the site has for states */
	const char *value;        /* NULL: the time now */
	const char *needs_class;  /* which the entry must have already; NULL: any */
	const char *brings_class; /* which is added with it, if the attribute is our own */
	enum mark_test test;
};

struct server_kind {
	const char *name;
	const struct mark *marks;
	size_t count;
	const char *subschema; /* the entry that lists the object classes */
};

static const struct mark openldap_marks[] = {
	/* for ever, by slapo-ppolicy(5); where pwdLockout is TRUE */
	{ .attribute = "pwdAccountLockedTime", .value = "000001010000Z", .test = MARK_SAME },
	/* always, by slapo-ppolicy(5) since 2.5 */
	{ .attribute = "pwdEndTime", .test = MARK_TIME_PAST },
	/* for those who look at shadow: 0 means "never" to some of them, 1 to nobody */
	{ .attribute = "shadowExpire",
	  .value = "1",
	  .needs_class = "shadowAccount",
	  .test = MARK_DAY_PAST },
	{ .value = DEPARTED, .brings_class = OWN_CLASS, .test = MARK_SAME },
};

static const struct server_kind kinds[] = {
	{ "openldap", openldap_marks, sizeof(openldap_marks) / sizeof(openldap_marks[0]),
	  "cn=Subschema" },
};

const struct server_kind *server_kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	}
	return NULL;
}

static const char *attribute_of(const struct server_map *map, const struct mark *mark)
{
	return mark->attribute ? mark->attribute : map->state_attribute;
}

static bool is_own_state(const struct server_map *map)
{
	return map->state_attribute && text_same_folded(map->state_attribute, SERVER_OWN_STATE);
}

static int look_for_class(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	(void)reterr;
	for (const char *const *v = directory_values(entry, "objectClasses"); *v; v++)
		*(bool *)arg |= strstr(*v, "'" OWN_CLASS "'") != NULL;
	return 0;
}

int server_map_fit(struct server_map *map, struct directory *directory, struct error *reterr)
{
	static const char *const names[] = { "objectClasses", NULL };
	bool found = false;

	if (!is_own_state(map))
		return 0;

	int r = directory->read_one(directory, map->kind->subschema, names, look_for_class, &found,
				    reterr);

	if (directory_is_lost(r))
		return r;
	map->state_read_only = r < 0 || !found;
	return 0;
}

void server_map_names(const struct server_map *map, const char *ret[SERVER_NAMES_MAX])
{
	static const char *const always[] = { "objectClass",    "entryUUID",    "uid",
					      "uidNumber",      "cn",           "displayName",
					      "employeeType",   "pwdReset",     "pwdChangedTime",
					      "acctguardOwner", "acctguardKind" };
	size_t count = 0;

	for (; count < sizeof(always) / sizeof(always[0]); count++)
		ret[count] = always[count];
	ret[count++] = map->id_attribute;
	for (size_t i = 0; i < map->kind->count; i++) {
		if (attribute_of(map, &map->kind->marks[i]))
			ret[count++] = attribute_of(map, &map->kind->marks[i]);
	}
	ret[count] = NULL;
}

/* Any GeneralizedTime in UTC that servers are known to keep: also without seconds. */
static int read_time(const char *s, int64_t *ret_s)
{
	char padded[32];
	size_t len = strlen(s);

	if (len == 13 && s[12] == 'Z') {
		snprintf(padded, sizeof(padded), "%.12s00Z", s);
		return civil_parse_generalized(padded, 15, ret_s);
	}
	return civil_parse_generalized(s, len, ret_s);
}

static bool closes(const struct mark *mark, const char *value, int64_t now_s)
{
	int64_t at = 0;

	switch (mark->test) {
	case MARK_SAME: return strcmp(value, mark->value) == 0;
	/* a time that we cannot read closes: the server may well be able to */
	case MARK_TIME_PAST: return read_time(value, &at) < 0 || at <= now_s;
	/* "-1" is no number here, and means "never" to all; so does 0 to some */
	case MARK_DAY_PAST:
		return number_parse(value, strlen(value), &at) == 0 && at >= 1 &&
		       at <= now_s / DAY_S;
	}
	return false;
}

static bool stands(const struct server_map *map, const struct mark *mark,
		   const struct directory_entry *entry, int64_t now_s)
{
	for (const char *const *v = directory_values(entry, attribute_of(map, mark)); *v; v++) {
		if (closes(mark, *v, now_s))
			return true;
	}
	return false;
}

static bool applies(const struct server_map *map, const struct mark *mark,
		    const struct directory_entry *entry)
{
	if (!attribute_of(map, mark) || (!mark->attribute && map->state_read_only))
		return false;
	return !mark->needs_class || directory_has(entry, "objectClass", mark->needs_class);
}

/* A word that we do not know closes: "Left" is more likely than another word for "active". */
static void read_word(const char *word, struct directory_account *ret)
{
	if (text_same_folded(word, ACTIVE))
		return;
	if (text_same_folded(word, DEPARTED)) {
		ret->state = ACCOUNT_DEPARTED;
		return;
	}
	if (ret->state == ACCOUNT_ACTIVE)
		ret->state = ACCOUNT_DISABLED;
	if (!text_same_folded(word, DISABLED))
		ret->unknown_state = true;
}

static void read_state(const struct server_map *map, const struct directory_entry *entry,
		       int64_t now_s, struct directory_account *ret)
{
	ret->state = ACCOUNT_ACTIVE;
	ret->closed = true;
	for (size_t i = 0; i < map->kind->count; i++) {
		const struct mark *mark = &map->kind->marks[i];
		bool applied = applies(map, mark, entry);

		if (applied && stands(map, mark, entry, now_s))
			ret->state = ACCOUNT_DISABLED;
		else if (applied)
			ret->closed = false;
	}
	if (!map->state_attribute)
		return;
	for (const char *const *v = directory_values(entry, map->state_attribute); *v; v++)
		read_word(*v, ret);
}

static const char *text_of(const struct directory_entry *entry, const char *name, const char *other)
{
	const char *value = directory_value(entry, name);

	return value ? value : other;
}

/* Every entry has these: if they are missing, it is our rights that are (attack C59). */
static int hidden(const struct directory_entry *entry, struct error *reterr)
{
	error_set(reterr, -EBADMSG,
		  N_("The directory does not show us {value} whole: entryUUID, objectClass or uid "
		     "is missing."),
		  N_("Give this job's account the right to read them."));
	error_value(reterr, entry->dn, strlen(entry->dn));
	return -EBADMSG;
}

int server_map_account(const struct server_map *map, const struct directory_entry *entry,
		       size_t name_number, int64_t now_s, struct directory_account *ret,
		       struct error *reterr)
{
	const char *const *names = directory_values(entry, "uid");
	const char *const *ids = directory_values(entry, map->id_attribute);
	const char *uuid = directory_value(entry, "entryUUID");
	const char *number = text_of(entry, "uidNumber", "");
	const char *changed = text_of(entry, "pwdChangedTime", "");

	if (!uuid || !names[0] || !directory_value(entry, "objectClass"))
		return hidden(entry, reterr);
	for (size_t i = 0; i < name_number; i++) {
		if (!names[i + 1])
			return -ERANGE;
	}
	*ret = (struct directory_account) {
		.dn = entry->dn,
		.entry_uuid = uuid,
		.name = names[name_number],
		.many_ids = (ids[0] && ids[1]) || names[1],
		.display = text_of(entry, "displayName", text_of(entry, "cn", "")),
		.kind = text_of(entry, "acctguardKind", text_of(entry, "employeeType", "")),
		.owner = text_of(entry, "acctguardOwner", ""),
		.must_change = directory_has(entry, "pwdReset", "TRUE"),
	};
	ret->id = ids[0] && !ret->many_ids ? ids[0] : "";
	if (number_parse(number, strlen(number), &ret->uid_number) < 0)
		ret->uid_number = -1;
	if (read_time(changed, &ret->password_changed_s) < 0)
		ret->password_changed_s = DIRECTORY_NO_DATE;
	read_state(map, entry, now_s, ret);
	return 0;
}

static int add_change(struct server_closing *closing, enum directory_edit edit,
		      const char *attribute, const char *value)
{
	char *text = closing->text[closing->count];

	if (closing->count == SERVER_CHANGES_MAX || strlen(value) >= SERVER_VALUE_MAX)
		return -E2BIG;
	memcpy(text, value, strlen(value) + 1);
	closing->change[closing->count++] =
		(struct directory_change) { .edit = edit, .attribute = attribute, .value = text };
	return 0;
}

static int add_mark(const struct server_map *map, const struct mark *mark,
		    const struct directory_entry *entry, const char *now,
		    struct server_closing *closing)
{
	const char *attribute = attribute_of(map, mark);
	bool brings = mark->brings_class && is_own_state(map) &&
		      !directory_has(entry, "objectClass", mark->brings_class);
	int r = brings ? add_change(closing, DIRECTORY_ADD, "objectClass", mark->brings_class) : 0;

	for (const char *const *v = directory_values(entry, attribute); r >= 0 && *v; v++)
		r = add_change(closing, DIRECTORY_DELETE, attribute, *v);
	return r < 0 ? r
		     : add_change(closing, DIRECTORY_ADD, attribute,
				  mark->value ? mark->value : now);
}

int server_map_closing(const struct server_map *map, const struct directory_entry *entry,
		       int64_t now_s, struct server_closing *ret, struct error *reterr)
{
	char now[24];
	int r = 0;

	civil_format_generalized(now_s, now);
	ret->count = 0;
	for (size_t i = 0; r >= 0 && i < map->kind->count; i++) {
		const struct mark *mark = &map->kind->marks[i];

		if (applies(map, mark, entry) && !stands(map, mark, entry, now_s))
			r = add_mark(map, mark, entry, now, ret);
	}
	if (r < 0) {
		error_set(reterr, r,
			  N_("The values of {value} are too many or too long to replace."), NULL);
		error_value(reterr, entry->dn, strlen(entry->dn));
	}
	return r;
}
