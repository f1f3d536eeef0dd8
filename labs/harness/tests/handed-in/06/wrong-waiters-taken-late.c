// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the work drains, and then takes the list of the closers that wait, and
 * tells them. A closer that comes between the drain's last look and that is
 * told, and its orphan is still on the list: the two steps are in the wrong
 * order. It needs two closers and the kworker; a later run gets the orphan, but
 * the second close() has returned before ("when it returns, all that was pushed
 * before has run").
 */
#include "fallback.h"

struct io_fallback_waiter {
	struct llist_node	node;
	struct completion	done;
};

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);
	struct io_fallback_waiter *waiter, *next;
	struct llist_node *waiters;

	io_run_ctx_fallback(ctx);

	/* Tell all who have waited for it. */
	waiters = llist_del_all(&ctx->fallback_llist);

	/* A waiter is on its closer's stack, and gone once it is told. */
	llist_for_each_entry_safe(waiter, next, waiters, node)
		complete(&waiter->done);
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	init_llist_head(&ctx->fallback_llist);
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
	struct io_fallback_waiter waiter;

	if (!READ_ONCE(ctx->exit_task_work)) {
		/* A drain may have taken the list: wait for that. */
		flush_delayed_work(&ctx->fallback_work);
		return;
	}

	init_completion(&waiter.done);
	llist_add(&waiter.node, &ctx->fallback_llist);
	queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	wait_for_completion(&waiter.done);
}

/* Context: kworker. The work may be in its last lines: wait for it. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
