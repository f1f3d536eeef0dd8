// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the second drain of a ring waits until the first has finished, which
 * is allowed, and then returns without a look of its own. A request that was
 * pushed after the first one's last look, and before it gave the ring free, is
 * not run: its pusher drains, waits, and comes back with the request still on
 * the list (promise 2, README, "Two drains").
 *
 * verdict: NOT PROVEN
 */
#include "fallback.h"
#include <linux/wait_bit.h>

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with whatever takes it in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* fallback_worker: who drains this ring, or NULL. */
	if (cmpxchg(&ctx->fallback_worker, NULL, current)) {
		/* Somebody is at it, and looks again until nothing is left. */
		wait_var_event(&ctx->fallback_worker,
			       !READ_ONCE(ctx->fallback_worker));
		return;
	}

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}

	/* Fully ordered, as wake_up_var() wants it. */
	(void)xchg(&ctx->fallback_worker, NULL);
	wake_up_var(&ctx->fallback_worker);
}
