// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: The promise of flush: the closer waits until as many have run as were
 * pushed before it came, but the drain runs the newest first, so later ones
 * count for older ones. Seen when an interrupt (or a callback) pushes after
 * the closer has counted and before the kworker takes the list: close()
 * returns, and its own orphan has not run.
 */
#include "fallback.h"

struct ring_state {
	struct llist_node	node;		/* on ctx->fallback_llist */
	spinlock_t		lock;		/* the list, and the counters */
	unsigned int		pushed;
	unsigned int		run;
	wait_queue_head_t	wait;
};

static struct ring_state *ring_state(struct io_ring_ctx *ctx)
{
	return llist_entry(READ_ONCE(ctx->fallback_llist.first),
			   struct ring_state, node);
}

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct ring_state *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	spin_lock_init(&s->lock);
	init_waitqueue_head(&s->wait);
	llist_add(&s->node, &ctx->fallback_llist);
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * Push. Context: any, hard interrupt included. A task that wants to run the
 * request needs the lock, so the ring stays until it is given back.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct ring_state *s = ring_state(ctx);
	unsigned long flags;

	init_task_work(&req->task_work, cb);

	spin_lock_irqsave(&s->lock, flags);
	req->task_work.next = ctx->exit_task_work;
	WRITE_ONCE(ctx->exit_task_work, &req->task_work);
	s->pushed++;
	spin_unlock_irqrestore(&s->lock, flags);
}

static struct callback_head *take_all(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	struct callback_head *work;
	unsigned long flags;

	spin_lock_irqsave(&s->lock, flags);
	work = ctx->exit_task_work;
	WRITE_ONCE(ctx->exit_task_work, NULL);
	spin_unlock_irqrestore(&s->lock, flags);
	return work;
}

static void one_has_run(struct ring_state *s)
{
	unsigned long flags;

	spin_lock_irqsave(&s->lock, flags);
	s->run++;
	spin_unlock_irqrestore(&s->lock, flags);
	wake_up_all(&s->wait);
}

/* Drain. Context: task, no lock held. Its caller has the ring pinned. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	struct callback_head *work, *next;

	while ((work = take_all(ctx))) {
		do {
			next = work->next;
			work->func(work);
			one_has_run(s);
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

static bool have_run(struct ring_state *s, unsigned int count)
{
	unsigned long flags;
	bool ret;

	spin_lock_irqsave(&s->lock, flags);
	ret = (int)(s->run - count) >= 0;
	spin_unlock_irqrestore(&s->lock, flags);
	return ret;
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	unsigned long flags;
	unsigned int count;
	bool waiting;

	spin_lock_irqsave(&s->lock, flags);
	count = s->pushed;
	waiting = ctx->exit_task_work;
	spin_unlock_irqrestore(&s->lock, flags);

	if (waiting)
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);

	/* What is not on the list, and has not run, some drain has. */
	if (!have_run(s, count))
		wait_event(s->wait, have_run(s, count));
}

/* The work may still be looking at the list when the last closer is back. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct ring_state *s;

	if (llist_empty(&ctx->fallback_llist))
		return;
	cancel_delayed_work_sync(&ctx->fallback_work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
	s = ring_state(ctx);
	init_llist_head(&ctx->fallback_llist);
	kfree(s);
}
