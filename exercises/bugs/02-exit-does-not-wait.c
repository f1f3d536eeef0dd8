// SPDX-License-Identifier: GPL-2.0
/*
 * The worker is told to end, and nobody waits until it has. The ring is freed
 * in the next line. The worker wakes up, or returns from its last callback,
 * and looks into the ring whether it may go on.
 *
 * caught-by: guest/exit_waits_for_callback
 * message: the worker was still in a callback
 */
#include "fallback.h"

static int io_fallback_worker(void *data)
{
	struct io_ring_ctx *ctx = data;

	while (READ_ONCE(ctx->fallback_worker)) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current) &&
		    READ_ONCE(ctx->fallback_worker))
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
	}
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_create(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	wake_up_process(worker);
	init_llist_head(&ctx->fallback_llist);
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
	struct task_struct *worker = ctx->fallback_worker;

	/* The mistake: it has been told, but it has not ended yet. */
	WRITE_ONCE(ctx->fallback_worker, NULL);
	wake_up_process(worker);
}
