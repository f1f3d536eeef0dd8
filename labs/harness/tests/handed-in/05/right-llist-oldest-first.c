// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: The kernel's llist instead of the seed's stack, turned round so that
 * the oldest request runs first. Right, because llist_add() and
 * llist_del_all() are the same cmpxchg and xchg, the list is private when it
 * is turned round, and the "safe" iterator reads the next link before the
 * callback.
 */
#include "fallback.h"

/* Push. Context: any, hard interrupt included. llist_add() publishes. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &ctx->fallback_llist);
}

static void run_oldest_first(struct llist_node *newest)
{
	struct llist_node *oldest = llist_reverse_order(newest);
	struct io_kiocb *req, *next;

	llist_for_each_entry_safe(req, next, oldest, io_task_work.node) {
		req->task_work.func(&req->task_work);
		cond_resched();
	}
}

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct llist_node *newest;

	for (;;) {
		newest = llist_del_all(&ctx->fallback_llist);
		if (!newest)
			return;
		run_oldest_first(newest);
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(!llist_empty(&ctx->fallback_llist));
}
