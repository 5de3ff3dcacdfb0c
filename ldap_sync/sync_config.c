/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/sync_config.h"

#include "base/file.h"
#include "base/keyfile.h"
#include "stores/places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYNC_CONF "sync.conf"
#define ZONES     "/usr/share/zoneinfo/"

/* Why a value will not do; NULL if it will. */
typedef const char *check_value(const char *value);

struct key {
	const char *name;
	size_t at, size;
	const char *dflt; /* NULL: none */
	check_value *check;
	const char *remedy;
};

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static const char *check_uri(const char *value)
{
	static const char *const known[] = { "ldapi://", "ldaps://", "ldap://", "ldif:",
					     "fail:",    "lost:",    "cut:" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		/* libldap takes a list of servers; which one answered would be chance */
		if (starts(value, known[i]) && !strpbrk(value, " ,"))
			return NULL;
	}
	return N_("\"{value}\" is no URI of a directory.");
}

static const char *check_path(const char *value)
{
	return value[0] == '/' ? NULL : N_("\"{value}\" is no absolute path.");
}

static const char *check_filter(const char *value)
{
	size_t len = strlen(value);

	return value[0] == '(' && value[len - 1] == ')' ? NULL
							: N_("\"{value}\" is no LDAP filter.");
}

static const char *check_attribute(const char *value)
{
	size_t len =
		strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

	return value[len] == '\0' && value[0] > '9' ? NULL
						    : N_("\"{value}\" is no name of an attribute.");
}

/*
 * glibc takes a zone that does not exist for UTC, without a word: every date would be wrong by
 * hours (D91).
 */
static const char *check_zone(const char *value)
{
	char path[sizeof(ZONES) + SYNC_WORD_MAX];
	struct stat st;

	snprintf(path, sizeof(path), ZONES "%s", value);
	if (strstr(value, "..") || value[0] == '/' || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return N_("There is no time zone \"{value}\" on this host.");
	return NULL;
}

#define AT(member) offsetof(struct sync_config, member), sizeof(((struct sync_config *)0)->member)

/* clang-format off */
static const struct key keys[] = {
	{ "directory_uri", AT(directory_uri), NULL, check_uri,
	  N_("For example: ldapi:///, ldaps://ldap.example.org or ldap://ldap.example.org (always with StartTLS).") },
	{ "directory_base", AT(directory_base), NULL, NULL, NULL },
	{ "directory_bind_dn", AT(directory_bind_dn), NULL, NULL, NULL },
	{ "directory_bind_password_file", AT(directory_bind_password_file), NULL, check_path,
	  N_("For example: /etc/acctguard/bind-password.") },
	{ "directory_ca_file", AT(directory_ca_file), NULL, check_path,
	  N_("For example: /etc/ssl/certs/ca-certificates.crt.") },
	{ "account_filter", AT(account_filter), "(&(objectClass=posixAccount)(uid=*))", check_filter,
	  N_("For example: (&(objectClass=posixAccount)(uid=*)).") },
	{ "id_attribute", AT(id_attribute), "employeeNumber", check_attribute,
	  N_("For example: employeeNumber.") },
	{ "state_attribute", AT(state_attribute), "acctguardState", check_attribute,
	  N_("For example: acctguardState; or none.") },
	{ "time_zone", AT(time_zone), "Asia/Taipei", check_zone,
	  N_("For example: Asia/Taipei; install tzdata if it is missing.") },
	{ "roster_id", AT(roster[ROSTER_ID]), "id", NULL, NULL },
	{ "roster_name", AT(roster[ROSTER_NAME]), "name", NULL, NULL },
	{ "roster_status", AT(roster[ROSTER_STATUS]), "status", NULL, NULL },
	{ "roster_leave_date", AT(roster[ROSTER_LEAVE_DATE]), "leave_date", NULL, NULL },
	{ "roster_start_date", AT(roster[ROSTER_START_DATE]), "start_date", NULL, NULL },
	{ "roster_department", AT(roster[ROSTER_DEPARTMENT]), "department", NULL, NULL },
	{ "roster_manager", AT(roster[ROSTER_MANAGER]), "manager", NULL, NULL },
	{ "roster_kind", AT(roster[ROSTER_KIND]), "kind", NULL, NULL },
	{ "roster_end_date", AT(roster[ROSTER_END_DATE]), "end_date", NULL, NULL },
	{ "protected_accounts", AT(protected_text), NULL, NULL, NULL },
};
/* clang-format on */

static int take(const struct keyfile_item *item, void *arg, struct error *reterr)
{
	struct sync_config *config = arg;
	const char *why = NULL;
	size_t i = 0;

	while (i < sizeof(keys) / sizeof(keys[0]) && !keyfile_is(item, keys[i].name))
		i++;
	if (i == sizeof(keys) / sizeof(keys[0])) {
		error_set(reterr, -EINVAL, N_("There is no setting \"{value}\"."),
			  N_("acctguard-sync.conf(5) lists them all."));
		error_value(reterr, item->key, item->key_len);
		return -EINVAL;
	}
	if (item->value_len >= keys[i].size)
		return keyfile_refuse(item, N_("\"{value}\" is too long."), keys[i].remedy, reterr);

	char *value = (char *)config + keys[i].at;

	memcpy(value, item->value, item->value_len);
	value[item->value_len] = '\0';
	why = keys[i].check ? keys[i].check(value) : NULL;
	return why ? keyfile_refuse(item, why, keys[i].remedy, reterr) : 0;
}

static int refuse(const char *file, const char *why, const char *remedy, struct error *reterr)
{
	error_set(reterr, -EINVAL, why, remedy);
	error_at(reterr, file, 0);
	return -EINVAL;
}

/* Cuts the list of names at its spaces. */
static int split_protected(struct sync_config *config, const char *file, struct error *reterr)
{
	size_t count = 0;
	char *rest = NULL;

	for (char *name = strtok_r(config->protected_text, " \t", &rest); name;
	     name = strtok_r(NULL, " \t", &rest)) {
		if (count == SYNC_PROTECTED_MAX)
			return refuse(file, N_("There are too many protected_accounts."),
				      N_("More than 64 are no exceptions any more."), reterr);
		config->protected_names[count++] = name;
	}
	config->protected_names[count] = NULL;
	return 0;
}

static bool is_by_network(const struct sync_config *c)
{
	return strstr(c->directory_uri, "ldap://") || strstr(c->directory_uri, "ldaps://");
}

/* What no line is wrong about by itself. */
static int check_whole(const struct sync_config *c, const char *file, struct error *reterr)
{
	bool by_name = c->directory_bind_dn[0] != '\0';
	bool by_network = is_by_network(c);

	if (c->directory_uri[0] == '\0' || c->directory_base[0] == '\0')
		return refuse(file, N_("It does not say where the directory is."),
			      N_("Set directory_uri and directory_base."), reterr);
	if (by_name != (c->directory_bind_password_file[0] != '\0'))
		return refuse(file, N_("A name without a password, or a password without a name."),
			      N_("Set both directory_bind_dn and directory_bind_password_file, or "
				 "neither."),
			      reterr);
	if (by_network && !by_name)
		return refuse(file, N_("Without a name nobody is let in through the network."),
			      N_("Set directory_bind_dn and directory_bind_password_file, or use "
				 "ldapi:///."),
			      reterr);
	if (by_network && c->directory_ca_file[0] == '\0')
		return refuse(file, N_("It does not say whose certificate to believe."),
			      N_("Set directory_ca_file."), reterr);
	for (size_t i = ROSTER_ID; i <= ROSTER_STATUS; i++) {
		if (strcmp(c->roster[i], "none") == 0)
			return refuse(file, N_("A roster without id, name or status says nothing."),
				      N_("Set roster_id, roster_name and roster_status to the "
					 "feed's headers."),
				      reterr);
	}
	return 0;
}

int sync_config_parse(const char *text, size_t len, const char *file, struct sync_config *ret,
		      struct error *reterr)
{
	*ret = (struct sync_config) { .directory_uri = "" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].dflt)
			snprintf((char *)ret + keys[i].at, keys[i].size, "%s", keys[i].dflt);
	}

	int r = keyfile_parse(text, len, file, take, ret, reterr);

	if (r >= 0)
		r = check_whole(ret, file, reterr);
	if (r >= 0 && check_zone(ret->time_zone)) /* the default, too */
		r = refuse(file, N_("This host does not know the time zone Asia/Taipei."),
			   N_("Install tzdata, or set time_zone."), reterr);
	return r < 0 ? r : split_protected(ret, file, reterr);
}

int sync_config_read(const char *root, struct sync_config *ret, struct error *reterr)
{
	char dir[PLACE_PATH_MAX], path[PLACE_PATH_MAX + sizeof(SYNC_CONF) + 1];
	CLEANUP(file_close) int etc = place_open(root, PLACE_ETC, reterr);
	CLEANUP(file_close) int fd = etc < 0 ? etc : file_open_trusted(etc, SYNC_CONF, reterr);
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;

	place_path(root, PLACE_ETC, dir);
	snprintf(path, sizeof(path), "%s/" SYNC_CONF, dir);
	if (fd == -ENOENT)
		return refuse(path, N_("There is no such file."),
			      N_("Write it: acctguard-sync.conf(5) has an example."), reterr);

	int r = fd < 0 ? fd : file_read(fd, KEYFILE_MAX, &text, &len, reterr);

	if (r < 0)
		return error_at(reterr, path, 0), r;
	return sync_config_parse(text, len, path, ret, reterr);
}

/* libldap opens it by its name: so the directory that holds it counts as well. */
int sync_config_check_ca(const struct sync_config *config, struct error *reterr)
{
	const char *path = config->directory_ca_file;
	const char *slash = strrchr(path, '/');
	char dir[SYNC_TEXT_MAX];

	if (!slash || !is_by_network(config))
		return 0;
	snprintf(dir, sizeof(dir), "%.*s", slash > path ? (int)(slash - path) : 1, path);

	CLEANUP(file_close) int dirfd = file_open_trusted_dir(AT_FDCWD, dir, reterr);
	CLEANUP(file_close)
	int fd = dirfd < 0 ? dirfd : file_open_trusted(dirfd, slash + 1, reterr);

	if (fd >= 0)
		return 0;
	return error_at(reterr, dirfd < 0 ? dir : path, 0), fd;
}

static int check_private(int fd, const char *path, struct error *reterr)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_set(reterr, -errno, NULL, NULL);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return 0;
	error_set(reterr, -EPERM, N_("Others than its owner may read this password (EPA-5.3.3c)."),
		  N_("Take that right away: chmod 600."));
	return error_at(reterr, path, 0), -EPERM;
}

int sync_config_password(const struct sync_config *config, const char *root, struct secret *ret,
			 struct error *reterr)
{
	char path[PLACE_PATH_MAX + SYNC_TEXT_MAX];
	SECRET read_in;

	ret->len = 0;
	if (config->directory_bind_password_file[0] == '\0')
		return 0;
	snprintf(path, sizeof(path), "%s%s", strcmp(root, "/") == 0 ? "" : root,
		 config->directory_bind_password_file);

	CLEANUP(file_close) int fd = file_open_trusted(AT_FDCWD, path, reterr);
	int r = fd < 0 ? fd : check_private(fd, path, reterr);

	if (r < 0)
		return r;

	/* not by file_read(): a secret never goes to the heap */
	ssize_t len = read(fd, read_in.bytes, sizeof(read_in.bytes));

	if (len > 0 && read_in.bytes[len - 1] == '\n')
		len--;
	if (len <= 0 || len > SECRET_MAX || memchr(read_in.bytes, '\n', (size_t)len))
		return refuse(path, N_("There must be a password in it, in one line."), NULL,
			      reterr);
	return secret_set(ret, read_in.bytes, (size_t)len);
}

void sync_config_headers(const struct sync_config *config, struct roster_headers *ret)
{
	for (size_t i = 0; i < ROSTER_COLUMNS; i++)
		ret->header[i] = strcmp(config->roster[i], "none") == 0 ? NULL : config->roster[i];
}
