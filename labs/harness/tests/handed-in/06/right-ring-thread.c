// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: No work items: each ring has a kernel thread, which sleeps until a
 * closer asks for a drain, and closers wait by ticket numbers. Right, because
 * a closer that finds something takes a new ticket, one that finds nothing
 * waits for the last that was given out, and the thread reads the number
 * before it takes the list.
 *
 * verdict: NOT PROVEN
 */
#include "fallback.h"

struct ring_state {
	struct llist_node	node;		/* on ctx->fallback_llist */
	spinlock_t		lock;		/* asked */
	unsigned int		asked;		/* drains that closers want */
	unsigned int		done;		/* drains that are over */
	wait_queue_head_t	over;
	wait_queue_head_t	wanted;
	struct task_struct	*thread;
};

static struct ring_state *ring_state(struct io_ring_ctx *ctx)
{
	return llist_entry(READ_ONCE(ctx->fallback_llist.first),
			   struct ring_state, node);
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

static unsigned int tickets_out(struct ring_state *s)
{
	unsigned int asked;

	spin_lock(&s->lock);
	asked = s->asked;
	spin_unlock(&s->lock);
	return asked;
}

static int ring_thread(void *data)
{
	struct io_ring_ctx *ctx = data;
	struct ring_state *s = ring_state(ctx);
	unsigned int asked;

	for (;;) {
		wait_event_idle(s->wanted, READ_ONCE(s->asked) != s->done ||
					   kthread_should_stop());
		asked = tickets_out(s);
		if (asked == s->done)
			return 0;	/* told to stop */

		io_run_ctx_fallback(ctx);

		/* Pairs with the acquire in is_over(). */
		smp_store_release(&s->done, asked);
		wake_up_all(&s->over);
	}
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct ring_state *s = kzalloc(sizeof(*s), GFP_KERNEL);
	struct task_struct *thread;

	if (!s)
		return -ENOMEM;
	spin_lock_init(&s->lock);
	init_waitqueue_head(&s->over);
	init_waitqueue_head(&s->wanted);
	llist_add(&s->node, &ctx->fallback_llist);

	thread = kthread_run(ring_thread, ctx, "iou-flush");
	if (IS_ERR(thread)) {
		init_llist_head(&ctx->fallback_llist);
		kfree(s);
		return PTR_ERR(thread);
	}
	s->thread = thread;
	return 0;
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
	bool ask;

	spin_lock(&s->lock);
	ask = READ_ONCE(ctx->exit_task_work);
	if (ask)
		WRITE_ONCE(s->asked, s->asked + 1);
	ticket = s->asked;
	spin_unlock(&s->lock);

	if (ask)
		wake_up(&s->wanted);
	wait_event(s->over, is_over(s, ticket));
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct ring_state *s;

	if (llist_empty(&ctx->fallback_llist))
		return;
	s = ring_state(ctx);
	kthread_stop(s->thread);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
	init_llist_head(&ctx->fallback_llist);
	kfree(s);
}
