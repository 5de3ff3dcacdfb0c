/* SPDX-License-Identifier: BSD-3-Clause */
/* fuzz_password: any bytes as an account name and a candidate. The name in the candidate is always found. */
#include "policies/password.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	struct password_facts facts;
	struct policy policy;
	char account[64] = "", candidate[1024];
	size_t name_len = len > 0 ? bytes[0] % 16 : 0;

	if (len < 1 + name_len || len > sizeof(candidate))
		return 0;
	policy_init(&policy);
	memcpy(account, bytes + 1, name_len);
	password_look((const char *)bytes + 1 + name_len, len - 1 - name_len, account, &facts);
	if (facts.characters < 0 || facts.classes < 0 || facts.classes > 4 ||
	    (facts.is_text && facts.characters > (int64_t)len))
		abort();
	password_check(&policy, &facts);

	/* candidate + name contains the name, if all of it is text */
	memcpy(candidate, bytes + 1 + name_len, len - 1 - name_len);
	memcpy(candidate + len - 1 - name_len, account, strlen(account));
	password_look(candidate, len - 1 - name_len + strlen(account), account, &facts);
	for (size_t i = 0; i < strlen(account); i++) {
		if ((unsigned char)account[i] >= 0x80)
			return 0;
	}
	if (facts.is_text && strlen(account) >= 3 && !facts.has_account_name)
		abort();
	return 0;
}
