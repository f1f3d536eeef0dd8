// SPDX-License-Identifier: GPL-2.0
/*
 * A broken fallback for lab 01: the orphan is run by a stranger.
 *
 * Push hands the request to whatever task happens to be current: for a poll
 * request on a pipe, the task that writes to the pipe.  It runs the completion
 * on its way out of the system call.  A CQE comes, and even sooner than from a
 * healthy fallback; but its result is that of work done, not -ECANCELED.
 *
 * For a poll request that means a wrong number.  For a request that still has
 * something to do, a read say, it means: the work is done with the memory and
 * the credentials of a task that never asked for it.
 *
 * io_should_terminate_tw() is the check that fails here.  It asks whether the
 * task that runs the completion is a kernel thread or on its way out, and this
 * one is neither.
 *
 * An interrupt or a kernel thread, and a task that is exiting itself, cannot or
 * should not take the request.  Then a kworker runs it, as in the healthy
 * fallback, so that rings do go away.
 */
#include <linux/preempt.h>

#include "fallback.h"

static void run_later(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	init_llist_head(&ctx->fallback_llist);
	INIT_DELAYED_WORK(&ctx->fallback_work, run_later);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	/* The defect: current is not the task that submitted @req. */
	if (in_task() && !(current->flags & (PF_KTHREAD | PF_EXITING)) &&
	    !task_work_add(current, &req->task_work, TWA_SIGNAL))
		return;

	if (llist_add(&req->io_task_work.node, &ctx->fallback_llist))
		schedule_delayed_work(&ctx->fallback_work, 1);
}

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
	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	flush_delayed_work(&ctx->fallback_work);
}
