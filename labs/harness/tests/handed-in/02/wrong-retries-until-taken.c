// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by task 3, push hands the request to the worker or keeps it for the
 * ring's exit. Here it tries until the worker takes it. One sees it when the
 * worker has ended: task_work_add() refuses forever, and push never returns,
 * in an interrupt perhaps.
 */
#include "fallback.h"

/* The worker. Context: a kernel thread. */
static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!READ_ONCE(current->task_works) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
		task_work_run();
	}
	return 0;
}

/* Context: task; the ring is new and nobody else knows it. May sleep. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	init_llist_head(&ctx->fallback_llist);

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	return 0;
}

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	while (task_work_add(worker, &req->task_work, TWA_NONE))
		cpu_relax();
	wake_up_process(worker);
	rcu_read_unlock();
}

/* Drain: run what found no worker. Context: task; may sleep. */
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

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. No request is left. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
}
