// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own lock-free list in place of the stack, by the request's
 * node for task_work, and oldest first.  llist_add() and llist_del_all() are
 * the same cmpxchg and xchg.
 *
 * differs: the kernel's llist, oldest first
 */
#include "fallback.h"

int io_fallback_init(struct io_ring_ctx *ctx)
{
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while (!llist_empty(&ctx->fallback_llist)) {
		list = llist_reverse_order(llist_del_all(&ctx->fallback_llist));
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(!llist_empty(&ctx->fallback_llist));
}
