// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: The ring keeps a list of the closers that are draining, oldest
 * first; each drains with a work on its stack, leaves the list, and then
 * waits for all who were on it at that moment. Right, because a closer is on
 * the list before it looks and until its drain is over, so a task that has
 * one's orphan is on it; nobody waits while on it, so nobody waits for one
 * that waits for him.
 */
#include <linux/list.h>
#include "fallback.h"

struct ring_state {
	struct llist_node	node;		/* on ctx->fallback_llist */
	spinlock_t		lock;		/* closers and last */
	struct list_head	closers;
	u64			last;		/* the newest closer's number */
	wait_queue_head_t	gone;
};

struct closer {
	struct list_head	entry;
	u64			number;
	struct work_struct	work;
	struct io_ring_ctx	*ctx;
};

static struct ring_state *ring_state(struct io_ring_ctx *ctx)
{
	return llist_entry(READ_ONCE(ctx->fallback_llist.first),
			   struct ring_state, node);
}

/* Context: a kworker, so PF_KTHREAD. */
static void closer_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct closer, work)->ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct ring_state *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	spin_lock_init(&s->lock);
	INIT_LIST_HEAD(&s->closers);
	init_waitqueue_head(&s->gone);
	llist_add(&s->node, &ctx->fallback_llist);
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
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
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

/* Nobody with this number, or an older one, is draining? */
static bool all_gone(struct ring_state *s, u64 number)
{
	struct closer *oldest;
	bool ret;

	spin_lock(&s->lock);
	oldest = list_first_entry_or_null(&s->closers, struct closer, entry);
	ret = !oldest || oldest->number > number;
	spin_unlock(&s->lock);
	return ret;
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	struct closer me = { .ctx = ctx };
	u64 number;

	spin_lock(&s->lock);
	me.number = ++s->last;
	list_add_tail(&me.entry, &s->closers);
	spin_unlock(&s->lock);

	if (READ_ONCE(ctx->exit_task_work)) {
		INIT_WORK_ONSTACK(&me.work, closer_work_fn);
		queue_work(system_unbound_wq, &me.work);
		flush_work(&me.work);
		destroy_work_on_stack(&me.work);
	}

	/* A newer one may have taken what was pushed before this one came. */
	spin_lock(&s->lock);
	list_del(&me.entry);
	number = s->last;
	spin_unlock(&s->lock);
	wake_up_all(&s->gone);

	wait_event(s->gone, all_gone(s, number));
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
