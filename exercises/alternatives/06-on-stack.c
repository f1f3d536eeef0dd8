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
 *
 * differs: a work item on the closer's stack
 */
#include <linux/mutex.h>

#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/06-exit.h"

static DEFINE_MUTEX(draining);

struct closer {
	struct work_struct work;
	struct io_ring_ctx *ctx;
};

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
