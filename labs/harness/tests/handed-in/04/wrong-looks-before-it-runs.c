// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: it does look again until nothing is left, but before it runs
 * anything: it collects first and runs then. What callbacks push, and
 * interrupts while they run, is left on the list when it returns (promise 2
 * and README, "Look again").
 */
#include "fallback.h"

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
	struct callback_head *all = NULL, *work, *next;

	/* Take, until the list is found empty; and the oldest comes first. */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->next = all;
			all = work;
		}
	}

	for (work = all; work; work = next) {
		next = work->next;
		work->func(work);
		cond_resched();
	}
}
