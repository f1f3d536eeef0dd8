// SPDX-License-Identifier: GPL-2.0
/*
 * The list is nearly always empty, and this guesses that it is: the first try
 * expects NULL without having looked. If that fails, it has found the head, and
 * goes on as everybody does. The first try is a cmpxchg like the others, so
 * nothing is lost if the guess is wrong.
 *
 * differs: the first try expects an empty list
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
	struct callback_head *head = NULL;

	init_task_work(&req->task_work, cb);

	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}
