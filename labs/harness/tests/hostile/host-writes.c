// SPDX-License-Identifier: GPL-2.0
/*
 * A file of the host's written, renamed or removed, or a new directory.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(host(2, (long)canary, 0101, 0666);
	host(83, (long)canary, 0777, 0);
	host(82, (long)secret, (long)canary, 0);
	host(87, (long)secret, 0, 0))
