/* SPDX-License-Identifier: BSD-3-Clause */
#include "stores/session_registry.h"

#include "base/file.h"
#include "base/keyfile.h"
#include "base/number.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SESSION_FILE_MAX = 4096 };

static int fail(int code, const char *name, struct error *reterr)
{
	error_set(reterr, code, NULL, NULL);
	error_at(reterr, name, 0);
	return code;
}

int session_start_of(pid_t pid, uint64_t *ret_start)
{
	char path[64], text[1024];
	int64_t start;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);

	CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (len <= 0)
		return -ESRCH;
	text[len] = '\0';

	/*
	 * the name in brackets may hold anything; behind the last ')' start time is the 20th
	 * field
	 */
	const char *s = strrchr(text, ')');

	for (int field = 0; s && field < 20; field++)
		s = strchr(s + 1, ' ');
	if (!s || number_parse(s + 1, strcspn(s + 1, " "), &start) < 0)
		return -ESRCH;
	*ret_start = (uint64_t)start;
	return 0;
}

/*
 * Opens sessions/UID, made if asked for. Root's alone: whom somebody is logged in with is no
 * news.
 */
static int open_user(int run_dirfd, uid_t uid, bool make, struct error *reterr)
{
	char name[24];

	snprintf(name, sizeof(name), "%u", (unsigned)uid);
	if (make && mkdirat(run_dirfd, "sessions", 0700) < 0 && errno != EEXIST)
		return fail(-errno, "sessions", reterr);

	CLEANUP(file_close) int all = file_open_trusted_dir(run_dirfd, "sessions", reterr);

	if (all < 0)
		return all;
	if (make && mkdirat(all, name, 0700) < 0 && errno != EEXIST)
		return fail(-errno, name, reterr);
	return file_open_trusted_dir(all, name, reterr);
}

static void file_name(const struct session *session, char ret[64])
{
	snprintf(ret, 64, "%ld.%" PRIu64, (long)session->pid, session->start);
}

static size_t put(char *text, size_t used, const char *key, const char *value)
{
	char shown[SESSION_TEXT_MAX];

	/* a key without a value would make the file unreadable and hide the session */
	if (value[strspn(value, " ")] == '\0')
		return used;
	text_show(shown, sizeof(shown), value, strlen(value));
	return used +
	       (size_t)snprintf(text + used, SESSION_FILE_MAX - used, "%s = %s\n", key, shown);
}

/* Reads "PID.START"; false if it is no such name. */
static bool split_name(const char *name, pid_t *ret_pid, uint64_t *ret_start)
{
	const char *dot = strchr(name, '.');
	int64_t pid, start;

	if (!dot || number_parse(name, (size_t)(dot - name), &pid) < 0 || pid > INT32_MAX ||
	    number_parse(dot + 1, strlen(dot + 1), &start) < 0)
		return false;
	*ret_pid = (pid_t)pid;
	*ret_start = (uint64_t)start;
	return true;
}

static bool still_runs(pid_t pid, uint64_t start)
{
	uint64_t now_start;

	return session_start_of(pid, &now_start) >= 0 && now_start == start;
}

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* Programs that were killed closed nothing: their files go when the same person comes again. */
static void prune(int dirfd)
{
	CLEANUP(close_dir)
	DIR *dir = fdopendir(openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct dirent *entry;
	uint64_t start;
	pid_t pid;

	while (dir && (entry = readdir(dir)) != NULL) {
		if (split_name(entry->d_name, &pid, &start) && !still_runs(pid, start))
			unlinkat(dirfd, entry->d_name, 0);
	}
}

int session_registry_add(int run_dirfd, const struct session *session, struct error *reterr)
{
	char text[SESSION_FILE_MAX], name[64], opened[24];
	CLEANUP(file_close) int dirfd = open_user(run_dirfd, session->uid, true, reterr);
	size_t used = 0;

	if (dirfd < 0)
		return dirfd;
	prune(dirfd);
	file_name(session, name);
	snprintf(opened, sizeof(opened), "%" PRId64, session->opened_s);
	used = put(text, used, "opened", opened);
	used = put(text, used, "account", session->account);
	used = put(text, used, "service", session->service);
	used = put(text, used, "tty", session->tty);
	used = put(text, used, "host", session->host);
	return file_replace(dirfd, name, text, used, 0600, reterr);
}

int session_registry_remove(int run_dirfd, const struct session *session, struct error *reterr)
{
	char name[64];
	CLEANUP(file_close) int dirfd = open_user(run_dirfd, session->uid, false, reterr);

	if (dirfd < 0)
		return dirfd == -ENOENT ? 0 : dirfd;
	file_name(session, name);
	if (unlinkat(dirfd, name, 0) < 0 && errno != ENOENT)
		return fail(-errno, name, reterr);
	return 0;
}

static int take_item(const struct keyfile_item *item, void *arg, struct error *reterr)
{
	struct session *s = arg;
	const struct {
		const char *key;
		char *to;
	} texts[] = {
		{ "account", s->account },
		{ "service", s->service },
		{ "tty", s->tty },
		{ "host", s->host },
	};

	(void)reterr;
	if (keyfile_is(item, "opened"))
		return number_parse(item->value, item->value_len, &s->opened_s);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (keyfile_is(item, texts[i].key) && item->value_len < SESSION_TEXT_MAX)
			memcpy(texts[i].to, item->value, item->value_len);
	}
	return 0;
}

/* Reads the file called name ("PID.START"); false if it is none of ours or its program is gone. */
static bool read_session(int dirfd, const char *name, struct session *ret)
{
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;

	if (!split_name(name, &ret->pid, &ret->start) || !still_runs(ret->pid, ret->start))
		return false;

	CLEANUP(file_close) int fd = file_open_trusted(dirfd, name, NULL);

	return fd >= 0 && file_read(fd, SESSION_FILE_MAX, &text, &len, NULL) >= 0 &&
	       keyfile_parse(text, len, name, take_item, ret, NULL) >= 0;
}

int session_registry_each(int run_dirfd, uid_t uid, int (*each)(const struct session *, void *),
			  void *arg, struct error *reterr)
{
	int dirfd = open_user(run_dirfd, uid, false, reterr);
	CLEANUP(close_dir) DIR *dir = dirfd < 0 ? NULL : fdopendir(dirfd);
	struct dirent *entry;
	int r = 0;

	if (!dir)
		return dirfd == -ENOENT ? 0 : dirfd < 0 ? dirfd : fail(-errno, "sessions", reterr);
	while (r >= 0 && (entry = readdir(dir)) != NULL) {
		struct session session = { .uid = uid };

		if (read_session(dirfd, entry->d_name, &session))
			r = each(&session, arg);
	}
	return r;
}
