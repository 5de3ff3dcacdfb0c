/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/accounts.h"

#include <stdio.h>
#include <string.h>

void accounts_make(unsigned i, unsigned generation, struct snapshot_account *ret)
{
	*ret = (struct snapshot_account) {
		.uid = 10000 + i,
		.state = (enum account_state)((i + generation) % 3),
		.must_change = (i + generation) % 5 == 0,
		.password_changed_s =
			i % 7 == 0 ? SNAPSHOT_NO_DATE : 1780000000 + 1000 * (int64_t)i + generation,
	};
	/* of many lengths; every fourth with capitals */
	snprintf(ret->name, sizeof(ret->name), "%s%.*s%u", i % 4 == 0 ? "User" : "user",
		 (int)(i % 40), "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop", i);
	if (i % 3 != 0)
		snprintf(ret->owner, sizeof(ret->owner), "E%05u", i / 2);
}

int64_t accounts_made_s(unsigned generation)
{
	return 1790000000 + 3600 * (int64_t)generation;
}

int accounts_write(int dirfd, unsigned count, unsigned generation)
{
	struct snapshot_writer *w;
	int r = snapshot_writer_new(dirfd, accounts_made_s(generation), &w, NULL);

	for (unsigned i = 0; r >= 0 && i < count; i++) {
		struct snapshot_account account;

		accounts_make(i, generation, &account);
		r = snapshot_writer_add(w, &account, NULL);
		if (r < 0)
			snapshot_writer_free(w);
	}
	return r < 0 ? r : snapshot_writer_commit(w, NULL);
}

bool accounts_is(const struct snapshot_account *found, unsigned i, unsigned generation)
{
	struct snapshot_account want;

	accounts_make(i, generation, &want);
	return strcmp(found->name, want.name) == 0 && strcmp(found->owner, want.owner) == 0 &&
	       found->uid == want.uid && found->state == want.state &&
	       found->must_change == want.must_change &&
	       found->password_changed_s == want.password_changed_s;
}
