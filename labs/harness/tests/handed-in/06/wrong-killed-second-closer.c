// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the second closer waits for the first one so that a SIGKILL ends it
 * ("Waiting so that a signal ends it is no way out"). One sees it only with two
 * closers, while the first one's drain is under way, and if the second one has
 * a SIGKILL pending: its close() returns, and its orphan has not run.
 */
#include <linux/mutex.h>
#include "fallback.h"

struct io_fallback {
	struct llist_node	node;
	struct mutex		lock;	/* one closer drains at a time */
};

/* A closer's work, on its stack. */
struct io_fallback_drain {
	struct work_struct	work;
	struct io_ring_ctx	*ctx;
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
	struct io_fallback_drain *drain =
		container_of(work, struct io_fallback_drain, work);

	io_run_ctx_fallback(drain->ctx);
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct io_fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;

	mutex_init(&f->lock);
	init_llist_head(&ctx->fallback_llist);
	llist_add(&f->node, &ctx->fallback_llist);
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

static void io_fallback_drain_in_kworker(struct io_ring_ctx *ctx)
{
	struct io_fallback_drain drain = { .ctx = ctx };

	INIT_WORK_ONSTACK(&drain.work, io_fallback_work_fn);
	queue_work(system_unbound_wq, &drain.work);
	flush_work(&drain.work);
	destroy_work_on_stack(&drain.work);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct io_fallback *f = io_fallback_of(ctx);

	/* A task that has the lock is draining: wait for that as well. */
	if (mutex_lock_killable(&f->lock))
		return;
	if (READ_ONCE(ctx->exit_task_work))
		io_fallback_drain_in_kworker(ctx);
	mutex_unlock(&f->lock);
}

/* Context: kworker. No closer is left, and each has waited for its work. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));

	if (!llist_empty(&ctx->fallback_llist))
		kfree(io_fallback_of(ctx));
}
