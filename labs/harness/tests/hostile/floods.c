// SPDX-License-Identifier: GPL-2.0
/*
 * Output without an end.
 *
 * base: skeleton
 * verdict: FAILED
 * words: printed more than
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>
#include <linux/printk.h>

static int __init evil(void)
{
	for (;;)
		pr_info("and on\n");
	return 0;
}
late_initcall(evil);
#endif
