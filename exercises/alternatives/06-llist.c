// SPDX-License-Identifier: GPL-2.0
/*
 * What later kernels do: an llist, and a delayed work that push itself starts.
 *
 * An orphan then runs a tick after it was pushed, with nobody closing anything,
 * and flush has only to hurry: flush_delayed_work() does not wait for the
 * timer.
 *
 * differs: llist, and a delayed work that push starts
 */
#include "fallback.h"

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		list = llist_reverse_order(list);
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

/* Context: a kworker. */
static void io_fallback_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(to_delayed_work(work),
					 struct io_ring_ctx, fallback_work));
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	init_llist_head(&ctx->fallback_llist);
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * The ring may be gone once the request is on the list: a drain may do
 * so at once. So the work is started first. If it runs too early it finds
 * nothing; then the request stays until the next push or drain.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);
	schedule_delayed_work(&ctx->fallback_work, 1);
	llist_add(&req->io_task_work.node, &ctx->fallback_llist);
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* If its timer runs already, this changes nothing, and need not. */
	if (!llist_empty(&ctx->fallback_llist))
		schedule_delayed_work(&ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
	io_fallback_flush(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(!llist_empty(&ctx->fallback_llist));
}
