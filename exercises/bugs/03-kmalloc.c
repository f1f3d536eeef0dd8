// SPDX-License-Identifier: GPL-2.0
/*
 * A line for the log, made in a buffer of its own. GFP_KERNEL says that the
 * caller may sleep until there is memory, and push may not: it is called in
 * interrupts and with locks held. It nearly never sleeps, so it nearly always
 * works.
 *
 * Linux 6.1 cannot check this on UML: it does not count there whether a task
 * may sleep.
 *
 * caught-by: guest/push_under_a_lock
 * message: BUG: sleeping function called from invalid context
 * kernels: 6.12
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
	char *text;

	init_task_work(&req->task_work, cb);

	text = kasprintf(GFP_KERNEL, "fallback: opcode %d", req->opcode);
	if (text)
		pr_debug("%s\n", text);
	kfree(text);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}
