// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: Each ring has an ordered workqueue of its own, and each closer a work
 * on its stack. Right, because an ordered queue runs one work after the other:
 * who finds the list empty, but another closer inside, queues his work behind
 * that one's as a fence; who finds neither returns after two loads.
 */
#include "fallback.h"

struct ring_state {
	struct llist_node		node;	/* on ctx->fallback_llist */
	struct workqueue_struct		*queue;
	atomic_t			closers; /* have a work, or will soon */
};

static struct ring_state *ring_state(struct io_ring_ctx *ctx)
{
	return llist_entry(READ_ONCE(ctx->fallback_llist.first),
			   struct ring_state, node);
}

struct drain_work {
	struct work_struct	work;
	struct io_ring_ctx	*ctx;
};

/* Context: a kworker, so PF_KTHREAD. */
static void drain_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct drain_work, work)->ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct ring_state *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	s->queue = alloc_ordered_workqueue("iou_flush", 0);
	if (!s->queue) {
		kfree(s);
		return -ENOMEM;
	}
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

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);
	struct drain_work mine = { .ctx = ctx };

	if (!READ_ONCE(ctx->exit_task_work)) {
		/*
		 * A task that has the list had counted himself before. First
		 * the list, then the count; and if it is zero, see what they
		 * did.
		 */
		smp_rmb();
		if (!atomic_read_acquire(&s->closers))
			return;
	}

	atomic_inc(&s->closers);
	INIT_WORK_ONSTACK(&mine.work, drain_work_fn);
	queue_work(s->queue, &mine.work);
	flush_work(&mine.work);
	destroy_work_on_stack(&mine.work);
	/* Fully ordered: the callbacks before it. */
	atomic_dec_return(&s->closers);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct ring_state *s;

	if (llist_empty(&ctx->fallback_llist))
		return;
	s = ring_state(ctx);
	destroy_workqueue(s->queue);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
	init_llist_head(&ctx->fallback_llist);
	kfree(s);
}
