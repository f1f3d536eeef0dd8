// SPDX-License-Identifier: GPL-2.0
/*
 * The worker has no loop: it runs what comes first, and ends. With one orphan,
 * all is well. Those that come later find a worker that has ended, and lie on
 * the list of leftovers until somebody closes the ring.
 *
 * caught-by: guest/many_requests
 * message: each pushed request runs exactly once
 */
#include "fallback.h"

static int io_fallback_worker(void *data)
{
	set_current_state(TASK_IDLE);
	if (!task_work_pending(current) && !kthread_should_stop())
		schedule();
	__set_current_state(TASK_RUNNING);

	task_work_run();
	/* The mistake: what about those that come later? */
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	/* It may end before io_fallback_exit() comes. */
	ctx->fallback_worker = get_task_struct(worker);
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
	kthread_stop(ctx->fallback_worker);
	put_task_struct(ctx->fallback_worker);
}
