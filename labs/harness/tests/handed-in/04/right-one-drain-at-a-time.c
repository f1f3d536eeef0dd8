// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: a ring has one drain at a time; the others sleep until it has
 * finished, and then drain themselves, so each has its own last look (README:
 * "To wait for the other drain is allowed"). Who drains is noted in
 * ctx->fallback_worker, which no worker uses in this lab and which begins as
 * NULL. No lock is held around a callback that it could want: only other
 * drains wait for it.
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

	wait_var_event(&ctx->fallback_worker,
		       !cmpxchg(&ctx->fallback_worker, NULL, current));

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
