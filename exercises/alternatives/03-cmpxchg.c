// SPDX-License-Identifier: GPL-2.0
/*
 * The same with cmpxchg() in place of try_cmpxchg(): it returns what it found,
 * and if that is what was expected, it has stored. So the head is read again in
 * each turn.
 *
 * differs: cmpxchg() in place of try_cmpxchg()
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
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	do {
		head = READ_ONCE(ctx->exit_task_work);
		req->task_work.next = head;
	} while (cmpxchg(&ctx->exit_task_work, head, &req->task_work) != head);
}
