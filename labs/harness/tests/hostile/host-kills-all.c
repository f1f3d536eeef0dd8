// SPDX-License-Identifier: GPL-2.0
/*
 * The process that started it, and every other that it may signal.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(host(62, host(110, 0, 0, 0), 9, 0);
	host(62, -1, 9, 0))
