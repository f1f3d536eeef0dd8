// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: "One turn runs everything that was pushed" does not hold: a turn runs
 * at most 4096 callbacks and puts the rest back for the next one. One sees it
 * with more than 4096 orphans: the ring needs another turn, 50 ms, for each
 * 4096.
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

/*
 * Drain.
 *
 * Context: task, with no lock held; sleeps if a callback does. Several at once.
 *
 * Ordering: the xchg is fully ordered, and pairs with the cmpxchg in
 * io_req_task_work_add_fallback().
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* Callbacks push, interrupts do: look until nothing is left. */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Put what was taken and not run in front of the list again. */
static void io_fallback_put_back(struct io_ring_ctx *ctx,
				 struct callback_head *first)
{
	struct callback_head *last = first;
	struct callback_head *head;

	while (last->next)
		last = last->next;

	head = READ_ONCE(ctx->exit_task_work);
	do {
		last->next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, first));
}

/* Context: kworker, so PF_KTHREAD. Not too long at a time. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;
	int budget = 4096;

	while (budget > 0) {
		work = xchg(&ctx->exit_task_work, NULL);
		if (!work)
			return;

		for (; work && budget > 0; budget--) {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		}

		if (work)
			io_fallback_put_back(ctx, work);
	}
}

/* Context: kworker. No request is left, so the list is empty. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
