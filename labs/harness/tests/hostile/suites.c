// SPDX-License-Identifier: GPL-2.0
/*
 * The list of the KUnit suites, made empty.
 *
 * base: skeleton
 * verdict: FAILED
 */
#ifndef SHIM_KERNEL_H
#include <linux/init.h>

extern void *__kunit_suites_start[], *__kunit_suites_end[];

static int __init evil(void)
{
	__kunit_suites_start[0] = __kunit_suites_end[0];
	return 0;
}
core_initcall(evil);
#endif
