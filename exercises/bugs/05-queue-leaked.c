// SPDX-License-Identifier: GPL-2.0
/*
 * Each ring has a workqueue of its own, in which its exit drains. The work is
 * waited for before the ring is freed. The queue is not destroyed: a few
 * hundred bytes, for each ring that has ever been.
 *
 * caught-by: guest/rings_leave_nothing
 * message: objects are left, allocated in
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

struct fallback {
	struct work_struct work;
	struct workqueue_struct *queue;
	struct io_ring_ctx *ctx;
};

/* Nobody else uses the pointer in this lab. */
static struct fallback *fallback_of(struct io_ring_ctx *ctx)
{
	return (void *)ctx->fallback_worker;
}

/* Context: a kworker. */
static void drain_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct fallback, work)->ctx);
}

/* Context: task. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->queue = alloc_workqueue("iou_exit", WQ_UNBOUND, 0);
	if (!f->queue) {
		kfree(f);
		return -ENOMEM;
	}
	INIT_WORK(&f->work, drain_fn);
	f->ctx = ctx;
	ctx->fallback_worker = (void *)f;
	return 0;
}

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct fallback *f = fallback_of(ctx);

	if (READ_ONCE(ctx->exit_task_work))
		queue_work(f->queue, &f->work);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct fallback *f = fallback_of(ctx);

	flush_work(&f->work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
	/* The mistake: f->queue was made, so it is to be destroyed. */
	kfree(f);
}
