/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/number.h"

#include <errno.h>

int number_parse(const char *s, size_t len, int64_t *ret)
{
	int64_t value = 0;

	if (len == 0 || (len > 1 && s[0] == '0'))
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -EINVAL;
	}
	for (size_t i = 0; i < len; i++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, s[i] - '0', &value))
			return -ERANGE;
	}
	*ret = value;
	return 0;
}
