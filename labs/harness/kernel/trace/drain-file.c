// SPDX-License-Identifier: GPL-2.0
/*
 * A file by which a program can have a ring drained, for labs in which nobody
 * calls the drain yet.
 *
 * A task that writes the number of a ring's descriptor to it sleeps until a
 * kworker has called io_run_ctx_fallback() for that ring.  A kworker, because
 * callbacks have to run in a kernel thread, see fallback.h.
 */
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/fs.h>

#include "fallback.h"

struct drain {
	struct work_struct work;
	struct io_ring_ctx *ctx;
};

static void io_drain_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct drain, work)->ctx);
}

static ssize_t drain_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *pos)
{
	struct drain drain;
	struct file *ring;
	unsigned int fd;
	int ret;

	ret = kstrtouint_from_user(buf, count, 10, &fd);
	if (ret)
		return ret;
	/* Only our own programs write here, and they write what is right. */
	ring = fget(fd);
	if (!ring)
		return -EBADF;
	drain.ctx = ring->private_data;
	INIT_WORK_ONSTACK(&drain.work, io_drain_work_fn);
	queue_work(system_unbound_wq, &drain.work);
	flush_work(&drain.work);
	destroy_work_on_stack(&drain.work);
	fput(ring);
	return count;
}

static const struct file_operations drain_fops = {
	.write = drain_write,
};

static int __init drain_init(void)
{
	debugfs_create_file("io_fallback_drain", 0200, NULL, NULL, &drain_fops);
	return 0;
}
late_initcall(drain_init);
