/* SPDX-License-Identifier: BSD-3-Clause */
#include "policies/password.h"

#include "base/secret.h"
#include "base/text.h"
#include "policies/common_word.h"

#include <string.h>

enum {
	/*
	 * Letters that may stand besides a common word before we believe that there is more to
	 * it.
	 */
	LETTERS_BESIDES = 3,
	/* A name of one or two letters is in half of all good passwords (pam_pwquality draws the
	   line here too). */
	NAME_LEAST = 3,
};

/*
 * A candidate folded to lower case, one unit a character; what is not ASCII becomes \1, which
 * matches nothing. Wiped with its scope.
 */
struct folded {
	size_t len;
	char text[SECRET_MAX + 1];
};

static void folded_wipe(struct folded *folded)
{
	explicit_bzero(folded, sizeof(*folded));
}

/* One letter for all that look like it: "1", "!", "|", "l" and "i" are one. */
static char look_alike(char c)
{
	static const char signs[] = "@4830!1|l$5729", reads[] = "aabeoiiiisstzg";
	const char *at = c != '\0' ? strchr(signs, c) : NULL;

	return at ? reads[at - signs] : c;
}

static unsigned class_of(uint32_t c)
{
	return c >= 'A' && c <= 'Z'   ? 1U
	       : c >= 'a' && c <= 'z' ? 2U
	       : c >= '0' && c <= '9' ? 4U
				      : 8U;
}

/* Fills the facts that one walk over the characters gives, and the folded text. */
static void walk(const char *s, size_t len, struct password_facts *facts, struct folded *folded)
{
	unsigned classes = 0;
	uint32_t c = 0;

	facts->is_text = len <= SECRET_MAX;
	for (size_t i = 0; i < len && facts->is_text;) {
		int bytes = text_next(s + i, len - i, &c);

		if (bytes <= 0 || text_is_control(c)) {
			facts->is_text = false;
			break;
		}
		classes |= class_of(c);

		uint32_t plain = text_fold(c);

		folded->text[folded->len++] = plain < 0x80 ? (char)plain : '\1';
		i += (size_t)bytes;
	}
	facts->characters = facts->is_text ? (int64_t)folded->len : (int64_t)len;
	facts->classes = __builtin_popcount(classes);
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/*
 * Whether word stands in the text from `at` on, forwards or backwards, look-alikes taken as
 * letters.
 */
static bool stands_at(const struct folded *folded, size_t at, const char *word, size_t len)
{
	bool same[2] = { true, true };

	if (at + len > folded->len)
		return false;
	for (size_t i = 0; i < len; i++) {
		const char read[2] = { folded->text[at + i], folded->text[at + len - 1 - i] };

		for (size_t way = 0; way < 2; way++) {
			same[way] = same[way] && look_alike(read[way]) == look_alike(word[i]);
		}
	}
	return same[0] || same[1];
}

static bool has_account_name(const struct folded *folded, const char *account)
{
	char name[SECRET_MAX + 1];
	size_t len = account ? strlen(account) : 0;

	if (len < NAME_LEAST || text_fold_name(account, name, sizeof(name)) < 0)
		return false;
	for (size_t at = 0; at < folded->len; at++) {
		if (stands_at(folded, at, name, len))
			return true;
	}
	return false;
}

/* Letters outside text[at..at+len), as they were typed: figures are no letters there. */
static size_t letters_outside(const struct folded *folded, size_t at, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < folded->len; i++) {
		char c = folded->text[i];

		if ((i < at || i >= at + len) && (is_letter(c) || c == '\1'))
			count++;
	}
	return count;
}

static bool is_common_word(const struct folded *folded)
{
	const char *word;

	for (size_t w = 0; (word = common_word(w)) != NULL; w++) {
		size_t len = strlen(word);

		for (size_t at = 0; at < folded->len; at++) {
			if (stands_at(folded, at, word, len) &&
			    letters_outside(folded, at, len) <= LETTERS_BESIDES)
				return true;
		}
	}
	return false;
}

void password_look(const char *candidate, size_t len, const char *account,
		   struct password_facts *ret)
{
	CLEANUP(folded_wipe) struct folded folded = { .len = 0 };

	*ret = (struct password_facts) { .is_text = false };
	walk(candidate, len, ret, &folded);
	ret->has_account_name = has_account_name(&folded, account);
	ret->is_common_word = is_common_word(&folded);
}

struct findings password_check(const struct policy *policy, const struct password_facts *facts)
{
	int64_t min_length = policy->value[RULE_PASSWORD_MIN_LENGTH];
	int64_t min_classes = policy->value[RULE_PASSWORD_MIN_CLASSES];
	struct findings found = { .count = 0 };

	if (!facts->is_text)
		findings_add(&found, RULE_PASSWORD_TEXT, facts->characters, SECRET_MAX);
	if (facts->is_text && facts->characters < min_length)
		findings_add(&found, RULE_PASSWORD_MIN_LENGTH, facts->characters, min_length);
	if (facts->is_text && facts->classes < min_classes)
		findings_add(&found, RULE_PASSWORD_MIN_CLASSES, facts->classes, min_classes);
	if (facts->has_account_name)
		findings_add(&found, RULE_PASSWORD_ACCOUNT_NAME, 1, 0);
	if (facts->is_common_word)
		findings_add(&found, RULE_PASSWORD_COMMON_WORD, 1, 0);
	return found;
}
