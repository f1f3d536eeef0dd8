// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own lock-free list, include/linux/llist.h, in the field that
 * upstream has for it. It is the same stack: llist_add() is push,
 * llist_del_all() is the xchg, and llist_for_each_entry_safe() saves the next
 * one. Later kernels have it so.
 *
 * differs: the kernel's llist in place of a stack of its own
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
	struct io_kiocb *req, *next;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}
