// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the drain turns round what it has taken and runs the oldest request
 * first, and the turn asks again until it sees an empty list itself. No order
 * is promised, so any will do; the list that was taken is private, so it may be
 * turned round with plain stores.
 */
#include "fallback.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered, and pairs with the xchg
 * that takes the list. From then on the request may be run and freed at
 * any time, so it is not touched here again.
 */
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

/* Take all, in one step, and turn it round: nobody else can get at it now. */
static struct callback_head *io_fallback_take(struct io_ring_ctx *ctx)
{
	struct callback_head *work = xchg(&ctx->exit_task_work, NULL);
	struct callback_head *oldest = NULL;

	while (work) {
		struct callback_head *next = work->next;

		work->next = oldest;
		oldest = work;
		work = next;
	}
	return oldest;
}

/* Context: task, with no lock held; sleeps if a callback does. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	for (work = io_fallback_take(ctx); work;
	     work = next ? next : io_fallback_take(ctx)) {
		next = work->next;
		work->func(work);
		cond_resched();
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	do {
		io_run_ctx_fallback(ctx);
	} while (READ_ONCE(ctx->exit_task_work));
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	bool left = READ_ONCE(ctx->exit_task_work) != NULL;

	WARN_ON_ONCE(left);
}
