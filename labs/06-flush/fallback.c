// SPDX-License-Identifier: GPL-2.0
/*
 * The seed's fallback, complete: push, drain, and the two places to drain.
 *
 * A task submits a request and exits.  When the request completes, its
 * completion should be task_work of that task, which is gone.  Upstream commit
 * 7c25c0d16ef3 ("io_uring: remove the need for relying on an io-wq fallback
 * worker") keeps such requests on a stack in the ring, and runs them from two
 * places.  This file is that commit, for kernels of today:
 *
 *	push: any context		ctx->exit_task_work
 *	-----------------		-------------------
 *	io_req_task_work_		newest --> ... --> oldest --> NULL
 *	add_fallback()				|
 *						| io_run_ctx_fallback()
 *			  +---------------------+--------------------+
 *			  |					     |
 *	io_fallback_ring_exit()			io_fallback_flush()
 *	each turn of io_ring_exit_work(),	each close() of a ring fd, in a
 *	after the last close()			kworker; the closer waits for it
 *
 * What holds:
 *
 *   - Push takes no lock and no memory, because it is called from interrupts.
 *   - A drain takes the whole list at once, and what it has taken is its own.
 *   - A request is run once, and not touched by anyone after its callback.
 *   - Callbacks run in kernel threads. Only there do requests know that they
 *     have lost their task.
 *
 * What does not hold: a program that keeps its ring open, closes nothing, and
 * waits for the completion, never gets it.  And a task that exits does not wait
 * for what it has handed over.
 */
#include "fallback.h"

/*
 * Context: a kworker, so PF_KTHREAD.
 *
 * The seed drained in the task that called close(). It could, because its
 * callbacks only ever cancelled. In later kernels a request's completion asks
 * who is running it, in io_should_terminate_tw(), and anyone but a kernel
 * thread or an exiting task is taken for the submitter: a receive would be
 * carried out with the memory and the credentials of a task that closes a
 * descriptor.
 */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	/* The ring's memory is zeroed: its list is empty already. */
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered, and pairs with the xchg
 * in io_run_ctx_fallback(): a drain that takes the request sees all that was
 * written to it before. From then on the request may be run and freed at any
 * time, so it is not touched here again.
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

/*
 * The ring's exit: called in each turn of its loop, after cancelling, because
 * cancelling makes orphans.
 *
 * Context: kworker, so PF_KTHREAD: the callbacks can run right here.
 */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/*
 * Somebody closes a descriptor of the ring. When this returns, what was pushed
 * before the call has run.
 *
 * Context: the closing task, often on its way out. May sleep. Never the place
 * to run a callback, see io_fallback_work_fn().
 *
 * Ordering: a task that closes because it knows of an orphan learned of it
 * after the push. The load below comes after that, in program order on the same
 * CPU, or by what it learned it from (a pipe, a signal, a lock) on another. A
 * push that is not seen here is one that nobody could know of.
 *
 * This cannot deadlock: the caller holds no lock of io_uring's, and the work
 * waits for nothing but uring_lock.
 */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	/* TODO: if there is anything on the list, have ctx->fallback_work
	 * run now, and wait until it has run. Somebody else's drain may have
	 * taken the list already and still be running it: wait for that, too.
	 * A close() that finds nothing must cost next to nothing.
	 */
}

/*
 * Context: kworker. A request holds a reference on its ring until it has run,
 * so here the list is empty. Nor is the work about to look at it: a closer that
 * queued it in io_fallback_flush() had the ring open until it was done.
 */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
