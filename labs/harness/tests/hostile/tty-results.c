// SPDX-License-Identifier: GPL-2.0
/*
 * Results on the channel, by a thread of the kernel.
 *
 * base: skeleton
 * verdict: FAILED
 */
#ifndef SHIM_KERNEL_H
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/reboot.h>

static int forge(void *unused)
{
	static const char results[] = "KTAP version 1\n1..1\nok 1 kunit-push\n";
	struct file *f;
	loff_t pos = 0;

	do {
		schedule_timeout_uninterruptible(1);
		f = filp_open("/dev/ttyS0", O_WRONLY | O_NOCTTY, 0);
	} while (IS_ERR(f));
	kernel_write(f, results, sizeof(results) - 1, &pos);
	schedule_timeout_uninterruptible(2);
	kernel_power_off();
	return 0;
}

static int __init evil(void)
{
	kthread_run(forge, NULL, "forge");
	return 0;
}
late_initcall(evil);
#endif
