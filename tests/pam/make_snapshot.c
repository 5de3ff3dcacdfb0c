/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * make_snapshot: writes a snapshot below a root, for tests and the demo.
 *
 *     make_snapshot --root DIR [--age SECONDS] <accounts
 *     make_snapshot --root DIR --places
 *
 * Each line of standard input is an account: name, user id, state (active, disabled, departed), whether
 * the password is temporary (0, 1), its age in days ("-": no date), the owner's id ("-": none). The
 * directories above are made. --places prints where this build keeps vendor, run, etc and state.
 * Trusts whoever runs it; is not installed.
 */
#include "base/civil.h"
#include "stores/places.h"
#include "stores/snapshot.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DAY_S = 86400, LINE_SIZE = 512 };

struct arguments {
	const char *root;
	int64_t age_s;
	bool places;
};

static int complain(const char *what)
{
	fprintf(stderr, "make_snapshot: %s\n", what);
	return 1;
}

static int complain_error(const struct error *e)
{
	char text[ERROR_TEXT_MAX];

	error_format(e, NULL, text, sizeof(text));
	return complain(text);
}

static void make_directories(const char *path)
{
	char part[PLACE_PATH_MAX];

	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		mkdir(part, 0755);
	}
	mkdir(path, 0755);
}

static bool parse_state(const char *word, enum account_state *ret)
{
	static const char *const words[] = {
		[ACCOUNT_ACTIVE] = "active",
		[ACCOUNT_DISABLED] = "disabled",
		[ACCOUNT_DEPARTED] = "departed",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i]) == 0) {
			*ret = (enum account_state)i;
			return true;
		}
	}
	return false;
}

static bool parse_line(char *line, int64_t now_s, struct snapshot_account *ret)
{
	const char *word[6];

	for (size_t i = 0; i < 6; i++) {
		word[i] = strtok(i == 0 ? line : NULL, " \t\n");
		if (!word[i])
			return false;
	}
	*ret = (struct snapshot_account) {
		.uid = (uint32_t)strtoul(word[1], NULL, 10),
		.must_change = strcmp(word[3], "1") == 0,
		.password_changed_s = strcmp(word[4], "-") == 0
					      ? SNAPSHOT_NO_DATE
					      : now_s - strtoll(word[4], NULL, 10) * DAY_S,
	};
	snprintf(ret->name, sizeof(ret->name), "%s", word[0]);
	snprintf(ret->owner, sizeof(ret->owner), "%s", strcmp(word[5], "-") == 0 ? "" : word[5]);
	return parse_state(word[2], &ret->state);
}

static int write_snapshot(const struct arguments *a)
{
	int64_t now_s = moment_now().wall_s;
	char path[PLACE_PATH_MAX], line[LINE_SIZE];
	struct snapshot_writer *w;
	struct error e;

	place_path(a->root, PLACE_STATE, path);
	make_directories(path);

	int state = place_open(a->root, PLACE_STATE, &e);

	if (state < 0 || snapshot_writer_new(state, now_s - a->age_s, &w, &e) < 0)
		return complain_error(&e);
	while (fgets(line, sizeof(line), stdin)) {
		struct snapshot_account account;

		if (!parse_line(line, now_s, &account)) {
			snapshot_writer_free(w);
			return complain("a line is not: name uid state 0|1 days|- owner|-");
		}
		if (snapshot_writer_add(w, &account, &e) < 0) {
			snapshot_writer_free(w);
			return complain_error(&e);
		}
	}
	return snapshot_writer_commit(w, &e) < 0 ? complain_error(&e) : 0;
}

static int print_places(const struct arguments *a)
{
	static const char *const names[] = { "vendor", "run", "etc", "state" };
	char path[PLACE_PATH_MAX];

	for (int place = PLACE_VENDOR; place <= PLACE_STATE; place++) {
		place_path(a->root, (enum place)place, path);
		printf("%s=%s\n", names[place], path);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, 'r' },
		{ "age", required_argument, NULL, 'a' },
		{ "places", no_argument, NULL, 'p' },
		{ 0 },
	};
	struct arguments a = { .root = "" };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case 'r': a.root = optarg; break;
		case 'a': a.age_s = strtoll(optarg, NULL, 10); break;
		case 'p': a.places = true; break;
		default: return 2;
		}
	}
	if (optind < argc || a.root[0] != '/')
		return complain("usage: make_snapshot --root /DIR [--age SECONDS | --places]"), 2;
	return a.places ? print_places(&a) : write_snapshot(&a);
}
