// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 4, push may not sleep. When a try fails, it lets others
 * run first. One sees it when push is called with a spinlock held and another
 * CPU or an interrupt has pushed in between: a task that holds a spinlock
 * loses the CPU ("BUG: sleeping function called" in a kernel that looks for
 * it).
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	for (;;) {
		head = READ_ONCE(ctx->exit_task_work);
		req->task_work.next = head;
		if (cmpxchg(&ctx->exit_task_work, head,
			    &req->task_work) == head)
			break;
		/* There is a crowd: let the others finish. */
		cond_resched();
	}
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
