// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: close() cannot be tried again, so the wait must not end by a signal:
 * here a fatal one ends it. Seen when a process closes the ring with a SIGKILL
 * pending, or dies of one signal while a second one, SIGKILL, is pending: it
 * does not wait, and another holder of the ring does not find the completions.
 */
#include "fallback.h"

struct ring_state {
	struct llist_node	node;		/* on ctx->fallback_llist */
	spinlock_t		lock;		/* asked */
	unsigned int		asked;		/* drains that closers want */
	unsigned int		done;		/* drains that are over */
	wait_queue_head_t	over;
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
	struct ring_state *s = ring_state(ctx);
	unsigned int asked;

	spin_lock(&s->lock);
	asked = s->asked;
	spin_unlock(&s->lock);

	io_run_ctx_fallback(ctx);

	/* Pairs with the acquire in io_fallback_flush(). */
	smp_store_release(&s->done, asked);
	wake_up_all(&s->over);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct ring_state *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	spin_lock_init(&s->lock);
	init_waitqueue_head(&s->over);
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

static bool is_over(struct ring_state *s, unsigned int ticket)
{
	return (int)(smp_load_acquire(&s->done) - ticket) >= 0;
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	unsigned int ticket;

	spin_lock(&s->lock);
	if (READ_ONCE(ctx->exit_task_work)) {
		s->asked++;
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	}
	ticket = s->asked;
	spin_unlock(&s->lock);

	/* A task that is being killed must not hang here. */
	wait_event_killable(s->over, is_over(s, ticket));
}

/* The work may still be at its last lines when the last closer is back. */
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
