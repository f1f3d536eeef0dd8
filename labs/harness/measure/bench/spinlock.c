// SPDX-License-Identifier: GPL-2.0
/*
 * A fallback with a lock, for make bench: what does lock-free save?
 *
 * It is a right one, and the first that most people would write: a list, and a
 * lock around whatever is done to it.  Push comes from hard interrupts, too, so
 * the lock is taken with interrupts disabled.  It is held for two assignments,
 * and never around a callback.
 *
 * There is one lock for all rings, because struct io_ring_ctx has none to spare
 * that may be taken in an interrupt.  A guest has one CPU: nobody there waits
 * for a spinlock, and what is measured is taking it and giving it back.
 */
#include "fallback.h"

static DEFINE_SPINLOCK(fallback_lock);

/* Context: a kworker, so PF_KTHREAD, where callbacks may run. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 *
 * Ordering: giving the lock back pairs with taking it in io_run_ctx_fallback().
 * From then on the request may be run and freed at any time.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&fallback_lock, flags);
	req->task_work.next = ctx->exit_task_work;
	/* The lock orders it; io_fallback_flush() looks without. */
	WRITE_ONCE(ctx->exit_task_work, &req->task_work);
	spin_unlock_irqrestore(&fallback_lock, flags);
}

/*
 * Take the whole list.
 *
 * Context: task. Ordering: see push.
 */
static struct callback_head *io_fallback_take(struct io_ring_ctx *ctx)
{
	struct callback_head *list;

	spin_lock_irq(&fallback_lock);
	list = ctx->exit_task_work;
	WRITE_ONCE(ctx->exit_task_work, NULL);
	spin_unlock_irq(&fallback_lock);
	return list;
}

/*
 * Drain.
 *
 * Context: task, PF_KTHREAD; sleeps if a callback does; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	/* Callbacks push, interrupts do: look again until nothing is left. */
	while ((work = io_fallback_take(ctx))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/*
 * Context: the closing task, which is no place for a callback; may sleep. What
 * it sees without the lock is what it can know of, see lab 06.
 */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}

/* Context: kworker. Who queued the work had the ring open until it was done. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
