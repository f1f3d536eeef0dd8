// SPDX-License-Identifier: GPL-2.0
/*
 * A function of the kernel by its name.
 *
 * base: reference
 * verdict: NOT PASSED
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>
#include <linux/kallsyms.h>

static int __init evil(void)
{
	kallsyms_lookup_name("kunit_run_tests");
	return 0;
}
late_initcall(evil);
#endif
