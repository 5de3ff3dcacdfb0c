/* SPDX-License-Identifier: BSD-3-Clause */
#include "stores/policy_last_good.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/keyfile.h"
#include "stores/places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LAST_GOOD "policy.last-good"
#define MAIN_MARK "# main file: "

/* Of all files that a policy was laid from, the one called policy.conf. */
static const char *main_of(const struct policy *policy)
{
	for (size_t i = 0; i < policy->source_count; i++) {
		const char *slash = strrchr(policy->source[i], '/');

		if (slash && strcmp(slash, "/policy.conf") == 0)
			return policy->source[i];
	}
	return "";
}

/* The policy as a file of its own, with a digest of all before it in the last line. */
static char *kept_text(const struct policy *policy, size_t *ret_len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_len);

	if (!out)
		return NULL;
	fputs("# The last good policy: written by acctguard, not to be edited.\n", out);
	fprintf(out, MAIN_MARK "%s\n", main_of(policy));
	for (size_t i = 0; i < RULE_COUNT; i++) {
		char value[POLICY_VALUE_MAX];

		policy_value_text(policy, (enum rule_id)i, value);
		if (rule_get((enum rule_id)i)->kind != RULE_ALWAYS && value[0] != '\0')
			fprintf(out, "%s = %s\n", rule_get((enum rule_id)i)->key, value);
	}
	if (fflush(out) == 0) {
		char digest[DIGEST_HEX_MAX];

		digest_hex(text, *ret_len, digest);
		fprintf(out, "# %s\n", digest);
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static int read_kept(const char *root, char **ret, size_t *ret_len)
{
	char dir[PLACE_PATH_MAX];

	place_path(root, PLACE_STATE, dir);
	return file_load(dir, LAST_GOOD, KEYFILE_MAX, ret, ret_len, NULL);
}

int policy_last_good_load(const char *root, struct policy *ret)
{
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;
	int r = read_kept(root, &text, &len);
	const size_t tail = 2 + DIGEST_HEX_MAX; /* "# ", digest, newline */
	char digest[DIGEST_HEX_MAX];

	if (r < 0)
		return r;
	if (len <= tail)
		return -EBADMSG;
	digest_hex(text, len - tail, digest);
	if (memcmp(text + len - tail + 2, digest, DIGEST_HEX_MAX - 1) != 0)
		return -EBADMSG;
	policy_init(ret);
	return policy_parse(text, len, LAST_GOOD, ret, NULL);
}

void policy_last_good_main(const char *root, char ret[ERROR_FILE_MAX])
{
	CLEANUP(file_free) char *text = NULL;
	size_t len = 0;
	const char *mark = read_kept(root, &text, &len) < 0 ? NULL : strstr(text, MAIN_MARK);

	snprintf(ret, ERROR_FILE_MAX, "%.*s",
		 mark ? (int)strcspn(mark, "\n") - (int)strlen(MAIN_MARK) : 0,
		 mark ? mark + strlen(MAIN_MARK) : "");
}

int policy_last_good_keep(const char *root, const struct policy *policy, struct error *reterr)
{
	CLEANUP(file_free) char *old = NULL;
	size_t old_len = 0, len = 0;
	CLEANUP(file_free) char *text = kept_text(policy, &len);

	if (!text)
		return error_set(reterr, -ENOMEM, NULL, NULL);
	if (read_kept(root, &old, &old_len) >= 0 && old_len == len && memcmp(old, text, len) == 0)
		return 0;

	CLEANUP(file_close) int state = place_open_made(root, PLACE_STATE, reterr);

	return state < 0 ? state : file_replace(state, LAST_GOOD, text, len, 0600, reterr);
}
