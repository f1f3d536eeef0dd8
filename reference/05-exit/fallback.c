// SPDX-License-Identifier: GPL-2.0
/*
 * Push, drain, and the first of the seed's two places to drain: the ring's
 * exit.
 *
 * When the last descriptor of a ring is closed, the ring cannot be freed yet:
 * each of its requests holds a reference on it.  io_ring_exit_work() gets them
 * done with.  It runs in a kworker and goes round until the last one is gone.
 * In five places it calls a function of ours, if there is one:
 *
 *	io_fallback_ring_exit_begin()
 *	each turn:
 *		io_fallback_ring_exit_cancel()
 *		cancel what can be cancelled; once more if there was something
 *		io_fallback_ring_exit()
 *		free the requests that are done with
 *		io_fallback_ring_exit_wait()
 *		wait for the last reference, 50 ms; not yet? another turn
 *	io_fallback_ring_exit_end()
 *
 * But as long as somebody has the ring open, nobody drains: see lab 06.
 */
#include "fallback.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered, and pairs with the xchg
 * in io_run_ctx_fallback(): a drain that takes the request sees all that was
 * written to it before. From then on the request may be run and freed at any
 * time, so it is not touched here again.
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

/* >>> TODO 1: drain in one of the five places above. Which? */
/*
 * Context: kworker, so PF_KTHREAD: a callback that runs here sees that it has
 * lost its task, and completes its request with -ECANCELED.
 *
 * In each turn, because cancelling makes orphans, and others come later. Behind
 * the cancelling, so that those it makes run in the same turn; before each
 * round of it is as good. Before the requests are freed, because that is when
 * they give up their references: a request that runs before the wait holds its
 * ring for another 50 ms. And when the last reference is gone, no request is
 * left that could be run.
 */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* <<< */

/*
 * Context: kworker. A request holds a reference on its ring until it has run,
 * so here the list is empty. If it is not, somebody's count is wrong, and the
 * requests on it are about to point to freed memory: say so.
 */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	/* >>> TODO 2: WARN_ON_ONCE() if something is left on the list. */
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
	/* <<< */
}
