// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: what task_work_add() returns is not looked at (README, "When the
 * worker is gone"); PF_EXITING is asked for before instead. A worker that has
 * long ended is found out, but one that ends between the question and
 * task_work_add() is not: that request is on no list and lost.
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

	init_llist_head(&ctx->fallback_llist);
	worker = kthread_run(io_fallback_worker, NULL, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	/* A task on its way out takes no more task_work. */
	if (READ_ONCE(worker->flags) & PF_EXITING) {
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
		return;
	}

	rcu_read_lock();
	task_work_add(worker, &req->task_work, TWA_NONE);
	wake_up_process(worker);
	rcu_read_unlock();
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
