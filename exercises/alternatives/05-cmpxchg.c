// SPDX-License-Identifier: GPL-2.0
/*
 * cmpxchg() everywhere: the drain takes the list by exchanging the head that it
 * has seen for NULL, and when the head was another by then, looks again.  An
 * empty list costs a load and no more.  The ring's exit does not rely on the
 * drain's second look, but looks by itself.
 *
 * differs: cmpxchg() everywhere, and a second look in the exit
 */
#include "fallback.h"

int io_fallback_init(struct io_ring_ctx *ctx)
{
	ctx->exit_task_work = NULL;
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head **list = &req->ctx->exit_task_work;
	struct callback_head *head;

	req->task_work.func = cb;
	do {
		head = READ_ONCE(*list);
		req->task_work.next = head;
	} while (cmpxchg(list, head, &req->task_work) != head);
}

static struct callback_head *take(struct io_ring_ctx *ctx)
{
	struct callback_head *head;

	do {
		head = READ_ONCE(ctx->exit_task_work);
		if (!head)
			return NULL;
	} while (cmpxchg(&ctx->exit_task_work, head, NULL) != head);
	return head;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work = take(ctx);

	while (work) {
		struct callback_head *next = work->next;

		work->func(work);
		cond_resched();
		work = next ? next : take(ctx);
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	while (READ_ONCE(ctx->exit_task_work))
		io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
