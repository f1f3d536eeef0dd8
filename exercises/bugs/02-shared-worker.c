// SPDX-License-Identifier: GPL-2.0
/*
 * There is one worker, and all rings share it. That is cheap: 64 rings cost
 * one task. But a callback waits for the lock of its ring, uring_lock, and
 * somebody may hold that for long. Until it is free, no other ring's orphan
 * runs, though it has nothing to do with that one.
 *
 * (A workqueue would do it right: it starts another thread when one sleeps.)
 *
 * caught-by: guest/ring_has_a_worker
 * message: two rings have the same
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"

static DEFINE_SPINLOCK(lock);
static struct task_struct *the_worker;
static unsigned int users;

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	/* The mistake: one for all. */
	spin_lock(&lock);
	if (!users++)
		swap(the_worker, worker);
	ctx->fallback_worker = the_worker;
	spin_unlock(&lock);
	if (worker)
		kthread_stop(worker);
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct task_struct *worker = NULL;

	spin_lock(&lock);
	if (!--users)
		swap(the_worker, worker);
	spin_unlock(&lock);
	if (worker)
		kthread_stop(worker);
}
