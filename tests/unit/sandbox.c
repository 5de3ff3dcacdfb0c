/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/sandbox.h"

#include "tests/unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int sandbox_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct sandbox *box = calloc(1, sizeof(*box));

	umask(022);
	if (!box)
		return -1;
	snprintf(box->path, sizeof(box->path), "%s/acctguard-unit.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(box->path) || chmod(box->path, 0755) < 0)
		return -1;
	box->dirfd = open(box->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = box;
	return box->dirfd < 0 ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

int sandbox_teardown(void **state)
{
	struct sandbox *box = *state;
	int r = nftw(box->path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);

	close(box->dirfd);
	free(box);
	return r;
}

const char *sandbox_path(const struct sandbox *box, const char *name)
{
	static char paths[4][2 * SANDBOX_PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", box->path, name);
	return path;
}

void sandbox_mkdir(const struct sandbox *box, const char *name)
{
	char part[SANDBOX_PATH_MAX];

	for (const char *slash = name; slash; slash = strchr(slash + 1, '/')) {
		if (slash == name)
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)(slash - name), name);
		EXPECT(mkdirat(box->dirfd, part, 0755) == 0 || errno == EEXIST, "%s", part);
	}
	EXPECT(mkdirat(box->dirfd, name, 0755) == 0 || errno == EEXIST, "%s", name);
}

void sandbox_write_bytes(const struct sandbox *box, const char *name, const void *bytes, size_t len)
{
	const char *slash = strrchr(name, '/');

	if (slash) {
		char dir[SANDBOX_PATH_MAX];

		snprintf(dir, sizeof(dir), "%.*s", (int)(slash - name), name);
		sandbox_mkdir(box, dir);
	}

	int fd = openat(box->dirfd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	/* a test may have made it read-only, which stops everybody but root */
	if (fd < 0 && errno == EACCES && fchmodat(box->dirfd, name, 0600, 0) == 0)
		fd = openat(box->dirfd, name, O_WRONLY | O_TRUNC | O_CLOEXEC);
	EXPECT(fd >= 0 && write(fd, bytes, len) == (ssize_t)len && close(fd) == 0, "%s", name);
}

void sandbox_write(const struct sandbox *box, const char *name, const char *text)
{
	sandbox_write_bytes(box, name, text, strlen(text));
}

char *sandbox_read(const struct sandbox *box, const char *name, size_t *ret_len)
{
	struct stat st;
	int fd = openat(box->dirfd, name, O_RDONLY | O_CLOEXEC);

	EXPECT(fd >= 0 && fstat(fd, &st) == 0, "%s", name);

	char *text = malloc((size_t)st.st_size + 1);

	EXPECT(text && read(fd, text, (size_t)st.st_size) == st.st_size, "%s", name);
	text[st.st_size] = '\0';
	*ret_len = (size_t)st.st_size;
	close(fd);
	return text;
}

size_t sandbox_count(const struct sandbox *box, const char *name)
{
	DIR *dir = opendir(sandbox_path(box, name));
	size_t count = 0;

	EXPECT(dir != NULL, "%s", name);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return count;
}
