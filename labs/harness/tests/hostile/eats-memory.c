// SPDX-License-Identifier: GPL-2.0
/*
 * All of the guest's memory.
 *
 * base: skeleton
 * verdict: FAILED
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>
#include <linux/slab.h>

static int __init evil(void)
{
	while (kmalloc(4096, GFP_KERNEL))
		;
	return 0;
}
late_initcall(evil);
#endif
