// SPDX-License-Identifier: GPL-2.0
/*
 * llist_add() on the list as it is. A callback_head begins with its ->next,
 * as an llist_node does, and an llist_head is one pointer, so the kernel's
 * own push fits.
 *
 * differs: llist_add() does the loop
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add((struct llist_node *)&req->task_work,
		  (struct llist_head *)&req->ctx->exit_task_work);
}
