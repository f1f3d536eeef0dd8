// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own list, with the kernel's own iterator, and the wrong one of
 * two. llist_for_each_entry() reads ->next at the end of each turn, when the
 * callback has freed the request. llist_for_each_entry_safe() reads it at the
 * beginning; that is all that "safe" means there.
 *
 * caught-by: guest/callback_frees_request
 * message: reads req->io_task_work.node, which had been freed
 * model: push-beside-drain
 */
#include "fallback.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct llist_node *list;
	struct io_kiocb *req;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		llist_for_each_entry(req, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}
