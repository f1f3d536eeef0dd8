// SPDX-License-Identifier: GPL-2.0
/*
 * The worker looks at its list a hundred times a second, so that nobody needs
 * to wake it. Nothing is ever lost, and nothing is more than a tick late. But
 * with a thousand rings that sleep, a machine that has nothing to do wakes a
 * thousand tasks in each tick. And no laptop's processor gets to rest.
 *
 * caught-by: guest/worker_sleeps
 * message: times, for nothing
 */
#include "fallback.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		task_work_run();
		/* The mistake: nobody has called it, and it gets up. */
		schedule_timeout_idle(1);
	}
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
}

/* What found no worker. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
}
