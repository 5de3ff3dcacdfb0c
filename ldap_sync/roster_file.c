/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opening a roster. It may belong to personnel and be reached through a link ("latest.csv"), but it
 * is a file, and not one that just anybody can write: its content decides whose account is closed.
 */
#include "ldap_sync/roster.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int check(int fd, struct error *reterr)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_set(reterr, -errno, NULL, NULL);
	if (!S_ISREG(st.st_mode))
		return error_set(reterr, -EINVAL, N_("It is not a regular file."),
				 N_("Put a plain file in its place."));
	if (st.st_mode & S_IWOTH)
		return error_set(reterr, -EPERM, N_("Anybody may write to it."),
				 N_("Take that right away: chmod o-w."));
	return 0;
}

int roster_read(const char *path, const struct roster_headers *headers, struct roster *ret,
		struct error *reterr)
{
	CLEANUP(file_free) char *text = NULL;
	CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t len = 0;
	int r = fd < 0 ? error_set(reterr, -errno, NULL, NULL) : check(fd, reterr);

	if (r >= 0)
		r = file_read(fd, ROSTER_FILE_MAX, &text, &len, reterr);
	if (r < 0) {
		error_at(reterr, path, 0);
		return r;
	}
	return roster_parse(text, len, path, headers, ret, reterr);
}
