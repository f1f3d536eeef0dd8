// SPDX-License-Identifier: GPL-2.0
/*
 * The exit work does not drain itself but has a work item do it, and goes on
 * without waiting: what has not run by then is done before the next turn.
 * A file that queues a work which looks at the ring waits for it before the
 * ring is freed.
 *
 * differs: a work item drains, and the exit waits for it only at the end
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
	flush_delayed_work(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
