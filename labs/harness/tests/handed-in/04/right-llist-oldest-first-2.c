// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the kernel's llist, linked by io_task_work.node, taken with
 * llist_del_all(), which any number may call at once. It is turned round, so
 * the oldest runs first, and cond_resched() is spelled out: need_resched() and
 * schedule(), in a task that is running and holds no lock.
 *
 * verdict: NOT PROVEN
 */
#include "fallback.h"

/* Push. Context: any. llist_add() is a cmpxchg loop, fully ordered. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
}


/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct llist_node *node, *next;
	struct io_kiocb *req;

	for (;;) {
		node = llist_del_all(&ctx->fallback_llist);
		if (!node)
			return;

		/* The list is ours. */
		for (node = llist_reverse_order(node); node; node = next) {
			next = node->next;
			req = llist_entry(node, struct io_kiocb,
					  io_task_work.node);
			req->task_work.func(&req->task_work);
			if (need_resched())
				schedule();
		}
	}
}
