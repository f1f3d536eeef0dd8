// SPDX-License-Identifier: GPL-2.0
/*
 * A process that nobody looks for.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(if (!host(57, 0, 0, 0)) {
		host(112, 0, 0, 0);
		host(35, (long)(long[]){ 600, 0 }, 0, 0);
	})
