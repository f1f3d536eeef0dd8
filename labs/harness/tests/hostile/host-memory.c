// SPDX-License-Identifier: GPL-2.0
/*
 * All memory of the host.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(for (long n = 0; n < 1000; n++)
		host(12, host(12, 0, 0, 0) + (1L << 30), 0, 0))
