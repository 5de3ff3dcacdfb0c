/* SPDX-License-Identifier: BSD-3-Clause */
#include "stores/places.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

void place_path(const char *root, enum place place, char ret[PLACE_PATH_MAX])
{
	static const char *const paths[] = {
		[PLACE_VENDOR] = VENDOR_DIR,
		[PLACE_RUN] = RUN_DIR,
		[PLACE_ETC] = ETC_DIR,
		[PLACE_STATE] = STATE_DIR,
	};

	if (strcmp(root, "/") == 0)
		root = "";
	snprintf(ret, PLACE_PATH_MAX, "%s%s", root, paths[place]);
}

int place_open(const char *root, enum place place, struct error *reterr)
{
	char path[PLACE_PATH_MAX];

	place_path(root, place, path);
	return file_open_trusted_dir(AT_FDCWD, path, reterr);
}

int place_open_made(const char *root, enum place place, struct error *reterr)
{
	char path[PLACE_PATH_MAX];

	place_path(root, place, path);
	if (mkdir(path, place == PLACE_STATE ? 0750 : 0755) < 0 && errno != EEXIST) {
		int r = -errno;

		error_set(reterr, r, NULL, NULL);
		error_at(reterr, path, 0);
		return r;
	}
	return file_open_trusted_dir(AT_FDCWD, path, reterr);
}
