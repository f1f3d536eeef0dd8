// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: it does not look at the head at all but begins with a guess, that the
 * list is empty. If so, the first cmpxchg works, with ->next NULL. If not,
 * try_cmpxchg() says what the head is, and the second try is as any other's.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head **list = &req->ctx->exit_task_work;
	struct callback_head *head = NULL;

	init_task_work(&req->task_work, cb);

	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(list, &head, &req->task_work));
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
