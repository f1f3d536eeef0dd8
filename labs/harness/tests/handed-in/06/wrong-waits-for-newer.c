// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the closer waits until no request is left at all, and not only for
 * those that were pushed before. An interrupt that pushes after the drain's
 * last look and before the closer looks at the count leaves it waiting for a
 * request that nobody is going to run: close() hangs, until somebody else
 * closes ("What flush promises": such a request may stay for the next one; "It
 * hangs").
 */
#include "fallback.h"

struct io_fallback {
	struct llist_node	node;
	atomic_t		left;		/* pushed and not yet run */
	wait_queue_head_t	wait;
};

/*
 * The ring's own struct is found by ctx->fallback_llist, which has this entry
 * from io_fallback_init() to io_fallback_exit() and is not used otherwise.
 */
static struct io_fallback *io_fallback_of(struct io_ring_ctx *ctx)
{
	return llist_entry(ctx->fallback_llist.first, struct io_fallback, node);
}

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct io_fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;

	init_waitqueue_head(&f->wait);
	init_llist_head(&ctx->fallback_llist);
	llist_add(&f->node, &ctx->fallback_llist);
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

	/* Before it is published: a drain must not count below zero. */
	atomic_inc(&io_fallback_of(ctx)->left);

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
	struct io_fallback *f = io_fallback_of(ctx);
	struct callback_head *work, *next;

	/* Callbacks push, interrupts do: look until nothing is left. */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			if (atomic_dec_and_test(&f->left))
				wake_up_all(&f->wait);
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
	struct io_fallback *f = io_fallback_of(ctx);

	/* What a drain has taken counts until it has run. */
	if (!atomic_read(&f->left))
		return;

	queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	wait_event(f->wait, !atomic_read(&f->left));
}

/* Context: kworker. The work may be in its last lines: wait for it. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));

	if (!llist_empty(&ctx->fallback_llist)) {
		cancel_delayed_work_sync(&ctx->fallback_work);
		kfree(io_fallback_of(ctx));
	}
}
