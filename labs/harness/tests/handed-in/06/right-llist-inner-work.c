// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: The list is the kernel's llist, and the work is queued and flushed
 * without its timer. Right, because a delayed work has an ordinary one inside,
 * and flush_work() waits for a queued or running instance and returns at once
 * if there is none. The spinlock keeps a second closer from finding the work
 * marked as pending and not yet in a queue, where flush_work() would not see
 * it.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(queue_lock);

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/* Push. Context: any, hard interrupt included. llist_add() publishes. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	init_task_work(&req->task_work, cb);
	llist_add(&req->io_task_work.node, &req->ctx->fallback_llist);
}

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *node;

	while ((node = llist_del_all(&ctx->fallback_llist))) {
		llist_for_each_entry_safe(req, next, node, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (!llist_empty(&ctx->fallback_llist)) {
		spin_lock(&queue_lock);
		queue_work(system_unbound_wq, &ctx->fallback_work.work);
		spin_unlock(&queue_lock);
	}

	/* If somebody has emptied the list, his work is running. */
	flush_work(&ctx->fallback_work.work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(!llist_empty(&ctx->fallback_llist));
}
