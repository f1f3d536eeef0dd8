// SPDX-License-Identifier: GPL-2.0
/*
 * One work item for all rings, and a variable that tells it which ring to
 * drain. Every test with one ring passes. Then two processes close two rings
 * at the same time: the second writes its ring into the variable before the
 * work has read the first one. The work, queued once, drains one ring, and
 * both closers return.
 *
 * caught-by: guest/closers_of_two_rings
 * message: of 2 requests 1 did not run
 */
#include "fallback.h"

/* The mistake: there are many rings. */
static struct io_ring_ctx *to_drain;

/* Context: a kworker. */
static void io_fallback_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(READ_ONCE(to_drain));
}

static DECLARE_WORK(io_fallback_work, io_fallback_work_fn);

int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with the xchg in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

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

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work)) {
		WRITE_ONCE(to_drain, ctx);
		queue_work(system_unbound_wq, &io_fallback_work);
	}
	flush_work(&io_fallback_work);
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
