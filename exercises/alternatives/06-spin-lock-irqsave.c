// SPDX-License-Identifier: GPL-2.0
/*
 * The list behind a lock, and a queue of its own for all rings.
 *
 * The lock is one that may be taken in a hard interrupt, with interrupts
 * disabled around it, and it is never held while a callback runs.  The queue
 * is made with the first ring and kept.
 *
 * differs: a spinlock around the list, a workqueue of its own
 */
#include <linux/mutex.h>

#include "fallback.h"

static DEFINE_SPINLOCK(list_lock);
static DEFINE_MUTEX(queue_lock);
static struct workqueue_struct *queue;

static struct callback_head *take(struct io_ring_ctx *ctx)
{
	struct callback_head *list;
	unsigned long flags;

	spin_lock_irqsave(&list_lock, flags);
	list = ctx->exit_task_work;
	ctx->exit_task_work = NULL;
	spin_unlock_irqrestore(&list_lock, flags);
	return list;
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *list, *work;

	while ((list = take(ctx))) {
		while ((work = list)) {
			list = work->next;
			work->func(work);
			cond_resched();
		}
	}
}

/* Context: a kworker. */
static void io_fallback_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct io_ring_ctx,
					 fallback_work.work));
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	mutex_lock(&queue_lock);
	if (!queue)
		queue = alloc_workqueue("iou_fallback", WQ_UNBOUND, 0);
	mutex_unlock(&queue_lock);
	if (!queue)
		return -ENOMEM;
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);
	spin_lock_irqsave(&list_lock, flags);
	req->task_work.next = ctx->exit_task_work;
	ctx->exit_task_work = &req->task_work;
	spin_unlock_irqrestore(&list_lock, flags);
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

static bool is_empty(struct io_ring_ctx *ctx)
{
	unsigned long flags;
	bool empty;

	spin_lock_irqsave(&list_lock, flags);
	empty = !ctx->exit_task_work;
	spin_unlock_irqrestore(&list_lock, flags);
	return empty;
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (!is_empty(ctx))
		queue_delayed_work(queue, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(!is_empty(ctx));
}
