// SPDX-License-Identifier: GPL-2.0
/*
 * To wake the worker, push asks the request which worker that is. But the
 * request has been published one line before: if the worker was awake, on
 * another CPU, it may have run and freed it by now. Mostly the memory still
 * has what it had. In the other cases a wild pointer is woken.
 *
 * caught-by: guest/published_and_freed
 * message: reads req->ctx, which had been freed
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
	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (!task_work_add(req->ctx->fallback_worker, &req->task_work,
			   TWA_NONE))
		/* The mistake: whose request is it by now? */
		wake_up_process(req->ctx->fallback_worker);
	else
		llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
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
