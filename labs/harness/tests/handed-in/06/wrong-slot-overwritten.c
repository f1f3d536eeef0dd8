// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: Each pushed request runs exactly once: the closer takes the list and
 * leaves it in a slot for the work, without looking whether something is in
 * there. Seen with two closers before the kworker has run, and an orphan
 * pushed between them: the second one's list replaces the first one's, whose
 * requests never run.
 */
#include "fallback.h"

struct ring_state {
	struct llist_node	node;		/* on ctx->fallback_llist */
	spinlock_t		lock;		/* taking, and handing over */
	struct callback_head	*batch;		/* what the work is to run */
};

static struct ring_state *ring_state(struct io_ring_ctx *ctx)
{
	return llist_entry(READ_ONCE(ctx->fallback_llist.first),
			   struct ring_state, node);
}

static void run_list(struct callback_head *work)
{
	struct callback_head *next;

	while (work) {
		next = work->next;
		work->func(work);
		work = next;
		cond_resched();
	}
}

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	run_list(xchg(&ring_state(ctx)->batch, NULL));
	/* And what the callbacks have pushed. */
	io_run_ctx_fallback(ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct ring_state *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	spin_lock_init(&s->lock);
	llist_add(&s->node, &ctx->fallback_llist);
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * Push. Context: any, hard interrupt included. The cmpxchg that succeeds
 * publishes the request, and pairs with the xchg in the drain.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work;

	while ((work = xchg(&ctx->exit_task_work, NULL)))
		run_list(work);
}

/* Context: kworker, so PF_KTHREAD. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	struct callback_head *work;

	if (READ_ONCE(ctx->exit_task_work)) {
		/* A task that finds the list empty finds the work queued. */
		spin_lock(&s->lock);
		work = xchg(&ctx->exit_task_work, NULL);
		if (work) {
			WRITE_ONCE(s->batch, work);
			queue_delayed_work(system_unbound_wq,
					   &ctx->fallback_work, 0);
		}
		spin_unlock(&s->lock);
	} else {
		/* Somebody may be between the two. */
		spin_lock(&s->lock);
		spin_unlock(&s->lock);
	}

	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct ring_state *s;

	if (llist_empty(&ctx->fallback_llist))
		return;
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
	s = ring_state(ctx);
	init_llist_head(&ctx->fallback_llist);
	kfree(s);
}
