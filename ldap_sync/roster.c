/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/roster.h"

#include "base/civil.h"
#include "base/text.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* libcsv is fed line by line, because only so we know which line a cell stands in. */
struct reading {
	const struct roster_headers *headers;
	struct roster *roster;
	struct error *reterr;
	const char *file;
	unsigned line;     /* the one that is fed */
	unsigned row_line; /* where the row began */
	bool in_row;       /* a quoted cell goes on in the next line */
	bool has_header;
	size_t width;                                   /* of the header */
	size_t cell;                                    /* number of the next one in its row */
	enum roster_column column_at[ROSTER_WIDTH_MAX]; /* ROSTER_COLUMNS: none of ours */
	char text[ROSTER_COLUMNS][ROSTER_CELL_MAX + 1]; /* the row's cells */
	int failed;
};

static const struct {
	const char *word;
	enum roster_status status;
} statuses[] = {
	{ "active", PERSON_ACTIVE },
	{ "在職", PERSON_ACTIVE },
	{ "on leave", PERSON_ON_LEAVE },
	{ "留職停薪", PERSON_ON_LEAVE },
	{ "departed", PERSON_DEPARTED },
	{ "離職", PERSON_DEPARTED },
	{ "not yet started", PERSON_NOT_STARTED },
	{ "未到職", PERSON_NOT_STARTED },
};

static int refuse_at(struct reading *r, unsigned line, const char *value, const char *why,
		     const char *remedy)
{
	if (r->failed < 0) /* the first thing that is wrong is the one to mend */
		return r->failed;
	error_set(r->reterr, -EINVAL, why, remedy);
	error_value(r->reterr, value, strlen(value));
	error_at(r->reterr, r->file, line);
	r->failed = -EINVAL;
	return r->failed;
}

static int refuse(struct reading *r, const char *value, const char *why, const char *remedy)
{
	return refuse_at(r, r->row_line, value, why, remedy);
}

/* The cells of the first row say which column is where. */
static void take_header(struct reading *r, const char *cell)
{
	r->column_at[r->cell] = ROSTER_COLUMNS;
	for (size_t c = 0; c < ROSTER_COLUMNS; c++) {
		if (!r->headers->header[c] || !text_same_folded(r->headers->header[c], cell))
			continue;
		for (size_t i = 0; i < r->cell; i++) {
			if (r->column_at[i] == c)
				refuse(r, cell, N_("There are two columns \"{value}\"."),
				       N_("Have the roster exported again, with each column "
					  "once."));
		}
		r->column_at[r->cell] = (enum roster_column)c;
	}
}

static void on_cell(void *bytes, size_t len, void *arg)
{
	struct reading *r = arg;
	char header[ROSTER_CELL_MAX + 1];

	if (r->failed < 0)
		return;
	if (len > ROSTER_CELL_MAX) {
		refuse(r, "", N_("A cell is longer than any name or date."),
		       N_("Look for a quotation mark that is never closed."));
		return;
	}
	if (r->cell >= ROSTER_WIDTH_MAX || (r->has_header && r->cell >= r->width)) {
		refuse(r, "", N_("The row has more cells than there can be columns."),
		       N_("Put quotation marks around cells that hold commas."));
		return;
	}

	enum roster_column column = r->has_header ? r->column_at[r->cell] : ROSTER_COLUMNS;
	char *to = column < ROSTER_COLUMNS ? r->text[column] : header;

	memcpy(to, bytes, len);
	to[len] = '\0';
	if (!r->has_header)
		take_header(r, header);
	r->cell++;
}

static void end_header(struct reading *r)
{
	r->width = r->cell;
	r->has_header = true;
	for (size_t c = 0; c < ROSTER_COLUMNS; c++) {
		bool found = !r->headers->header[c];

		for (size_t i = 0; i < r->width; i++)
			found = found || r->column_at[i] == c;
		if (!found) {
			refuse(r, r->headers->header[c], N_("There is no column \"{value}\"."),
			       N_("Have it exported again with that column; if it has another "
				  "name, or the feed never had it, say so in sync.conf "
				  "(roster_...)."));
			return;
		}
	}
}

static void take_date(struct reading *r, enum roster_column column, int64_t *ret_days)
{
	const char *text = r->text[column];

	*ret_days = ROSTER_NO_DATE;
	if (text[0] != '\0' && civil_parse(text, strlen(text), ret_days) < 0)
		refuse(r, text, N_("\"{value}\" is not a date."),
		       N_("Write dates as 2026-11-21, and nothing where there is none."));
}

static void take_status(struct reading *r, enum roster_status *ret)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (text_same_folded(statuses[i].word, r->text[ROSTER_STATUS])) {
			*ret = statuses[i].status;
			return;
		}
	}
	refuse(r, r->text[ROSTER_STATUS], N_("\"{value}\" is no status that we know."),
	       N_("Use active (在職), on leave (留職停薪), departed (離職) or not yet started "
		  "(未到職)."));
}

/* Id and name in one block, which the row's id begins. */
static bool keep_strings(const struct reading *r, struct roster_row *row)
{
	size_t id_size = strlen(r->text[ROSTER_ID]) + 1;
	size_t name_size = strlen(r->text[ROSTER_NAME]) + 1;
	char *block = malloc(id_size + name_size);

	if (!block)
		return false;
	row->id = memcpy(block, r->text[ROSTER_ID], id_size);
	row->name = memcpy(block + id_size, r->text[ROSTER_NAME], name_size);
	return true;
}

static void keep_row(struct reading *r, struct roster_row row)
{
	struct roster *roster = r->roster;

	if (roster->count == roster->room) {
		size_t room = roster->room > 0 ? roster->room * 2 : 256;
		struct roster_row *rows = reallocarray(roster->rows, room, sizeof(*rows));

		if (!rows) {
			r->failed = error_set(r->reterr, -ENOMEM, NULL, NULL);
			return;
		}
		roster->rows = rows;
		roster->room = room;
	}
	if (keep_strings(r, &row))
		roster->rows[roster->count++] = row;
	else
		r->failed = error_set(r->reterr, -ENOMEM, NULL, NULL);
}

static void end_row(struct reading *r)
{
	struct roster_row row = { .line = r->row_line };

	if (r->cell != r->width) {
		refuse(r, "", N_("The row has fewer cells than there are columns."),
		       N_("See that the file was copied whole, and put quotation marks around "
			  "cells that hold commas."));
		return;
	}
	if (r->text[ROSTER_ID][0] == '\0') {
		refuse(r, r->text[ROSTER_NAME], N_("A person without an id (\"{value}\")."),
		       N_("Have the id filled in."));
		return;
	}
	take_status(r, &row.status);
	take_date(r, ROSTER_LEAVE_DATE, &row.leave_days);
	take_date(r, ROSTER_START_DATE, &row.start_days);
	take_date(r, ROSTER_END_DATE, &row.end_days);
	if (r->failed == 0)
		keep_row(r, row);
}

static void on_row_end(int terminator, void *arg)
{
	struct reading *r = arg;

	(void)terminator;
	if (r->failed == 0 && r->has_header)
		end_row(r);
	else if (r->failed == 0)
		end_header(r);
	r->in_row = false;
	r->cell = 0;
}

/* A line with its end, as the file has it. */
static int check_line(struct reading *r, const char *s, size_t len)
{
	size_t text_len = len - 1;

	if (text_len > 0 && s[text_len - 1] == '\r')
		text_len--;
	/* libcsv would pass over it without a word */
	if (!r->in_row && strspn(s, " ") >= text_len)
		return refuse(r, "", N_("The line is empty."),
			      N_("Remove it, or have the roster exported again."));
	if (!text_is_plain(s, text_len))
		return refuse_at(r, r->line, "",
				 N_("The line holds control characters or is not UTF-8."),
				 N_("Export the roster as CSV with commas, in UTF-8."));
	return 0;
}

static int feed_line(struct reading *r, struct csv_parser *parser, const char *s, size_t len)
{
	if (!r->in_row)
		r->row_line = r->line;
	if (check_line(r, s, len) < 0)
		return r->failed;
	r->in_row = true; /* until on_row_end() says otherwise */
	if (csv_parse(parser, s, len, on_cell, on_row_end, r) != len && r->failed == 0)
		return refuse_at(r, r->line, "", N_("A quotation mark stands where none may."),
				 N_("Inside a cell write it twice, and put quotation marks around "
				    "the cell."));
	return r->failed;
}

static int feed(struct reading *r, struct csv_parser *parser, const char *s, const char *end)
{
	for (const char *stop; s < end; s = stop + 1) {
		stop = memchr(s, '\n', (size_t)(end - s));
		r->line++;
		/* what a copy that was broken off looks like */
		if (!stop)
			return refuse_at(r, r->line, "",
					 N_("The last line is cut: it does not end."),
					 N_("See that the file was copied whole, or have it "
					    "exported again."));
		if (feed_line(r, parser, s, (size_t)(stop + 1 - s)) < 0)
			return r->failed;
	}
	if (r->in_row)
		return refuse(r, "", N_("A quotation mark in this row is never closed."),
			      N_("See that the file was copied whole, or have it exported again."));
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct roster_row *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static int check_ids(struct reading *r)
{
	struct roster *roster = r->roster;

	if (roster->count == 0)
		return refuse_at(
			r, 0, "", N_("There is nobody in the roster."),
			N_("See that the file was copied whole, or have it exported again."));
	qsort(roster->rows, roster->count, sizeof(roster->rows[0]), by_id);
	for (size_t i = 1; i < roster->count; i++) {
		if (strcmp(roster->rows[i - 1].id, roster->rows[i].id) != 0)
			continue;
		refuse_at(r, roster->rows[i].line, roster->rows[i].id,
			  N_("The id \"{value}\" is there a second time; first in line {least}."),
			  N_("Ask personnel which of the two is right."));
		if (r->reterr)
			r->reterr->least = roster->rows[i - 1].line;
		return r->failed;
	}
	return 0;
}

static int parse(struct reading *r, const char *s, const char *end)
{
	struct csv_parser parser;

	/* a byte order mark would become part of the first header (attack I147) */
	if (end - s >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		s += 3;
	if (s == end)
		return refuse_at(
			r, 0, "", N_("The roster is empty."),
			N_("See that the file was copied whole, or have it exported again."));
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return error_set(r->reterr, -ENOMEM, NULL, NULL);

	int result = feed(r, &parser, s, end);

	csv_free(&parser);
	return result < 0 ? result : check_ids(r);
}

int roster_parse(const char *bytes, size_t len, const char *file,
		 const struct roster_headers *headers, struct roster *ret, struct error *reterr)
{
	struct roster roster = { .count = 0 };
	struct reading *r = calloc(1, sizeof(*r));

	if (!r)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	*r = (struct reading) {
		.headers = headers, .roster = &roster, .reterr = reterr, .file = file
	};

	int result = parse(r, bytes, bytes + len);

	free(r);
	if (result < 0) {
		roster_done(&roster);
		return result;
	}
	digest_hex(bytes, len, roster.digest);
	*ret = roster;
	return 0;
}

void roster_done(struct roster *roster)
{
	for (size_t i = 0; i < roster->count; i++)
		free((char *)roster->rows[i].id);
	free(roster->rows);
	*roster = (struct roster) { .count = 0 };
}
