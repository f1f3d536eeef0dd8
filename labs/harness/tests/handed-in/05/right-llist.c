// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the list is ctx->fallback_llist, with the kernel's llist helpers, and
 * ctx->exit_task_work is not used at all. llist_add() publishes with a cmpxchg,
 * llist_del_all() takes everything with an xchg; the turn and the warning look
 * at the same list that push uses.
 */
#include "fallback.h"

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	init_llist_head(&ctx->fallback_llist);
	return 0;
}

/*
 * Context: any. The request is not touched after llist_add(), nor is the ring:
 * llist_add() looks at neither once its cmpxchg has succeeded.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
}

/* Context: task, with no lock held; sleeps if a callback does. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		/* The callback frees its request; "_safe" saved next. */
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

/* Context: kworker, so PF_KTHREAD: the callbacks can run right here. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(!llist_empty(&ctx->fallback_llist));
}
