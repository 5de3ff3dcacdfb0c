/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/plan_file.h"

#include "base/civil.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FORMAT "acctguard plan 2"

enum { FILE_SIZE_MAX = 64 * 1024 * 1024 };

static json_t *change_json(const struct plan_change *c)
{
	char left[CIVIL_DATE_MAX] = "";

	if (c->leave_days != ROSTER_NO_DATE)
		civil_format(c->leave_days, left);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s}", "change", "disable",
			 "account", c->account, "dn", c->dn, "entry_uuid", c->entry_uuid, "id",
			 c->id, "name", c->name, "roster_line", (json_int_t)c->line, "left", left,
			 "clause", PLAN_CLAUSE);
}

/* The digest of all members but the digest itself, whatever their order and spacing. */
static bool digest_of(json_t *json, char ret[DIGEST_HEX_MAX])
{
	json_t *rest = json_copy(json);

	json_object_del(rest, "digest");

	char *text = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);

	if (text)
		digest_hex(text, strlen(text), ret);
	json_decref(rest);
	free(text);
	return text != NULL;
}

json_t *plan_file_json(const struct plan *plan, const struct plan_origin *origin)
{
	char made[24], today[CIVIL_DATE_MAX], digest[DIGEST_HEX_MAX];
	json_t *changes = json_array();

	civil_format_generalized(origin->made_s, made);
	civil_format(origin->today_days, today);
	for (size_t i = 0; i < plan->change_count; i++)
		json_array_append_new(changes, change_json(&plan->changes[i]));

	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:o}", "format", FORMAT,
				 "made", made, "today", today, "roster", origin->roster_path,
				 "roster_digest", origin->roster_digest, "directory_base",
				 origin->directory_base, "accounts", (json_int_t)plan->accounts,
				 "open_accounts", (json_int_t)plan->open, "changes", changes);

	if (json && json_array_size(changes) == plan->change_count && digest_of(json, digest) &&
	    json_object_set_new(json, "digest", json_string(digest)) == 0)
		return json;
	json_decref(json);
	return NULL;
}

int plan_file_write(const char *path, const struct plan *plan, const struct plan_origin *origin,
		    struct error *reterr)
{
	char dir[PATH_MAX], name[PATH_MAX];
	json_t *json = plan_file_json(plan, origin);
	CLEANUP(file_free) char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;

	json_decref(json);
	if (!text)
		return error_set(reterr, -ENOMEM, N_("The plan cannot be written as JSON."),
				 N_("Look for names in the directory that are not UTF-8."));
	if (snprintf(dir, sizeof(dir), "%s", path) >= PATH_MAX)
		return error_set(reterr, -ENAMETOOLONG, NULL, NULL);
	snprintf(name, sizeof(name), "%s", path);

	CLEANUP(file_close) int dirfd = open(dirname(dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = dirfd < 0 ? error_set(reterr, -errno, NULL, NULL)
			  : file_replace(dirfd, basename(name), text, strlen(text), 0600, reterr);

	if (r < 0)
		error_at(reterr, path, 0);
	return r;
}

static int refuse(const char *file, const char *why, struct error *reterr)
{
	error_set(reterr, -EBADMSG, why,
		  N_("Make a new plan (acctguard sync plan) and look through it. Nothing was "
		     "changed."));
	error_at(reterr, file, 0);
	return -EBADMSG;
}

static bool read_change(json_t *json, struct plan_change *ret)
{
	const char *change, *left, *clause;
	json_int_t line;

	if (json_unpack(json, "{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s !}", "change", &change,
			"account", &ret->account, "dn", &ret->dn, "entry_uuid", &ret->entry_uuid,
			"id", &ret->id, "name", &ret->name, "roster_line", &line, "left", &left,
			"clause", &clause) != 0)
		return false;
	ret->leave_days = ROSTER_NO_DATE;
	if (left[0] != '\0' && civil_parse(left, strlen(left), &ret->leave_days) < 0)
		return false;
	if (line < 1 || line > UINT_MAX)
		return false;
	ret->line = (unsigned)line;
	return strcmp(change, "disable") == 0 && strcmp(clause, PLAN_CLAUSE) == 0;
}

static bool read_changes(json_t *list, struct plan *plan)
{
	size_t count = json_array_size(list);

	plan->changes = calloc(count > 0 ? count : 1, sizeof(*plan->changes));
	if (!plan->changes)
		return false;
	for (; plan->change_count < count; plan->change_count++) {
		if (!read_change(json_array_get(list, plan->change_count),
				 &plan->changes[plan->change_count]))
			return false;
	}
	return true;
}

static bool read_members(struct plan_file *f)
{
	const char *format, *made, *today, *digest;
	json_int_t accounts, open;
	json_t *changes;

	if (json_unpack(f->json, "{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:s !}", "format",
			&format, "made", &made, "today", &today, "roster", &f->origin.roster_path,
			"roster_digest", &f->origin.roster_digest, "directory_base",
			&f->origin.directory_base, "accounts", &accounts, "open_accounts", &open,
			"changes", &changes, "digest", &digest) != 0)
		return false;
	if (strcmp(format, FORMAT) != 0 || open < 0 || accounts < open || !json_is_array(changes))
		return false;
	f->plan.accounts = (size_t)accounts;
	f->plan.open = (size_t)open;
	return civil_parse_generalized(made, strlen(made), &f->origin.made_s) == 0 &&
	       civil_parse(today, strlen(today), &f->origin.today_days) == 0 &&
	       read_changes(changes, &f->plan);
}

int plan_file_parse(const char *text, size_t len, const char *file, struct plan_file *ret,
		    struct error *reterr)
{
	struct plan_file f = { .json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL) };
	const char *why = NULL;
	char digest[DIGEST_HEX_MAX];

	if (!f.json)
		why = N_("It is no plan, or only a part of one.");
	else if (!read_members(&f))
		why = N_("It is no plan of this version, or something was added or taken away.");
	else if (!digest_of(f.json, digest) ||
		 strcmp(digest, json_string_value(json_object_get(f.json, "digest"))) != 0)
		why = N_("The plan was changed after it was made.");
	if (why) {
		plan_file_done(&f);
		return refuse(file, why, reterr);
	}
	*ret = f;
	return 0;
}

int plan_file_read(const char *path, struct plan_file *ret, struct error *reterr)
{
	CLEANUP(file_close) int fd = file_open_trusted(AT_FDCWD, path, reterr);
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;
	int r = fd < 0 ? fd : file_read(fd, FILE_SIZE_MAX, &text, &len, reterr);

	if (r < 0) {
		error_at(reterr, path, 0);
		return r;
	}
	return plan_file_parse(text, len, path, ret, reterr);
}

void plan_file_done(struct plan_file *file)
{
	plan_done(&file->plan);
	json_decref(file->json);
	*file = (struct plan_file) { .json = NULL };
}
