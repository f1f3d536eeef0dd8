// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: push and drain use the kernel's llist, ctx->fallback_llist, whose
 * zeroed memory is an empty list; the list that was taken is private, so it
 * may be turned round to run the oldest first. The iterator reads the next one
 * before the body, and llist_del_all() is looked at again until it finds
 * nothing.
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
	struct io_kiocb *req, *next;
	struct llist_node *list;

	for (;;) {
		list = llist_del_all(&ctx->fallback_llist);
		if (!list)
			break;
		list = llist_reverse_order(list);
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}
