// SPDX-License-Identifier: GPL-2.0
/*
 * A panic that blames the host.
 *
 * base: skeleton
 * verdict: FAILED
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>
#include <linux/kernel.h>

static int __init evil(void)
{
	panic("No working init found. Initramfs unpacking failed");
	return 0;
}
late_initcall(evil);
#endif
