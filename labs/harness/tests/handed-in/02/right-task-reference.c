// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: instead of an RCU read section push holds a reference on the worker's
 * task, taken while the request is still its own and so the ring and the
 * worker are alive. The task's memory outlives the wake-up, and putting the
 * reference is allowed in any context (wake_up_q() does it, too). The worker
 * is made and started in two steps, which is what kthread_run() does.
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

	worker = kthread_create(io_fallback_worker, NULL, "iou-orphans");
	if (IS_ERR(worker))
		return PTR_ERR(worker);

	init_llist_head(&ctx->fallback_llist);
	ctx->fallback_worker = worker;
	wake_up_process(worker);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	get_task_struct(worker);
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	else
		wake_up_process(worker);
	put_task_struct(worker);
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		/* The callback frees its request; "_safe" saved next. */
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

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
}
