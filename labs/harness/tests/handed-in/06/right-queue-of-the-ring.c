// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: each ring has an ordered workqueue of its own, and flush waits for
 * that whole queue. There is nothing in it but this ring's drain, queued or
 * running, so it waits for what it has to, and finds nothing to wait for when
 * there is nothing. The exit destroys the queue before it frees the memory.
 */
#include "fallback.h"

struct io_fallback {
	struct llist_node	node;
	struct io_ring_ctx	*ctx;
	struct workqueue_struct	*wq;
	struct work_struct	work;
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
	struct io_fallback *f = container_of(work, struct io_fallback, work);

	io_run_ctx_fallback(f->ctx);
}

/* Context: task; the ring is new and nobody else knows it. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct io_fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;

	f->wq = alloc_ordered_workqueue("iou_fallback", 0);
	if (!f->wq) {
		kfree(f);
		return -ENOMEM;
	}
	f->ctx = ctx;
	INIT_WORK(&f->work, io_fallback_work_fn);
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

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct io_fallback *f = io_fallback_of(ctx);

	/* If it is queued already it will run, and that is what we want. */
	if (READ_ONCE(ctx->exit_task_work))
		queue_work(f->wq, &f->work);

	flush_workqueue(f->wq);
}

/* Context: kworker. Closers have waited; the queue must end all the same. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));

	if (!llist_empty(&ctx->fallback_llist)) {
		struct io_fallback *f = io_fallback_of(ctx);

		destroy_workqueue(f->wq);
		kfree(f);
	}
}
