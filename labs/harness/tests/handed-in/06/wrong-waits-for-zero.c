// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: close() must come back ("It hangs"): the closer waits until nothing
 * at all is unfinished, instead of what was pushed before. Seen when an
 * interrupt pushes after the work's last look and before the closer has looked
 * at the counter: he waits on, for a request that nobody is going to drain.
 */
#include "fallback.h"

struct ring_state {
	struct llist_node	node;		/* on ctx->fallback_llist */
	atomic_t		unfinished;	/* pushed, and not yet run */
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
	init_waitqueue_head(&s->wait);
	llist_add(&s->node, &ctx->fallback_llist);
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/*
 * Push. Context: any, hard interrupt included. Counted before it is published:
 * after that the ring may be gone.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);
	atomic_inc(&ring_state(ctx)->unfinished);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/* Drain. Context: task, no lock held. Its caller has the ring pinned. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			if (atomic_dec_and_test(&s->unfinished))
				wake_up_all(&s->wait);
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

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);

	if (!atomic_read(&s->unfinished))
		return;

	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);

	wait_event(s->wait, !atomic_read(&s->unfinished));
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
