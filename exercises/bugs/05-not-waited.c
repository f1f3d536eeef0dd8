// SPDX-License-Identifier: GPL-2.0
/*
 * The exit work has a work item drain, and does not wait for it: the ring
 * cannot go before its requests have run, so there seems to be nothing to
 * wait for. But the last callback gives up the last reference, and only then
 * returns, to a drain that looks at the ring once more. In between the ring
 * can be freed. It is a matter of a few instructions, on a machine with two
 * CPUs, once in a month.
 *
 * caught-by: guest/exit_waits
 * message: a drain of the ring was still running
 */
#include "fallback.h"

static void drain_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct io_ring_ctx,
					 fallback_work.work));
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, drain_fn);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head **list = &req->ctx->exit_task_work;
	struct callback_head *head = READ_ONCE(*list);

	init_task_work(&req->task_work, cb);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(list, &head, &req->task_work));
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	/* The mistake: the work may not have returned yet. */
}
