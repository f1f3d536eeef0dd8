// SPDX-License-Identifier: GPL-2.0
/*
 * The limit of make bench: llist_add(), llist_del_all(), and one call for each
 * request, because somebody has to make that call.
 *
 * Not a right fallback: nobody drains it unasked, nobody looks again, nobody
 * lets another task have the CPU.  What the right ones cost more than this is
 * what they do more.
 */
#include "fallback.h"

/* Context: task. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

/*
 * Push.
 *
 * Context: any. Ordering: llist_add() publishes the request with a cmpxchg,
 * which pairs with the xchg in llist_del_all().
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
}

/* Drain, once. Context: task. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct llist_node *list = llist_del_all(&ctx->fallback_llist);
	struct io_kiocb *req, *next;

	llist_for_each_entry_safe(req, next, list, io_task_work.node)
		req->task_work.func(&req->task_work);
}
