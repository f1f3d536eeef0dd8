// SPDX-License-Identifier: GPL-2.0
/*
 * Flush with a work item on the closer's own stack.
 *
 * Each closer has one of its own, so nothing in the ring has to be
 * initialised.  The price is that a closer's work says nothing about the other
 * closers' works: the list may be empty because another one's drain has just
 * taken it.  A mutex around the drain mends that.  Who finds an empty list
 * takes it, too, and has it when nobody drains.  It is one mutex for all
 * rings, which is slower than need be where thousands of orphans are drained
 * at once, and right.
 */
#include <linux/mutex.h>

#include "fallback.h"

static DEFINE_MUTEX(draining);

struct closer {
	struct work_struct work;
	struct io_ring_ctx *ctx;
};

int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

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

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			work->func(work);
			cond_resched();
		}
	}
}

/* Context: a kworker. */
static void closers_drain(struct work_struct *work)
{
	struct closer *closer = container_of(work, struct closer, work);

	mutex_lock(&draining);
	io_run_ctx_fallback(closer->ctx);
	mutex_unlock(&draining);
}

/* The ring is closed: there are no closers any more. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct closer closer = { .ctx = ctx };

	if (!READ_ONCE(ctx->exit_task_work)) {
		/*
		 * Whoever has emptied the list had the mutex before, and keeps
		 * it until all is run. Nobody has it, nearly always.
		 */
		mutex_lock(&draining);
		mutex_unlock(&draining);
		return;
	}
	INIT_WORK_ONSTACK(&closer.work, closers_drain);
	queue_work(system_unbound_wq, &closer.work);
	flush_work(&closer.work);
	destroy_work_on_stack(&closer.work);
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
