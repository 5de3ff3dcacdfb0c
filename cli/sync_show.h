/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sync_show: what "acctguard sync" prints: tables for people who are tired, JSON for programs.
 */
#ifndef ACCTGUARD_CLI_SYNC_SHOW_H
#define ACCTGUARD_CLI_SYNC_SHOW_H

#include "cli/cli.h"
#include "ldap_sync/apply.h"
#include "ldap_sync/plan_file.h"
#include "ldap_sync/snapshot_export.h"

/* A plan: who, why, and what is left alone. */
void sync_show_plan(const struct plan *plan);

/*
 * The same as JSON, with the oddities; refused says whether the brake holds it. NULL without
 * memory.
 */
json_t *sync_plan_json(const struct plan *plan, const struct plan_origin *origin, bool refused);

/* What came of one change: a line, or an element for `list` if that is not NULL. */
void sync_show_result(const struct plan_change *change, enum apply_result result,
		      const struct error *error, json_t *list);

/* The sums, and what follows from them. */
void sync_show_summary(const struct apply_summary *summary);
json_t *sync_summary_json(const struct apply_summary *summary, json_t *list);

/* What a snapshot holds; and, on standard error, what was odd about its making. */
void sync_show_counts(const struct snapshot_export_counts *counts);
void sync_warn_counts(const struct snapshot_export_counts *counts);
json_t *sync_counts_json(const struct snapshot_export_counts *counts);

/* Counts on standard error while somebody watches. */
void sync_show_progress(size_t count);
void sync_clear_progress(void);

#endif
