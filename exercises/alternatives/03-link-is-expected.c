// SPDX-License-Identifier: GPL-2.0
/*
 * No local variable: ->next itself is what try_cmpxchg() expects. When it
 * fails, it puts the head of now there, which links the request and renews the
 * expectation in one. When it succeeds it writes nothing there, and reads
 * ->next before the request is published, so the request is not touched
 * afterwards.
 *
 * With cmpxchg() this cannot be done: the comparison would come too late.
 *
 * differs: ->next is what try_cmpxchg() expects
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
	struct callback_head **list = &req->ctx->exit_task_work;
	struct callback_head *work = &req->task_work;

	init_task_work(work, cb);

	work->next = READ_ONCE(*list);
	while (!try_cmpxchg(list, &work->next, work))
		;
}
