// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: all rings share a queue, and flush waits for the queue instead of for
 * its ring's work. So a close() that finds nothing sleeps, as long as another
 * ring's drain is under way ("What it costs": it does not sleep; and one that
 * finds something waits no longer than the drain takes). One sees it when one
 * ring's callback sleeps, and another ring, which never had an orphan, is
 * closed.
 */
#include <linux/mutex.h>
#include "fallback.h"

static DEFINE_MUTEX(io_fallback_wq_lock);
static struct workqueue_struct *io_fallback_wq;

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

/* Context: task; the ring is new. The first one makes the queue for all. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	int ret = 0;

	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);

	mutex_lock(&io_fallback_wq_lock);
	if (!io_fallback_wq)
		io_fallback_wq = alloc_workqueue("iou_fallback", WQ_UNBOUND, 0);
	if (!io_fallback_wq)
		ret = -ENOMEM;
	mutex_unlock(&io_fallback_wq_lock);

	return ret;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered, and pairs with the xchg
 * that takes the list. From then on the request may be run and freed at
 * any time, so it is not touched here again.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with the xchg in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/*
 * Drain.
 *
 * Context: task, with no lock held; sleeps if a callback does. Several at once.
 *
 * Ordering: the xchg is fully ordered, and pairs with the cmpxchg in
 * io_req_task_work_add_fallback().
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* Callbacks push, interrupts do: look until nothing is left. */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Context: kworker, so PF_KTHREAD: the callbacks can run right here. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(io_fallback_wq, &ctx->fallback_work, 0);

	/* Ours, and that of another closer. */
	flush_workqueue(io_fallback_wq);
}

/* Context: kworker. No request is left, so the list is empty. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
