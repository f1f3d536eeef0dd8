// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the request is put at the end of the list, to keep the order of
 * completion. For that push follows the links of requests that are on the list
 * and not its own: they may be taken and freed meanwhile, and what is hung
 * onto the end of a list that somebody has taken is lost. And ->next is not
 * what was the head (promise 2). It is seen when the list is taken while push
 * walks.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head **link, *work;

	init_task_work(&req->task_work, cb);
	req->task_work.next = NULL;

	/* First come, first served: find the last link, replace its NULL. */
	do {
		link = &ctx->exit_task_work;
		while ((work = READ_ONCE(*link)))
			link = &work->next;
	} while (cmpxchg(link, NULL, &req->task_work));
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
