/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/directory_fail.h"

#include <errno.h>
#include <stdlib.h>

struct fail {
	struct directory directory; /* first: the rest is ours */
	struct directory *inner;
	enum directory_fault fault;
	size_t n, operations;
	int code;
	bool broken;
};

/* The reader behind a read that is to be cut. */
struct cut {
	struct fail *fail;
	directory_each *each;
	void *arg;
	size_t seen;
};

static int broken(struct fail *f, struct error *reterr)
{
	f->broken = true;
	return error_set(reterr, f->code, N_("The directory was made to fail here."), NULL);
}

/* Whether this operation may begin. */
static bool begins(struct fail *f)
{
	f->operations++;
	return !f->broken && !(f->fault == FAULT_BEFORE && f->operations == f->n);
}

/* What the caller hears of an operation that was done. */
static int answer(struct fail *f, int r, struct error *reterr)
{
	if (f->fault == FAULT_AFTER && f->operations == f->n)
		return broken(f, reterr);
	return r;
}

static int cut_each(const struct directory_entry *entry, void *arg, struct error *reterr)
{
	struct cut *cut = arg;

	if (cut->fail->fault == FAULT_CUT && cut->seen++ == cut->fail->n)
		return broken(cut->fail, reterr);
	return cut->each(entry, cut->arg, reterr);
}

static int fail_read_all(struct directory *directory, const struct directory_query *query,
			 directory_each *each, void *arg, struct error *reterr)
{
	struct fail *f = (struct fail *)directory;
	struct cut cut = { .fail = f, .each = each, .arg = arg };

	if (!begins(f))
		return broken(f, reterr);
	return answer(f, f->inner->read_all(f->inner, query, cut_each, &cut, reterr), reterr);
}

static int fail_read_one(struct directory *directory, const char *dn, const char *const *names,
			 directory_each *each, void *arg, struct error *reterr)
{
	struct fail *f = (struct fail *)directory;

	if (!begins(f))
		return broken(f, reterr);
	return answer(f, f->inner->read_one(f->inner, dn, names, each, arg, reterr), reterr);
}

static int fail_modify(struct directory *directory,
		       const struct directory_modification *modification, struct error *reterr)
{
	struct fail *f = (struct fail *)directory;

	if (!begins(f))
		return broken(f, reterr);
	return answer(f, f->inner->modify(f->inner, modification, reterr), reterr);
}

static void fail_close(struct directory *directory)
{
	struct fail *f = (struct fail *)directory;

	directory_close(&f->inner);
	free(f);
}

int directory_fail_open(struct directory *inner, enum directory_fault fault, size_t n, int code,
			struct directory **ret, struct error *reterr)
{
	struct fail *f = calloc(1, sizeof(*f));

	if (!f) {
		directory_close(&inner);
		return error_set(reterr, -ENOMEM, NULL, NULL);
	}
	*f = (struct fail) {
		.directory = { .read_all = fail_read_all,
			       .read_one = fail_read_one,
			       .modify = fail_modify,
			       .close = fail_close,
			       .in_memory = inner->in_memory },
		.inner = inner,
		.fault = fault,
		.n = n,
		.code = code,
	};
	*ret = &f->directory;
	return 0;
}
