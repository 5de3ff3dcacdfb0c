/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * session_registry: who is logged in: run/sessions/UID/PID.START, one small file a session.
 *
 * Written by the PAM session stack when a session opens, removed when it closes. PID and START name
 * a process beyond doubt (START is its start time in ticks since boot), so that a file whose
 * process is gone is seen to be stale, and no number that was given away again is taken for it.
 */
#ifndef ACCTGUARD_STORES_SESSION_REGISTRY_H
#define ACCTGUARD_STORES_SESSION_REGISTRY_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { SESSION_TEXT_MAX = 128 };

struct session {
	uid_t uid;
	pid_t pid;        /* of the program that opened it */
	uint64_t start;   /* when that started: ticks since boot */
	int64_t opened_s; /* wall clock */
	char account[SESSION_TEXT_MAX];
	char service[SESSION_TEXT_MAX];
	char tty[SESSION_TEXT_MAX];  /* "" if none */
	char host[SESSION_TEXT_MAX]; /* where from; "" if from here */
};

/* When a process started; -ESRCH if there is none. */
int session_start_of(pid_t pid, uint64_t *ret_start);

/* Registers or removes a session below run_dirfd. Removing what is not there is fine. */
int session_registry_add(int run_dirfd, const struct session *session, struct error *reterr);
int session_registry_remove(int run_dirfd, const struct session *session, struct error *reterr);

/*
 * Calls each() for every session of uid whose program still runs, until it returns a negative
 * value, which is returned. Files that say nothing sensible are passed over.
 */
int session_registry_each(int run_dirfd, uid_t uid, int (*each)(const struct session *, void *),
			  void *arg, struct error *reterr);

#endif
