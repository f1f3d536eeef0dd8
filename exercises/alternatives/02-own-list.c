// SPDX-License-Identifier: GPL-2.0
/*
 * Different from the reference: no task_work at all.
 *
 * The worker has no use for task_work but as a list. So here the list is the
 * ring's, and push cannot fail: the worker drains it, and so does the ring's
 * exit, in case the worker is gone. It is half of the way to lab 03.
 *
 * differs: a list of the ring's in place of task_work
 */
#include "fallback.h"
#include "../parts/02-stop.h"

static int fallback_worker(void *data)
{
	struct io_ring_ctx *ctx = data;

	for (;;) {
		set_current_state(TASK_IDLE);
		if (llist_empty(&ctx->fallback_llist)) {
			if (kthread_should_stop())
				break;
			schedule();
		}
		__set_current_state(TASK_RUNNING);
		io_run_ctx_fallback(ctx);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	init_llist_head(&ctx->fallback_llist);
	worker = kthread_run(fallback_worker, ctx, "iou-drains");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	req->task_work.func = cb;

	rcu_read_lock();
	llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	wake_up_process(worker);
	rcu_read_unlock();
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		list = llist_reverse_order(list);
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
