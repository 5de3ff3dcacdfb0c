/* SPDX-License-Identifier: BSD-3-Clause */
#include "stores/policy_store.h"

#include "base/file.h"
#include "base/keyfile.h"
#include "stores/places.h"
#include "stores/policy_last_good.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAIN_FILE "policy.conf"
#define DROP_INS  "policy.conf.d"
#define PROFILES  "profiles"

enum {
	PATH_SIZE = 2 * PLACE_PATH_MAX,
	DROP_INS_MAX = POLICY_SOURCES_MAX,
};

/* Strongest first. */
static const enum place layers[] = { PLACE_ETC, PLACE_RUN, PLACE_VENDOR };

static bool is_masked(int dirfd, const char *name)
{
	char target[16];
	ssize_t len = readlinkat(dirfd, name, target, sizeof(target));

	return len == 9 && memcmp(target, "/dev/null", 9) == 0;
}

/* Opens a directory that may be missing: then -ENOENT, which is no failure and fills no error. */
static int open_layer(const char *dir, struct error *reterr)
{
	struct error e;
	int fd = file_open_trusted_dir(AT_FDCWD, dir, &e);

	if (fd < 0 && fd != -ENOENT && reterr)
		*reterr = e;
	return fd;
}

/* Anywhere but in a main file it would be passed over, and somebody would think that it holds. */
static int refuse_profile(const struct keyfile_item *item, void *arg, struct error *reterr)
{
	(void)arg;
	if (!keyfile_is(item, "profile"))
		return 0;
	return keyfile_refuse(item, N_("Only policy.conf can name a profile."),
			      N_("Move the line there."), reterr);
}

/* Lays dir/name over *policy. */
static int lay(const char *dir, const char *name, struct policy *policy, struct error *reterr)
{
	char path[PATH_SIZE];
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;

	snprintf(path, sizeof(path), "%s/%s", dir, name);

	int r = file_load(dir, name, KEYFILE_MAX, &text, &len, reterr);

	if (r >= 0)
		r = keyfile_parse(text, len, path, refuse_profile, NULL, reterr);
	return r < 0 ? r : policy_parse(text, len, path, policy, reterr);
}

static int lay_profile(const char *root, const char *profile, struct policy *policy,
		       struct error *reterr)
{
	char dir[PLACE_PATH_MAX], profiles[PATH_SIZE], name[POLICY_PROFILE_MAX + 8];

	place_path(root, PLACE_VENDOR, dir);
	snprintf(profiles, sizeof(profiles), "%s/" PROFILES, dir);
	snprintf(name, sizeof(name), "%s.conf", profile);
	return lay(profiles, name, policy, reterr);
}

/* Lays a main file's text and, below it, the profile that it names. */
static int lay_main_text(const char *root, const char *path, const char *text, size_t len,
			 struct policy *policy, struct error *reterr)
{
	char profile[POLICY_PROFILE_MAX];
	int r = policy_parse_profile(text, len, path, profile, reterr);

	if (r >= 0 && profile[0] != '\0') {
		r = lay_profile(root, profile, policy, reterr);
		if (r == -ENOENT) {
			error_set(reterr, -ENOENT, N_("There is no profile \"{value}\"."),
				  N_("\"acctguard policy profiles\" lists them."));
			error_value(reterr, profile, strlen(profile));
			error_at(reterr, path, 0);
		}
	}
	return r < 0 ? r : policy_parse(text, len, path, policy, reterr);
}

static int lay_main(const char *root, const char *dir, const char *path, struct policy *policy,
		    struct error *reterr)
{
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;
	int r = file_load(dir, MAIN_FILE, KEYFILE_MAX, &text, &len, reterr);

	return r < 0 ? r : lay_main_text(root, path, text, len, policy, reterr);
}

static int lay_main_of_layers(const char *root, struct policy *policy, struct error *reterr)
{
	for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
		char dir[PLACE_PATH_MAX], path[PATH_SIZE];

		place_path(root, layers[i], dir);
		snprintf(path, sizeof(path), "%s/" MAIN_FILE, dir);

		/* before the mask counts: whoever can write there could plant one (attack F125) */
		CLEANUP(file_close) int dirfd = open_layer(dir, reterr);

		if (dirfd == -ENOENT)
			continue;
		if (dirfd < 0)
			return dirfd;
		if (is_masked(dirfd, MAIN_FILE))
			return 0;
		if (faccessat(dirfd, MAIN_FILE, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
			return lay_main(root, dir, path, policy, reterr);
	}
	return 0;
}

struct drop_in {
	char name[FILE_NAME_MAX];
	char dir[PATH_SIZE];
};

struct drop_ins {
	size_t count;
	struct drop_in item[DROP_INS_MAX];
};

static void drop_ins_free(struct drop_ins **d)
{
	free(*d);
}

static bool is_drop_in(const char *name)
{
	size_t len = strlen(name);

	return name[0] != '.' && len > 5 && len < FILE_NAME_MAX &&
	       strcmp(name + len - 5, ".conf") == 0;
}

static bool is_listed(const struct drop_ins *d, const char *name)
{
	for (size_t i = 0; i < d->count; i++) {
		if (strcmp(d->item[i].name, name) == 0)
			return true;
	}
	return false;
}

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* Adds the names of one layer that no stronger layer has. */
static int list_drop_ins(const char *dir, struct drop_ins *d, struct error *reterr)
{
	struct dirent *entry;
	int fd = open_layer(dir, reterr);
	CLEANUP(close_dir) DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (!stream)
		return fd == -ENOENT ? 0 : fd < 0 ? fd : error_set(reterr, -errno, NULL, NULL);
	while ((errno = 0, entry = readdir(stream)) != NULL) {
		if (!is_drop_in(entry->d_name) || is_listed(d, entry->d_name))
			continue;
		if (d->count == DROP_INS_MAX) {
			error_set(reterr, -E2BIG, N_("There are too many policy files."),
				  N_("Put their settings into fewer files."));
			return error_at(reterr, dir, 0), -E2BIG;
		}
		snprintf(d->item[d->count].name, FILE_NAME_MAX, "%s", entry->d_name);
		snprintf(d->item[d->count].dir, PATH_SIZE, "%s", dir);
		d->count++;
	}
	if (errno != 0)
		return error_set(reterr, -errno, NULL, NULL);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct drop_in *)a)->name, ((const struct drop_in *)b)->name);
}

static int lay_drop_ins(const char *root, struct policy *policy, struct error *reterr)
{
	CLEANUP(drop_ins_free) struct drop_ins *d = calloc(1, sizeof(*d));
	int r = d ? 0 : error_set(reterr, -ENOMEM, NULL, NULL);

	for (size_t i = 0; r >= 0 && i < sizeof(layers) / sizeof(layers[0]); i++) {
		char place[PLACE_PATH_MAX], dir[PATH_SIZE];

		place_path(root, layers[i], place);
		snprintf(dir, sizeof(dir), "%s/" DROP_INS, place);
		r = list_drop_ins(dir, d, reterr);
	}
	if (r >= 0)
		qsort(d->item, d->count, sizeof(d->item[0]), by_name);
	for (size_t i = 0; r >= 0 && i < d->count; i++) {
		char path[PATH_SIZE + FILE_NAME_MAX];

		snprintf(path, sizeof(path), "%s/%s", d->item[i].dir, d->item[i].name);
		if (!is_masked(AT_FDCWD, path))
			r = lay(d->item[i].dir, d->item[i].name, policy, reterr);
	}
	return r;
}

/*
 * A main file that was there when the policy was last good and is gone now was hardly meant to go: some
 * editors move it aside while they write. Without it break_glass would be forgotten.
 */
static int check_main_is_there(const char *root, struct error *reterr)
{
	char path[ERROR_FILE_MAX];

	policy_last_good_main(root, path);
	if (path[0] == '\0' || faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	error_set(reterr, -ENOENT,
		  N_("It is gone, and it was there when the policy was last good."),
		  N_("Put it back; if it is to go, link its name to /dev/null."));
	error_at(reterr, path, 0);
	return -ENOENT;
}

int policy_store_read(const char *root, struct policy *ret, struct error *reterr)
{
	struct policy policy;

	policy_init(&policy);

	int r = check_main_is_there(root, reterr);

	if (r >= 0)
		r = lay_main_of_layers(root, &policy, reterr);
	if (r >= 0)
		r = lay_drop_ins(root, &policy, reterr);
	if (r >= 0)
		*ret = policy;
	return r;
}

int policy_store_read_file(const char *root, const char *path, struct policy *ret,
			   struct error *reterr)
{
	CLEANUP(file_close) int fd = file_open_any(AT_FDCWD, path, reterr);
	CLEANUP(file_free) char *text = NULL;
	struct policy policy;
	size_t len = 0;
	int r = fd < 0 ? fd : file_read(fd, KEYFILE_MAX, &text, &len, reterr);

	if (r < 0)
		return error_at(reterr, path, 0), r;
	policy_init(&policy);
	r = lay_main_text(root, path, text, len, &policy, reterr);
	if (r >= 0)
		*ret = policy;
	return r;
}

enum policy_origin policy_store_load(const char *root, struct policy *ret, struct error *reterr)
{
	if (policy_store_read(root, ret, reterr) >= 0)
		return POLICY_FROM_FILES;
	if (policy_last_good_load(root, ret) >= 0)
		return POLICY_FROM_LAST_GOOD;
	policy_init(ret);
	return POLICY_FROM_BUILT_IN;
}
