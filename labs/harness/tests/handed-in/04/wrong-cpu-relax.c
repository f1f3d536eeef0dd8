// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: between two callbacks stands cpu_relax(), which is a hint to the CPU
 * for loops that spin, and lets no other task run; cond_resched() would. On a
 * kernel that does not preempt nobody else gets the CPU until the list is
 * through (promise 5, README, "A long list").
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
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			/* Let others run. */
			cpu_relax();
		}
	}
}
