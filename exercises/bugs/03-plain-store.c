// SPDX-License-Identifier: GPL-2.0
/*
 * The three obvious lines. An interrupt between the first and the third that
 * pushes, too, is overwritten.
 *
 * READ_ONCE() and WRITE_ONCE() are not what is missing here: see
 * 03-lost-update.c, which has them, and loses as much.
 *
 * caught-by: guest/interrupted_push
 * message: of 2 requests 1 are missing
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
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = ctx->exit_task_work;
	req->task_work.next = head;
	ctx->exit_task_work = &req->task_work;
}
