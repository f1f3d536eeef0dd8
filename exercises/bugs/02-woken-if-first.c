// SPDX-License-Identifier: GPL-2.0
/*
 * Only the first push on an empty list wakes the worker. The others, it seems,
 * need not: the first has done it, and the worker runs all that it finds. But
 * it may have run all of them, and be asleep again, between the look at the
 * list and the place where this request is added to it.
 *
 * An llist can do this: llist_add() tells, in the same step, whether the list
 * was empty. task_work_add() does not, and a look of one's own is another
 * step.
 *
 * caught-by: guest/worker_runs_during_push
 * message: of two pushes it ran and slept, and was not woken again
 */
#include "fallback.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
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
	/* The mistake: that was true a moment ago. */
	bool first = !task_work_pending(worker);

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	else if (first)
		wake_up_process(worker);
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
