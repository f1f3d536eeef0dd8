// SPDX-License-Identifier: GPL-2.0
/*
 * Files by which a program has a ring's requests run, for labs in which nobody
 * calls the drain yet.  They are in debugfs:
 *
 *	io_fallback_take	take ctx->exit_task_work, and run what is on it
 *	io_fallback_drain	call io_run_ctx_fallback()
 *
 * A task that writes the number of a ring's descriptor to one of them sleeps
 * until a kworker has done so.  A kworker, because callbacks have to run in a
 * kernel thread, see fallback.h.
 */
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io_uring.h>

#include "fallback.h"

struct drain {
	struct work_struct work;
	struct io_ring_ctx *ctx;
};

static void io_take_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct drain, work)->ctx;
	struct callback_head *cb, *next;

	/* Pairs with the cmpxchg in push. */
	for (cb = xchg(&ctx->exit_task_work, NULL); cb; cb = next) {
		/* The callback frees the request, and ->next with it. */
		next = cb->next;
		cb->func(cb);
		cond_resched();
	}
}

static void io_drain_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct drain, work)->ctx);
}

/* Our reference on the file keeps the ring, even if it is closed meanwhile. */
static ssize_t do_in_kworker(const char __user *buf, size_t count,
			     work_func_t fn)
{
	struct drain drain;
	struct file *ring;
	unsigned int fd;
	int ret;

	ret = kstrtouint_from_user(buf, count, 10, &fd);
	if (ret)
		return ret;
	ring = fget(fd);
	if (!ring)
		return -EBADF;
	if (!io_is_uring_fops(ring)) {
		fput(ring);
		return -EOPNOTSUPP;
	}
	drain.ctx = ring->private_data;
	INIT_WORK_ONSTACK(&drain.work, fn);
	queue_work(system_unbound_wq, &drain.work);
	flush_work(&drain.work);
	destroy_work_on_stack(&drain.work);
	fput(ring);
	return count;
}

static ssize_t take_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *pos)
{
	return do_in_kworker(buf, count, io_take_work_fn);
}

static ssize_t drain_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *pos)
{
	return do_in_kworker(buf, count, io_drain_work_fn);
}

static const struct file_operations take_fops = {
	.write = take_write,
};

static const struct file_operations drain_fops = {
	.write = drain_write,
};

static int __init drain_files_init(void)
{
	debugfs_create_file("io_fallback_take", 0200, NULL, NULL, &take_fops);
	debugfs_create_file("io_fallback_drain", 0200, NULL, NULL, &drain_fops);
	return 0;
}
late_initcall(drain_files_init);
