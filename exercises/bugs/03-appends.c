// SPDX-License-Identifier: GPL-2.0
/*
 * A queue in place of a stack, so that requests run in the order in which they
 * came: push walks to the end and makes itself the last one's ->next, with a
 * cmpxchg as it should be. But the requests on the way are not push's own.
 * Somebody takes the list and frees them, while push stands on one and is about
 * to read where it leads.
 *
 * Nobody asked for an order. And the first of a list of 100,000 is near, the
 * last is not.
 *
 * caught-by: guest/published_and_freed
 * message: which had been freed
 * model: three-pushes-and-take
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head **end = &req->ctx->exit_task_work;
	struct callback_head *work;

	init_task_work(&req->task_work, cb);
	req->task_work.next = NULL;

	do {
		while ((work = READ_ONCE(*end)))
			end = &work->next;
	} while (cmpxchg(end, NULL, &req->task_work));
}
