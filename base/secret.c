/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/secret.h"

#include <errno.h>
#include <string.h>

int secret_set(struct secret *ret, const char *bytes, size_t len)
{
	if (len > SECRET_MAX)
		return -EMSGSIZE;
	memcpy(ret->bytes, bytes, len);
	ret->bytes[len] = '\0';
	ret->len = len;
	return 0;
}

void secret_wipe(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}
