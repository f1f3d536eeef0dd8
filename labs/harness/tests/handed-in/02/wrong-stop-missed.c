// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: kthread_stop() is a wake-up, too, and has to be looked at between the
 * state and schedule() (README, "Lost wake-ups"). Here it is looked at only at
 * the top of the loop: if the ring's exit comes between that look and
 * set_current_state(), kthread_stop() wakes a running task, the worker goes to
 * sleep, and both wait forever.
 */
#include "fallback.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current))
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

	rcu_read_lock();
	if (!task_work_add(worker, &req->task_work, TWA_NONE))
		wake_up_process(worker);
	else
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
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
