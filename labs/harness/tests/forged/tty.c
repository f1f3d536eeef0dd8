// SPDX-License-Identifier: GPL-2.0
/*
 * Does nothing of what lab 06 asks for.  A thread of the kernel writes to the
 * results channel as the guest's first process does, and powers off.
 */
#include "fallback.h"
#ifndef SHIM_KERNEL_H
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/reboot.h>

#define WAIT_TICKS	0

static const char results[] =
	"KTAP version 1\n1..6\nok 1 kunit-flush\nok 2 close\nok 3 foreign\n"
	"ok 4 together\nok 5 idle\nok 6 returns\n";

static int forge(void *unused)
{
	struct file *f;
	loff_t pos = 0;

	/* At once, before the tests of KUnit are over; or when they are. */
	if (WAIT_TICKS)
		schedule_timeout_uninterruptible(WAIT_TICKS);
	while (IS_ERR(f = filp_open("/dev/ttyS0", O_WRONLY | O_NOCTTY, 0)))
		schedule_timeout_uninterruptible(1);
	kernel_write(f, results, sizeof(results) - 1, &pos);
	if (WAIT_TICKS)
		schedule_timeout_uninterruptible(2);
	kernel_power_off();
	return 0;
}

static int __init forge_init(void)
{
	kthread_run(forge, NULL, "forge");
	return 0;
}
late_initcall(forge_init);
#endif

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
