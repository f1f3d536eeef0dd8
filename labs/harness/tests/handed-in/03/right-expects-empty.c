// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: it never reads the head by itself. The first try expects an empty
 * list, which is what it finds nearly always; if it is not empty,
 * try_cmpxchg() fails, changes nothing, and says what is there, and the next
 * try links to that. The link is always the value that is compared with.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head *work = &req->task_work;
	struct callback_head **list = &req->ctx->exit_task_work;
	struct callback_head *head = NULL;

	init_task_work(work, cb);

	work->next = NULL;
	while (!try_cmpxchg(list, &head, work))
		work->next = head;
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
