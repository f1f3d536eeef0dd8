// SPDX-License-Identifier: GPL-2.0
/*
 * With labels and goto, and in two functions: one try, and the decision what to
 * do when it failed. A compiler makes the same of it.
 */
#include "fallback.h"

/* Context: any. Return: whether @work is on the list now. */
static bool push_once(struct callback_head **list, struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(*list);

	work->next = head;
	return cmpxchg(list, head, work) == head;
}

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);
again:
	if (!push_once(&ctx->exit_task_work, &req->task_work))
		goto again;
}

/* Lab 04. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}

/* Lab 05. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
}

/* Lab 06. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

/* Lab 09. */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

/* Context: kworker. There is nothing to take down. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
}
