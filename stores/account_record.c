/* SPDX-License-Identifier: BSD-3-Clause */
#include "stores/account_record.h"

#include "base/file.h"
#include "stores/places.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DAY_S = 86400 };

/*
 * Whether shadow holds a hash that somebody could log in with: "", "x", "*..." and "!..." lead
 * nowhere.
 */
static bool has_local_password(const struct spwd *shadow)
{
	const char *hash = shadow && shadow->sp_pwdp ? shadow->sp_pwdp : "";

	return hash[0] != '\0' && hash[0] != '!' && hash[0] != '*' && strcmp(hash, "x") != 0;
}

const struct spwd *account_record_shadow(const struct passwd *account, const struct spwd *found)
{
	static const struct spwd unread = { .sp_pwdp = (char *)"unread", .sp_lstchg = -1 };
	bool is_elsewhere = account->pw_passwd && strcmp(account->pw_passwd, "x") == 0;

	return !found && is_elsewhere && geteuid() == 0 ? &unread : found;
}

/* A day so far off that it has no second is the farthest second that there is: never an overflow. */
static int64_t seconds_of(long day)
{
	int64_t s;

	return __builtin_mul_overflow((int64_t)day, DAY_S, &s) ? INT64_MAX : s;
}

static void take_shadow(const struct spwd *shadow, struct account_facts *facts)
{
	facts->must_change = shadow->sp_lstchg == 0;
	facts->password = shadow->sp_lstchg > 0    ? PASSWORD_DATED
			  : shadow->sp_lstchg == 0 ? PASSWORD_NONE /* must_change says it */
						   : PASSWORD_UNDATED;
	facts->password_changed_s = shadow->sp_lstchg > 0 ? seconds_of(shadow->sp_lstchg) : 0;
}

static void take_snapshot(const struct snapshot_account *account, bool local_password,
			  struct account_facts *facts)
{
	facts->known = true;
	facts->state = account->state;
	if (local_password)
		return;
	facts->must_change = account->must_change;
	if (account->password_changed_s != SNAPSHOT_NO_DATE) {
		facts->password = PASSWORD_DATED;
		facts->password_changed_s = account->password_changed_s;
	}
}

static int find(const char *root, const char *name, struct snapshot_account *ret,
		int64_t *ret_made_s, struct error *reterr)
{
	CLEANUP(file_close) int state = place_open(root, PLACE_STATE, reterr);
	struct snapshot snapshot;
	int r = state < 0 ? state : snapshot_open(state, &snapshot, reterr);

	if (r < 0) /* without the directory there is none either */
		return r == -ENOENT ? snapshot_missing(reterr) : r;
	r = snapshot_find(&snapshot, name, ret, ret_made_s, reterr);
	snapshot_close(&snapshot);
	return r;
}

/* In /etc/passwd itself, whatever else the name service knows. */
static bool is_local(const char *name)
{
	struct passwd entry, *found = NULL;
	char text[4096];
	FILE *file = fopen("/etc/passwd", "re");
	bool local = false;

	while (file && !local && fgetpwent_r(file, &entry, text, sizeof(text), &found) == 0)
		local = strcmp(entry.pw_name, name) == 0;
	if (file)
		fclose(file);
	return local;
}

/* What says something about the snapshot; anything else says something about this process. */
static bool is_about_snapshot(int code)
{
	return code == -ENOENT || code == -EBADMSG || code == -EPERM || code == -EACCES ||
	       code == -EINVAL || code == -ELOOP || code == -ENOTDIR;
}

int account_record_gather(const char *root, const char *name, uint32_t uid,
			  const struct spwd *shadow, bool on_console, struct moment now,
			  struct account_record *ret, struct error *reterr)
{
	int64_t made_s = 0;
	bool local_password = has_local_password(shadow);

	*ret = (struct account_record) {
		.facts = { .name = name, .uid = uid, .on_console = on_console },
	};

	int found = find(root, name, &ret->account, &made_s, reterr);

	ret->facts.snapshot_sound = found >= 0;
	ret->facts.snapshot_age_s = found >= 0 ? now.wall_s - made_s : 0;
	if (local_password)
		take_shadow(shadow, &ret->facts);
	if (found > 0)
		take_snapshot(&ret->account, local_password, &ret->facts);
	if (found < 0)
		ret->facts.is_local = is_local(name);
	return found >= 0 || is_about_snapshot(found) ? 0 : found;
}
