// SPDX-License-Identifier: GPL-2.0
/*
 * The three obvious lines, with interrupts disabled around them. On one CPU
 * nothing can come in between, and the guest is content. On two CPUs two
 * pushes are between the first line and the third at the same time, each with
 * its own interrupts disabled.
 *
 * caught-by: model/two-pushes
 * message: data race
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
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	local_irq_save(flags);
	head = ctx->exit_task_work;
	req->task_work.next = head;
	ctx->exit_task_work = &req->task_work;
	local_irq_restore(flags);
}
