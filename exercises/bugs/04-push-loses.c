// SPDX-License-Identifier: GPL-2.0
/*
 * The drain is right. Push was rewritten on the way, with two loads and a
 * store, because "the drain takes the list in one step now". It does; that
 * makes the drain safe from pushes, and not pushes from each other.
 *
 * caught-by: guest/pushes_meet
 * message: of 2 requests 1 did not run
 * model: drain-does-not-give-up
 */
#include "fallback.h"

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	req->task_work.next = READ_ONCE(ctx->exit_task_work);
	/* Pairs with the xchg in io_run_ctx_fallback(). */
	smp_store_release(&ctx->exit_task_work, &req->task_work);
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
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

/* Lab 05. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
}

/* Lab 06. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

/* Lab 09. */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

/* Context: kworker. There is nothing to take down. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
}
