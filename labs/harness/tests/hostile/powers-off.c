// SPDX-License-Identifier: GPL-2.0
/*
 * The end before the first test.
 *
 * base: skeleton
 * verdict: FAILED
 * words: ended before its first test
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>
#include <linux/reboot.h>

static int __init evil(void)
{
	kernel_power_off();
	return 0;
}
late_initcall(evil);
#endif
