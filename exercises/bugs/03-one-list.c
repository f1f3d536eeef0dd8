// SPDX-License-Identifier: GPL-2.0
/*
 * One list for all rings, kept in the file, and each ring's head a copy of it.
 * It looks right as long as there is one ring. With two, the drain of the one
 * runs what belongs to the other, and frees it when the other is about to.
 *
 * caught-by: guest/two_rings
 * message: a ring's request is not on its list
 * model: two-pushes
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
	static struct callback_head *orphans;
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(orphans);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&orphans, &head, &req->task_work));
	if (!head)
		WRITE_ONCE(ctx->exit_task_work, &req->task_work);
}
