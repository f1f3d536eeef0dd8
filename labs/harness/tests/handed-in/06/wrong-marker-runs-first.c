// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: The promise of flush: the closer pushes a marker behind which it
 * expects all older requests to have run, but the list is a stack and the
 * drain runs the newest first. Seen with any orphan whose callback sleeps, or
 * with many of them: the marker completes at once, and close() returns before
 * they have run.
 */
#include "fallback.h"

struct marker {
	struct callback_head	head;
	struct completion	reached;
};

static void marker_reached(struct callback_head *head)
{
	complete(&container_of(head, struct marker, head)->reached);
}

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

static void fallback_add(struct io_ring_ctx *ctx, struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(ctx->exit_task_work);

	do {
		work->next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, work));
}

/*
 * Push. Context: any, hard interrupt included. The cmpxchg that succeeds
 * publishes the request, and pairs with the xchg in the drain.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	fallback_add(req->ctx, &req->task_work);
}

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct marker marker;

	if (!READ_ONCE(ctx->exit_task_work)) {
		/* Somebody else's drain may still be at it. */
		flush_delayed_work(&ctx->fallback_work);
		return;
	}

	init_completion(&marker.reached);
	init_task_work(&marker.head, marker_reached);
	fallback_add(ctx, &marker.head);
	queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	wait_for_completion(&marker.reached);
}

/* The work may still be looking at the list when the last closer is back. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
