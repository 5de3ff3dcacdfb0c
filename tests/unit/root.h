/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * root: a sandbox that the stores take for a host: the four places below it, wherever this build has
 * been told to put them.
 */
#ifndef ACCTGUARD_TESTS_ROOT_H
#define ACCTGUARD_TESTS_ROOT_H

#include "policies/policy.h"
#include "stores/places.h"
#include "tests/unit/sandbox.h"

/* The name of place/name within the sandbox; valid until the fourth call from here. */
const char *root_name(enum place place, const char *name);

/* Writes place/name; text NULL makes it a link to /dev/null, which switches it off. */
void root_write(const struct sandbox *box, enum place place, const char *name, const char *text);

/* A value of the policy that is in force, as text. */
const char *root_value(const struct policy *policy, enum rule_id rule);

#endif
