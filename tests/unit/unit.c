/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/unit.h"

#include <stdlib.h>

const char *unit_top(void)
{
	const char *top = getenv("ACCTGUARD_TOP");

	return top ? top : ".";
}
