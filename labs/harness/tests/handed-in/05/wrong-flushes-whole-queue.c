// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: it hands the drain to a work and waits for the whole queue, not for
 * the work. In Linux 6.1 the exit work itself is on system_unbound_wq, so it
 * waits for itself, forever: no ring is ever freed ("the kworker waits for
 * something that the exit work itself would have to do"). In 6.12 it is not
 * noticed so easily: there a turn waits for whatever strangers have queued.
 */
#include "fallback.h"

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

static struct workqueue_struct *io_fallback_wq;

static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	WRITE_ONCE(io_fallback_wq, system_unbound_wq);
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct workqueue_struct *wq = READ_ONCE(io_fallback_wq);

	queue_delayed_work(wq, &ctx->fallback_work, 0);
	flush_workqueue(wq);
}

/* Context: kworker. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
