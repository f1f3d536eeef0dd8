// SPDX-License-Identifier: GPL-2.0
/*
 * The last line of a good end, and then a crash.
 *
 * base: skeleton
 * verdict: FAILED
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/bug.h>

static int __init evil(void)
{
	pr_info("reboot: Power down\n");
	BUG();
	return 0;
}
late_initcall(evil);
#endif
