// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by "one worker for each ring, from io_fallback_init() to
 * io_fallback_exit()". It is ended in the first turn of the ring's exit work,
 * when there may still be requests. Those that complete later go on the list
 * and are run, but only by the next turn: late, after five minutes by up to a
 * minute. One sees it at a closed ring with a request that still waits: it has
 * no worker.
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
	struct task_struct *worker;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	worker = READ_ONCE(ctx->fallback_worker);
	if (!worker || task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	else
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

static void io_fallback_stop(struct io_ring_ctx *ctx)
{
	struct task_struct *worker = xchg(&ctx->fallback_worker, NULL);

	if (worker)
		kthread_stop(worker);
}

/* Context: kworker. Closed: from here on, what comes is run here. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_fallback_stop(ctx);
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. No request is left. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	io_fallback_stop(ctx);
}
