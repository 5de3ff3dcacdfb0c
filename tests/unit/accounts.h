/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * accounts: a made-up directory for snapshot tests: account i is a function of i and of a generation,
 * so that any answer of a snapshot can be checked in full.
 */
#ifndef ACCTGUARD_TESTS_ACCOUNTS_H
#define ACCTGUARD_TESTS_ACCOUNTS_H

#include "stores/snapshot.h"
#include "tests/unit/sandbox.h"

void accounts_make(unsigned i, unsigned generation, struct snapshot_account *ret);

/* When the snapshot of a generation was made. */
int64_t accounts_made_s(unsigned generation);

/* Writes a snapshot of `count` accounts into dirfd; 0 or -errno. */
int accounts_write(int dirfd, unsigned count, unsigned generation);

/* Whether what was found is account i of this generation, in every field. */
bool accounts_is(const struct snapshot_account *found, unsigned i, unsigned generation);

#endif
