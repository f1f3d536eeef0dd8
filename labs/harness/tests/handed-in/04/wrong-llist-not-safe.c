// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the list is an llist, which is allowed, but it is walked with
 * llist_for_each_entry(), which reads the link to the next request when the
 * body of the loop is through. By then the callback has freed the request
 * (README, "Whose request is it?"). It is seen with each callback that frees
 * or reuses its request.
 */
#include "fallback.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);
	/* Pairs with llist_del_all() in io_run_ctx_fallback(). */
	llist_add(&req->io_task_work.node, &ctx->fallback_llist);
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		llist_for_each_entry(req, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}
