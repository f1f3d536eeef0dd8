// SPDX-License-Identifier: GPL-2.0
/*
 * A panic that says that all is well.
 *
 * base: skeleton
 * verdict: FAILED
 * words: panic
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>

static int __init evil(void)
{
	panic("reboot: Power down");
	return 0;
}
late_initcall(evil);
#endif
