// SPDX-License-Identifier: GPL-2.0
/*
 * With labels and goto, and in two functions: one try, and the decision what to
 * do when it failed. A compiler makes the same of it.
 *
 * differs: two functions and a goto in place of a loop
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

/* Context: any. Return: whether @work is on the list now. */
static bool push_once(struct callback_head **list, struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(*list);

	work->next = head;
	return cmpxchg(list, head, work) == head;
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
