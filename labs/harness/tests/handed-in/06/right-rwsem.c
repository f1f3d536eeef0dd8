// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: Closers drain side by side, each with a work of its own, as readers
 * of a semaphore of the ring, and go through it once as writers before they
 * return. Right, because a task that has taken a request is a reader until it
 * has run, so the writer has waited for all of them; without other closers
 * nobody sleeps, and no callback runs with the semaphore held by its own
 * task.
 *
 * verdict: NOT PROVEN
 */
#include <linux/rwsem.h>
#include "fallback.h"

struct ring_state {
	struct llist_node	node;		/* on ctx->fallback_llist */
	struct rw_semaphore	closers;
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
	init_rwsem(&s->closers);
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

/* Have a kworker drain, and wait until it has. */
static void drain_elsewhere(struct io_ring_ctx *ctx)
{
	struct drain_work mine = { .ctx = ctx };

	INIT_WORK_ONSTACK(&mine.work, drain_work_fn);
	queue_work(system_unbound_wq, &mine.work);
	flush_work(&mine.work);
	destroy_work_on_stack(&mine.work);
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct ring_state *s = ring_state(ctx);

	down_read(&s->closers);
	if (READ_ONCE(ctx->exit_task_work))
		drain_elsewhere(ctx);
	up_read(&s->closers);

	/* And what others had taken before. */
	down_write(&s->closers);
	up_write(&s->closers);
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
