/* SPDX-License-Identifier: BSD-3-Clause */
#include "policies/rule.h"

#include <string.h>

/* clang-format off */
static const struct rule rules[RULE_COUNT] = {
	[RULE_PASSWORD_TEXT] = {
		.key = "password_text", .kind = RULE_ALWAYS, .outcome = OUTCOME_REFUSE_PASSWORD,
		.clause = "EPA-8.3.6e",
		.about = N_("A password is text: UTF-8 without control characters, at most 511 bytes."),
		.refusal = N_("It holds control characters, is not UTF-8 text, or is far too long: use characters that you can type again on any keyboard."),
	},
	[RULE_PASSWORD_MIN_LENGTH] = {
		.key = "password_min_length", .kind = RULE_NUMBER, .outcome = OUTCOME_REFUSE_PASSWORD,
		.unit = N_("characters"), .least = 8, .most = 128, .dflt = 12,
		.clause = "EPA-8.3.6e, KL-9.2.2.1", .limit_clause = "KL-9.2.2.1",
		.about = N_("How many characters a password has at least; characters, not bytes."),
		.ask = N_("at least {want} characters"),
		.refusal = N_("It has {got} characters: make it {want} or longer."),
	},
	[RULE_PASSWORD_MIN_CLASSES] = {
		.key = "password_min_classes", .kind = RULE_NUMBER, .outcome = OUTCOME_REFUSE_PASSWORD,
		.unit = N_("kinds of characters"), .least = 3, .most = 4, .dflt = 3,
		.clause = "EPA-8.3.6e, KL-9.2.2.1", .limit_clause = "EPA-8.3.6e",
		.about = N_("How many of the four kinds a password mixes: A-Z, a-z, 0-9, and all other characters."),
		.ask = N_("{want} of the four kinds A-Z, a-z, 0-9, and other characters"),
		.refusal = N_("It mixes {got} of the four kinds A-Z, a-z, 0-9 and other characters: mix {want}."),
	},
	[RULE_PASSWORD_ACCOUNT_NAME] = {
		.key = "password_account_name", .kind = RULE_SWITCH, .outcome = OUTCOME_REFUSE_PASSWORD,
		.dflt = FORCE_ENFORCE,
		.clause = "EPA-8.3.6e",
		.about = N_("A password does not contain its account's name, in any case, reversed, or with look-alike signs."),
		.ask = N_("without your account name"),
		.refusal = N_("It contains your account name (in any case, reversed, or with look-alike signs): leave the name out."),
	},
	[RULE_PASSWORD_COMMON_WORD] = {
		.key = "password_common_word", .kind = RULE_SWITCH, .outcome = OUTCOME_REFUSE_PASSWORD,
		.dflt = FORCE_ENFORCE,
		.clause = "EPA-8.3.6c",
		.about = N_("A password is more than one of the words that everybody tries first, dressed up with figures and signs."),
		.ask = N_("not just one common word with figures and signs around it"),
		.refusal = N_("It is a common word dressed up with figures and signs, which is tried first: use several words that have nothing to do with each other."),
	},
	[RULE_ACCOUNT_DEPARTED] = {
		.key = "account_departed", .kind = RULE_ALWAYS, .outcome = OUTCOME_REFUSE_LOGIN,
		.clause = "EY-31, KL-9.2.2.3",
		.about = N_("The account of a person who left lets nobody in."),
		.refusal = N_("This account is closed because its owner has left. If that is wrong, ask personnel to correct the record."),
	},
	[RULE_ACCOUNT_DISABLED] = {
		.key = "account_disabled", .kind = RULE_ALWAYS, .outcome = OUTCOME_REFUSE_LOGIN,
		.clause = "EY-31",
		.about = N_("A disabled account lets nobody in."),
		.refusal = N_("This account is disabled. Ask your help desk to enable it again."),
	},
	[RULE_ACCOUNT_UNKNOWN] = {
		.key = "account_unknown", .kind = RULE_SWITCH, .outcome = OUTCOME_REFUSE_LOGIN,
		.dflt = FORCE_ENFORCE,
		.clause = "EPA-8.3.1, KL-4.6",
		.about = N_("An account that the directory does not know has no authorisation on record."),
		.refusal = N_("This account is not on record in the directory. Ask your help desk to register it."),
	},
	[RULE_SNAPSHOT_DOUBT] = {
		.key = "snapshot_doubt", .kind = RULE_SWITCH, .outcome = OUTCOME_REFUSE_LOGIN,
		.dflt = FORCE_ENFORCE,
		.clause = "EY-31",
		.about = N_("What happens to people while the snapshot of the accounts is missing, damaged or too old."),
		.refusal = N_("This host's record of the accounts cannot be relied on. Tell the administrators."),
	},
	[RULE_SNAPSHOT_MAX_AGE] = {
		.key = "snapshot_max_age", .kind = RULE_NUMBER, .outcome = OUTCOME_NONE,
		.unit = N_("hours"), .least = 1, .most = 720, .dflt = 72,
		.clause = "EY-31",
		.about = N_("How old the snapshot of the accounts may grow before it is in doubt."),
	},
	[RULE_PASSWORD_FIRST_LOGIN] = {
		.key = "password_first_login", .kind = RULE_SWITCH, .outcome = OUTCOME_CHANGE_PASSWORD,
		.dflt = FORCE_ENFORCE,
		.clause = "EPA-8.3.6b",
		.about = N_("A temporary password is changed at its first use."),
		.refusal = N_("Your password is a temporary one: choose your own now."),
	},
	[RULE_PASSWORD_MAX_AGE] = {
		.key = "password_max_age", .kind = RULE_NUMBER, .outcome = OUTCOME_CHANGE_PASSWORD,
		.unit = N_("days"), .least = 1, .most = 180, .dflt = 90,
		.clause = "KL-9.2.2.1, EPA-8.3.6b", .limit_clause = "EY-32",
		.about = N_("After how many days a password is changed."),
		.refusal = N_("Your password is due for a change: it may be used for {want} days. Choose a new one now."),
	},
	[RULE_IDLE_MINUTES] = {
		.key = "idle_minutes", .kind = RULE_NUMBER, .outcome = OUTCOME_NONE,
		.unit = N_("minutes"), .least = 1, .most = 15, .dflt = 15,
		.clause = "EPA-8.5.2, KL-9.3.7.1", .limit_clause = "EPA-8.5.2",
		.about = N_("After how many minutes a shell that waits unused at its prompt is logged out (by TMOUT; programs that run in it are not covered)."),
	},
	[RULE_BREAK_GLASS] = {
		.key = "break_glass", .kind = RULE_NAMES, .outcome = OUTCOME_NONE,
		.clause = "EPA-V.1.1",
		.about = N_("Emergency accounts that no account rule keeps out."),
	},
	[RULE_MINIMUM_UID] = {
		.key = "minimum_uid", .kind = RULE_NUMBER, .outcome = OUTCOME_NONE,
		.unit = N_("user id"), .least = 1, .most = 65533, .dflt = 1000,
		.clause = "KL-4.6",
		.about = N_("Accounts below this user id, and nobody (65534), belong to the system: only a record of theirs in the directory counts."),
	},
};
/* clang-format on */

const struct rule *rule_get(enum rule_id id)
{
	return &rules[id];
}

bool rule_find(const char *key, size_t len, enum rule_id *ret)
{
	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (strlen(rules[i].key) == len && memcmp(rules[i].key, key, len) == 0) {
			*ret = (enum rule_id)i;
			return true;
		}
	}
	return false;
}

const char *rule_force_name(enum rule_force force)
{
	static const char *const names[] = {
		[FORCE_ENFORCE] = "enforce",
		[FORCE_WARN] = "warn",
		[FORCE_LOG] = "log",
	};

	return names[force];
}
