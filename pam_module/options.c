/* SPDX-License-Identifier: BSD-3-Clause */
#include "pam_module/options.h"

#include "base/number.h"

#include <security/pam_ext.h>
#include <string.h>
#include <syslog.h>

enum { RETRY_DEFAULT = 3, RETRY_MOST = 10 };

static bool take_flag(const char *word, struct options *o)
{
	const struct {
		const char *word;
		bool *flag;
	} flags[] = {
		{ "debug", &o->debug },
		{ "enforce_for_root", &o->enforce_for_root },
		{ "use_authtok", &o->use_authtok },
		{ "nodelay", &o->nodelay },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(word, flags[i].word) == 0) {
			*flags[i].flag = true;
			return true;
		}
	}
	return false;
}

/* Words that pam_get_authtok() reads for itself. */
static bool is_libpams(const char *word)
{
	return strcmp(word, "try_first_pass") == 0 || strcmp(word, "use_first_pass") == 0 ||
	       strncmp(word, "authtok_type=", 13) == 0;
}

void options_parse(pam_handle_t *pamh, int argc, const char **argv, struct options *ret)
{
	*ret = (struct options) { .root = "", .retry = RETRY_DEFAULT };
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];
		int64_t number;

		if (strncmp(word, "root=/", 6) == 0)
			ret->root = word + 5;
		else if (strncmp(word, "retry=", 6) == 0 &&
			 number_parse(word + 6, strlen(word + 6), &number) == 0 && number >= 1 &&
			 number <= RETRY_MOST)
			ret->retry = (int)number;
		else if (!take_flag(word, ret) && !is_libpams(word))
			pam_syslog(pamh, LOG_ERR, "option not understood and passed over: %s",
				   word);
	}
}
