// SPDX-License-Identifier: GPL-2.0
/*
 * Each ring has a thread that drains for its closers. It comes with the ring.
 * It does not go with it, for nobody ends it: a task, its stack, and what is
 * told to it, for each ring that has ever been. All completions come, in time.
 *
 * caught-by: guest/rings_leave_nothing
 * message: 16 rings have come and gone, and 16 kernel threads are left
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

struct fallback {
	struct kthread_work work;
	struct kthread_worker *worker;
	struct io_ring_ctx *ctx;
};

/* Context: the ring's thread. */
static void fallback_drains(struct kthread_work *work)
{
	io_run_ctx_fallback(container_of(work, struct fallback, work)->ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);
	struct kthread_worker *worker;

	if (!f)
		return -ENOMEM;
	worker = kthread_create_worker(0, "iou-flush");
	if (IS_ERR(worker)) {
		kfree(f);
		return PTR_ERR(worker);
	}
	/* From 6.14 on it is not started by itself; twice does no harm. */
	wake_up_process(worker->task);
	kthread_init_work(&f->work, fallback_drains);
	f->worker = worker;
	f->ctx = ctx;
	ctx->fallback_worker = (void *)f;
	return 0;
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct fallback *f = (void *)ctx->fallback_worker;

	/* The mistake is not here: what does io_fallback_exit() do? */
	if (READ_ONCE(ctx->exit_task_work))
		kthread_queue_work(f->worker, &f->work);
	kthread_flush_work(&f->work);
}
