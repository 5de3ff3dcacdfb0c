/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * directory_ldap: an LDAP server, by libldap. The only file that includes <ldap.h>; no LDAP code
 * or type leaves it.
 *
 * Trusts the server as far as its certificate (on ldapi: the socket's directory) proves it, for
 * data, never for directions: referrals are errors (C54). Sets every option, because libldap's
 * defaults chase referrals and wait for ever; main() has shut out its files with LDAPNOINIT. Never
 * sends a password without TLS, nor an empty one (RFC 4513 5.1.2: it would "succeed"), and never
 * uses LDAP transactions (slapd 2.5 and 2.6 damage data when one is aborted).
 */
#include "ldap_sync/directory.h"

#include <errno.h>
#include <ldap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

enum {
	NETWORK_TIMEOUT_S = 5,
	OPERATION_TIMEOUT_S = 30,
	READ_DEADLINE_S = 600,         /* a whole directory */
	MESSAGE_MAX = 8 * 1024 * 1024, /* bytes of one answer (C70); a schema is the longest */
	ATTRIBUTES_MAX = 64,           /* of one entry */
	ASSERTION_MAX = 1024,
};

struct session {
	struct directory directory; /* first: the rest is ours */
	LDAP *ld;
};

/* clang-format off */
static const struct {
	int ldap, code;
} codes[] = {
	{ LDAP_NO_SUCH_OBJECT, -ENOENT },        { LDAP_TYPE_OR_VALUE_EXISTS, -EEXIST },
	{ LDAP_NO_SUCH_ATTRIBUTE, -ENODATA },    { LDAP_ASSERTION_FAILED, -ECANCELED },
	{ LDAP_SIZELIMIT_EXCEEDED, -EOVERFLOW }, { LDAP_TIMELIMIT_EXCEEDED, -EOVERFLOW },
	{ LDAP_ADMINLIMIT_EXCEEDED, -EOVERFLOW }, { LDAP_INSUFFICIENT_ACCESS, -EACCES },
	{ LDAP_REFERRAL, -EREMOTE },             { LDAP_PARTIAL_RESULTS, -EREMOTE },
	{ LDAP_INVALID_CREDENTIALS, -EACCES },   { LDAP_INAPPROPRIATE_AUTH, -EACCES },
	{ LDAP_UNWILLING_TO_PERFORM, -EPERM },   { LDAP_OBJECT_CLASS_VIOLATION, -EINVAL },
	{ LDAP_UNDEFINED_TYPE, -EINVAL },        { LDAP_CONSTRAINT_VIOLATION, -EINVAL },
	{ LDAP_SERVER_DOWN, -ECONNRESET },       { LDAP_CONNECT_ERROR, -ECONNRESET },
	{ LDAP_UNAVAILABLE, -ECONNRESET },       { LDAP_TIMEOUT, -ETIMEDOUT },
	{ LDAP_BUSY, -EBUSY },
};
/* clang-format on */

/* From LDAP's codes to ours. The error shows the library's words and the server's own. */
static int fail(LDAP *ld, int code, struct error *reterr)
{
	char words[ERROR_VALUE_MAX * 2];
	char *said = NULL;
	int r = -EPROTO;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].ldap == code)
			r = codes[i].code;
	}
	if (ld)
		ldap_get_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &said);
	snprintf(words, sizeof(words), "%s%s%s", ldap_err2string(code), said && *said ? ": " : "",
		 said ? said : "");
	ldap_memfree(said);
	return directory_refuses(r, words, reterr);
}

static int64_t now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* The next message of an operation, before both its own time limit and the deadline are over. */
static int next_message(LDAP *ld, int id, int64_t deadline_s, LDAPMessage **ret,
			struct error *reterr)
{
	int64_t left_s = deadline_s - now_s();
	struct timeval wait = { .tv_sec = left_s < OPERATION_TIMEOUT_S ? left_s
								       : OPERATION_TIMEOUT_S };
	int type = left_s > 0 ? ldap_result(ld, id, LDAP_MSG_ONE, &wait, ret) : 0;
	int code = LDAP_TIMEOUT;

	if (type > 0)
		return type;
	if (type == 0)
		ldap_abandon_ext(ld, id, NULL, NULL);
	else
		ldap_get_option(ld, LDAP_OPT_RESULT_CODE, &code);
	return fail(type == 0 ? NULL : ld, code, reterr);
}

/* The end of an operation: 0 only for a plain success that refers to nowhere else. */
static int take_result(LDAP *ld, LDAPMessage *message, struct error *reterr)
{
	char **referrals = NULL;
	int code = LDAP_OTHER;
	int r = ldap_parse_result(ld, message, &code, NULL, NULL, &referrals, NULL, 0);

	if (r != LDAP_SUCCESS)
		code = r;
	else if (code == LDAP_SUCCESS && referrals)
		code = LDAP_REFERRAL;
	ldap_memvfree((void **)referrals);
	return code == LDAP_SUCCESS ? 0 : fail(ld, code, reterr);
}

/* What an entry is handed out as; the values stay libldap's. */
struct view {
	struct directory_attribute attribute[ATTRIBUTES_MAX];
	struct berval **values[ATTRIBUTES_MAX];
	size_t count;
};

static void view_done(struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		ldap_memfree((char *)view->attribute[i].name);
		free((void *)view->attribute[i].values);
		ldap_value_free_len(view->values[i]);
	}
}

/*
 * Takes over the name. We ask for text only; a NUL inside could make two different values look
 * the same.
 */
static bool view_add(LDAP *ld, LDAPMessage *message, char *name, struct view *view)
{
	size_t n = view->count++;
	struct berval **values = view->values[n] = ldap_get_values_len(ld, message, name);
	size_t count = values ? (size_t)ldap_count_values_len(values) : 0;
	const char **texts = calloc(count + 1, sizeof(*texts));

	view->attribute[n] = (struct directory_attribute) { .name = name, .values = texts };
	for (size_t i = 0; texts && i < count; i++) {
		texts[i] = values[i]->bv_val;
		if (memchr(texts[i], '\0', values[i]->bv_len))
			return false;
	}
	return texts && values && view->count < ATTRIBUTES_MAX;
}

static int hand_out(LDAP *ld, LDAPMessage *message, directory_each *each, void *arg,
		    struct error *reterr)
{
	CLEANUP(view_done) struct view view = { .count = 0 };
	BerElement *at = NULL;
	char *dn = ldap_get_dn(ld, message);
	bool good = dn != NULL;
	int r;

	for (char *name = ldap_first_attribute(ld, message, &at); name;
	     name = good ? ldap_next_attribute(ld, message, at) : NULL)
		good = view_add(ld, message, name, &view) && good;
	ber_free(at, 0);
	if (good) {
		const struct directory_entry entry = { dn, view.attribute, view.count };

		r = each(&entry, arg, reterr);
	} else {
		r = error_set(reterr, -EPROTO,
			      N_("The directory's answer for {value} makes no sense."), NULL);
		error_value(reterr, dn ? dn : "?", dn ? strlen(dn) : 1);
	}
	ldap_memfree(dn);
	return r;
}

/* A search to its very end. *ret_seen counts the entries. */
static int search(LDAP *ld, const struct directory_query *query, int scope, directory_each *each,
		  void *arg, size_t *ret_seen, struct error *reterr)
{
	struct timeval limit = { .tv_sec = READ_DEADLINE_S };
	int64_t deadline_s = now_s() + READ_DEADLINE_S;
	int id = 0;
	int code = ldap_search_ext(ld, query->base, scope, query->filter, (char **)query->names, 0,
				   NULL, NULL, &limit, LDAP_NO_LIMIT, &id);

	if (code != LDAP_SUCCESS)
		return fail(ld, code, reterr);
	for (;;) {
		LDAPMessage *message = NULL;
		int type = next_message(ld, id, deadline_s, &message, reterr);
		int r = type < 0 ? type : 0;

		if (type == LDAP_RES_SEARCH_ENTRY) {
			r = hand_out(ld, message, each, arg, reterr);
			(*ret_seen)++;
		} else if (type == LDAP_RES_SEARCH_REFERENCE)
			r = fail(NULL, LDAP_REFERRAL, reterr);
		else if (type == LDAP_RES_SEARCH_RESULT)
			r = take_result(ld, message, reterr);
		ldap_msgfree(message);
		if (r < 0 && type >= 0 && type != LDAP_RES_SEARCH_RESULT)
			ldap_abandon_ext(ld, id, NULL, NULL);
		if (r < 0 || type == LDAP_RES_SEARCH_RESULT)
			return r;
	}
}

static int read_all(struct directory *directory, const struct directory_query *query,
		    directory_each *each, void *arg, struct error *reterr)
{
	size_t seen = 0;

	return search(((struct session *)directory)->ld, query, LDAP_SCOPE_SUBTREE, each, arg,
		      &seen, reterr);
}

static int read_one(struct directory *directory, const char *dn, const char *const *names,
		    directory_each *each, void *arg, struct error *reterr)
{
	const struct directory_query query = { dn, "(objectClass=*)", names };
	size_t seen = 0;
	int r = search(((struct session *)directory)->ld, &query, LDAP_SCOPE_BASE, each, arg, &seen,
		       reterr);

	/* success without an entry: the access rules hide it */
	return r == 0 && seen != 1 ? fail(NULL, LDAP_NO_SUCH_OBJECT, reterr) : r;
}

static int send_modify(struct session *s, const struct directory_modification *m, LDAPMod **mods,
		       int *ret_id, struct error *reterr)
{
	char filter[ASSERTION_MAX];
	LDAPControl *assertion = NULL;
	int r = directory_filter(m, filter, sizeof(filter));

	if (r < 0)
		return error_set(reterr, r, NULL, NULL);

	/* not critical: a server without RFC 4528 (389-ds, AD) ignores it, one with it obeys */
	int code = ldap_create_assertion_control(s->ld, filter, 0, &assertion);
	LDAPControl *controls[] = { assertion, NULL };

	if (code == LDAP_SUCCESS)
		code = ldap_modify_ext(s->ld, m->dn, mods, m->condition_count > 0 ? controls : NULL,
				       NULL, ret_id);
	ldap_control_free(assertion);
	return code == LDAP_SUCCESS ? 0 : fail(s->ld, code, reterr);
}

static int modify(struct directory *directory, const struct directory_modification *m,
		  struct error *reterr)
{
	struct session *s = (struct session *)directory;
	LDAPMod mod[ATTRIBUTES_MAX];
	LDAPMod *mods[ATTRIBUTES_MAX + 1] = { NULL };
	char *values[ATTRIBUTES_MAX][2] = { { NULL } };
	LDAPMessage *message = NULL;
	int id = 0;

	if (m->change_count > ATTRIBUTES_MAX)
		return error_set(reterr, -E2BIG, NULL, NULL);
	for (size_t i = 0; i < m->change_count; i++) {
		values[i][0] = (char *)m->changes[i].value;
		mod[i].mod_op =
			m->changes[i].edit == DIRECTORY_ADD ? LDAP_MOD_ADD : LDAP_MOD_DELETE;
		mod[i].mod_type = (char *)m->changes[i].attribute;
		mod[i].mod_values = values[i];
		mods[i] = &mod[i];
	}

	int r = send_modify(s, m, mods, &id, reterr);

	if (r < 0)
		return r;
	r = next_message(s->ld, id, now_s() + OPERATION_TIMEOUT_S, &message, reterr);
	if (r >= 0)
		r = take_result(s->ld, message, reterr);
	ldap_msgfree(message);
	return r;
}

static void close_session(struct directory *directory)
{
	struct session *s = (struct session *)directory;

	if (s->ld)
		ldap_unbind_ext(s->ld, NULL, NULL);
	free(s);
}

static int set_options(LDAP *ld, const char *ca_file)
{
	const int version = LDAP_VERSION3, never = LDAP_DEREF_NEVER, no_limit = LDAP_NO_LIMIT;
	const int demand = LDAP_OPT_X_TLS_DEMAND, tls12 = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
	const int client = 0;
	const struct timeval network = { .tv_sec = NETWORK_TIMEOUT_S };
	const struct timeval operation = { .tv_sec = OPERATION_TIMEOUT_S };
	ber_len_t most = MESSAGE_MAX;
	Sockbuf *socket = NULL;
	int bad = ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version);

	bad |= ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
	bad |= ldap_set_option(ld, LDAP_OPT_RESTART, LDAP_OPT_ON);
	bad |= ldap_set_option(ld, LDAP_OPT_DEREF, &never);
	bad |= ldap_set_option(ld, LDAP_OPT_SIZELIMIT, &no_limit);
	bad |= ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &network);
	bad |= ldap_set_option(ld, LDAP_OPT_TIMEOUT, &operation);
	bad |= ldap_get_option(ld, LDAP_OPT_SOCKBUF, &socket);
	bad |= ber_sockbuf_ctrl(socket, LBER_SB_OPT_SET_MAX_INCOMING, &most) != 1;
	if (bad || !ca_file)
		return bad ? -EINVAL : 0;
	bad |= ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
	bad |= ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_SAN, &demand);
	bad |= ldap_set_option(ld, LDAP_OPT_X_TLS_PROTOCOL_MIN, &tls12);
	bad |= ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, ca_file);
	bad |= ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client);
	return bad ? -EINVAL : 0;
}

static int bind_as(LDAP *ld, const struct directory_access *access, struct error *reterr)
{
	bool by_name = access->bind_dn[0] != '\0';
	struct berval credentials = { .bv_val = (char *)"" };

	if (by_name && (!access->password || access->password->len == 0))
		return error_set(reterr, -EACCES, N_("The password of directory_bind_dn is empty."),
				 N_("Put the password into directory_bind_password_file."));
	if (by_name)
		credentials = (struct berval) { .bv_len = access->password->len,
						.bv_val = (char *)access->password->bytes };

	int code = ldap_sasl_bind_s(ld, by_name ? access->bind_dn : NULL,
				    by_name ? LDAP_SASL_SIMPLE : "EXTERNAL", &credentials, NULL,
				    NULL, NULL);

	return code == LDAP_SUCCESS ? 0 : fail(ld, code, reterr);
}

static int enter(struct session *s, const struct directory_access *access, struct error *reterr)
{
	bool by_socket = strncmp(access->uri, "ldapi://", 8) == 0;
	int code = ldap_initialize(&s->ld, access->uri);

	if (code != LDAP_SUCCESS)
		return fail(NULL, code, reterr);
	if (set_options(s->ld, by_socket ? NULL : access->ca_file) < 0)
		return error_set(reterr, -EINVAL,
				 N_("libldap does not take the options that safety needs."),
				 N_("Check directory_ca_file: does it exist, are there "
				    "certificates in it?"));

	if (strncmp(access->uri, "ldap://", 7) == 0)
		code = ldap_start_tls_s(s->ld, NULL, NULL);
	return code == LDAP_SUCCESS ? bind_as(s->ld, access, reterr) : fail(s->ld, code, reterr);
}

int directory_ldap_open(const struct directory_access *access, struct directory **ret,
			struct error *reterr)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	s->directory = (struct directory) {
		.read_all = read_all, .read_one = read_one, .modify = modify, .close = close_session
	};

	int r = enter(s, access, reterr);

	if (r < 0) {
		error_at(reterr, access->uri, 0);
		close_session(&s->directory);
		return r;
	}
	*ret = &s->directory;
	return 0;
}
