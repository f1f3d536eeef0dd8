// SPDX-License-Identifier: GPL-2.0
/*
 * Flush with a thread of the ring's own, as in lab 02, but one that only
 * closers wake.
 *
 * A kthread_worker is a kernel thread with a queue of works, which it runs one
 * after another.  So a closer's work, put on that queue, runs when the drains
 * before it are over, and there is no more to wait for.
 *
 * It needs a task for each ring, which the seed was written to get rid of.
 * Right it is all the same.
 *
 * differs: a thread of the ring's own drains
 */
#include "fallback.h"
#include "../parts/04-drain.h"

struct closer {
	struct kthread_work work;
	struct io_ring_ctx *ctx;
};

/* Closers that wait for a drain, of any ring. */
static atomic_t waiting = ATOMIC_INIT(0);

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct kthread_worker *worker;

	worker = kthread_create_worker(0, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker->task;
	/* From 6.14 on it is not started by itself; twice does no harm. */
	wake_up_process(worker->task);
	return 0;
}

static struct kthread_worker *worker_of(struct io_ring_ctx *ctx)
{
	return kthread_data(ctx->fallback_worker);
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head **list = &req->ctx->exit_task_work;

	init_task_work(&req->task_work, cb);
	req->task_work.next = READ_ONCE(*list);
	/* Pairs with the xchg in io_run_ctx_fallback(). */
	while (!try_cmpxchg(list, &req->task_work.next, &req->task_work))
		;
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the ring's thread. */
static void closers_drain(struct kthread_work *work)
{
	io_run_ctx_fallback(container_of(work, struct closer, work)->ctx);
}

/*
 * Ordering: a closer counts itself before its drain takes the list, with an
 * xchg. So a closer that sees the list empty after that drain sees it counted,
 * too, if it is not over yet.
 */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct kthread_worker *worker = worker_of(ctx);
	struct closer closer = { .ctx = ctx };

	if (!READ_ONCE(ctx->exit_task_work)) {
		smp_rmb();	/* the list, then the count */
		if (!atomic_read(&waiting))
			return;
	}
	atomic_inc(&waiting);
	kthread_init_work(&closer.work, closers_drain);
	kthread_queue_work(worker, &closer.work);
	kthread_flush_work(&closer.work);
	atomic_dec(&waiting);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_destroy_worker(worker_of(ctx));
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
