/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/root.h"

#include "tests/unit/unit.h"

#include <unistd.h>

const char *root_name(enum place place, const char *name)
{
	static char names[4][2 * PLACE_PATH_MAX];
	static unsigned next;
	char path[PLACE_PATH_MAX];
	char *ret = names[next++ % 4];

	place_path("", place, path);
	snprintf(ret, sizeof(names[0]), "%s%s%s", path + 1, name[0] ? "/" : "", name);
	return ret;
}

void root_write(const struct sandbox *box, enum place place, const char *name, const char *text)
{
	const char *file = root_name(place, name);

	if (text) {
		sandbox_write(box, file, text);
		return;
	}
	/* makes the directories above it */
	sandbox_write(box, file, "");
	assert_int_equal(unlinkat(box->dirfd, file, 0), 0);
	assert_int_equal(symlinkat("/dev/null", box->dirfd, file), 0);
}

const char *root_value(const struct policy *policy, enum rule_id rule)
{
	static char text[POLICY_VALUE_MAX];

	policy_value_text(policy, rule, text);
	return text;
}
