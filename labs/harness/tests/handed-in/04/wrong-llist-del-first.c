// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 4. llist_del_first() may be called by one at a time, and
 * there may be several drains: one reads ->next of a request that another one
 * runs and frees, or takes a head that has come back for the head that it has
 * seen (ABA), and then a request is lost. One sees it with two drains on two
 * CPUs, or if one is interrupted or preempted inside of llist_del_first().
 */
#include "fallback.h"

/* Push. Context: any. llist_add() is a cmpxchg loop, fully ordered. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
}


/* Drain. Context: task. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct llist_node *node;
	struct io_kiocb *req;

	while ((node = llist_del_first(&ctx->fallback_llist))) {
		req = llist_entry(node, struct io_kiocb, io_task_work.node);
		req->task_work.func(&req->task_work);
		cond_resched();
	}
}
