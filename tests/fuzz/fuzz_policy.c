/* SPDX-License-Identifier: BSD-3-Clause */
/* fuzz_policy: any bytes as a policy file. Refused, it leaves the policy alone; taken, it stays within the floors. */
#include "policies/policy.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	struct policy before, after;
	struct error e = { .code = 0 };
	char text[ERROR_TEXT_MAX], value[POLICY_VALUE_MAX], profile[POLICY_PROFILE_MAX];

	policy_init(&before);
	policy_init(&after);
	policy_parse_profile((const char *)bytes, len, "fuzz", profile, &e);
	if (policy_parse((const char *)bytes, len, "fuzz", &after, &e) < 0) {
		error_format(&e, NULL, text, sizeof(text));
		if (memcmp(&before, &after, sizeof(before)) != 0 || e.code >= 0 || text[0] == '\0')
			abort();
		return 0;
	}
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct rule *rule = rule_get((enum rule_id)i);

		policy_value_text(&after, (enum rule_id)i, value);
		if (rule->kind == RULE_NUMBER &&
		    (after.value[i] < rule->least || after.value[i] > rule->most))
			abort();
	}
	return 0;
}
