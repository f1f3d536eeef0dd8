// SPDX-License-Identifier: GPL-2.0
/*
 * Privileges, by a namespace of its own, and the end of the machine.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(if (!host(272, 0x10000000, 0, 0))
		host(2, (long)canary, 0101, 0666);
	host(169, 0xfee1dead, 672274793, 0x4321fedc))
