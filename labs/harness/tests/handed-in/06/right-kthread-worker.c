// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the drain is a kthread_work of a kthread_worker that each ring has for
 * itself: a kernel thread, too. kthread_queue_work() does nothing if the work
 * is queued, and kthread_flush_work() waits for one that is queued or running
 * and returns at once if there is none, as the functions of workqueues do.
 */
#include "fallback.h"

struct io_fallback {
	struct llist_node	node;
	struct io_ring_ctx	*ctx;
	struct kthread_worker	*worker;
	struct kthread_work	work;
};

/*
 * The ring's own struct is found by ctx->fallback_llist, which has this entry
 * from io_fallback_init() to io_fallback_exit() and is not used otherwise.
 */
static struct io_fallback *io_fallback_of(struct io_ring_ctx *ctx)
{
	return llist_entry(ctx->fallback_llist.first, struct io_fallback, node);
}

/* Context: the ring's kernel thread, so PF_KTHREAD. */
static void io_fallback_work_fn(struct kthread_work *work)
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

	f->worker = kthread_create_worker(0, "iou-fallback");
	if (IS_ERR(f->worker)) {
		int ret = PTR_ERR(f->worker);

		kfree(f);
		return ret;
	}
	f->ctx = ctx;
	kthread_init_work(&f->work, io_fallback_work_fn);
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

	if (READ_ONCE(ctx->exit_task_work))
		kthread_queue_work(f->worker, &f->work);
	else
		smp_rmb();	/* who has emptied it was queued before */

	kthread_flush_work(&f->work);
}

/* Context: kworker. Ends the thread, and waits until it has ended. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));

	if (!llist_empty(&ctx->fallback_llist)) {
		struct io_fallback *f = io_fallback_of(ctx);

		kthread_destroy_worker(f->worker);
		kfree(f);
	}
}
