/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * places: the four directories in which our files live, below a root that is "/" on a real host.
 *
 *     vendor  /usr/lib/acctguard   what we ship
 *     run     /run/acctguard       until the next boot
 *     etc     /etc/acctguard       what the site's administrators wrote
 *     state   /var/lib/acctguard   what we must not forget
 *
 * A directory that others than root could write to is not opened. Every store takes the descriptor.
 */
#ifndef ACCTGUARD_STORES_PLACES_H
#define ACCTGUARD_STORES_PLACES_H

#include "base/error.h"

enum place { PLACE_VENDOR, PLACE_RUN, PLACE_ETC, PLACE_STATE };
enum { PLACE_PATH_MAX = 512 };

/* Writes the directory's path, for messages; root may be "" or "/" for the host itself. */
void place_path(const char *root, enum place place, char ret[PLACE_PATH_MAX]);

/* Opens the directory: a descriptor or -errno, -ENOENT if it is not there. */
int place_open(const char *root, enum place place, struct error *reterr);

/* Opens it for a store that writes: makes it first (root only, 0755 or for state 0750). */
int place_open_made(const char *root, enum place place, struct error *reterr);

#endif
