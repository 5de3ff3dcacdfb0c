/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * directory_fail: a directory that breaks at a chosen point, for tests of what happens then.
 *
 * Operations (read_all, read_one, modify) are counted from 1. Once broken it stays broken, as a
 * connection does. Never breaks anything by itself: it only stops passing calls on.
 */
#ifndef ACCTGUARD_LDAP_SYNC_DIRECTORY_FAIL_H
#define ACCTGUARD_LDAP_SYNC_DIRECTORY_FAIL_H

#include "ldap_sync/directory.h"

enum directory_fault {
	FAULT_BEFORE, /* fail: the n-th operation does nothing and answers with the code */
	FAULT_AFTER,  /* lost: it is done, but the answer is lost (attack C74) */
	FAULT_CUT,    /* cut: every read shows n entries and then breaks (C55) */
};

/* Wraps *inner, which belongs to the new one then (and is closed on failure, too). */
int directory_fail_open(struct directory *inner, enum directory_fault fault, size_t n, int code,
			struct directory **ret, struct error *reterr);

#endif
