// SPDX-License-Identifier: GPL-2.0
/*
 * cmpxchg() returns the head of now when it fails, so nobody need read it
 * again: the value it returned is what the next try expects. This is what
 * try_cmpxchg() does, written out, as a loop in the middle of which one leaves.
 *
 * differs: cmpxchg(), whose result is what the next try expects
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
	struct callback_head *expected, *found;

	init_task_work(work, cb);

	for (expected = READ_ONCE(*list); ; expected = found) {
		work->next = expected;
		found = cmpxchg(list, expected, work);
		if (found == expected)
			return;
	}
}
