// SPDX-License-Identifier: GPL-2.0
/*
 * Flush with a work item on the closer's own stack.
 *
 * Each closer has one of its own, so no work item of the ring's has to be
 * initialised.  The price is that a closer's work says nothing about the other
 * closers' works: the list may be empty because another one's drain has just
 * taken it.  A mutex around the drain mends that.  Who finds an empty list
 * takes it, too, and has it when nobody drains.  It is a mutex of the ring's:
 * with one for all, a close would wait for the callbacks of other rings.
 *
 * differs: a work item on the closer's stack
 */
#include <linux/mutex.h>

#include "fallback.h"
#include "../parts/03-push.h"

struct closer {
	struct work_struct work;
	struct io_ring_ctx *ctx;
};

/* The pointer is for lab 02's worker, and free here. */
static struct mutex *draining(struct io_ring_ctx *ctx)
{
	return (void *)ctx->fallback_worker;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct mutex *mutex = kmalloc(sizeof(*mutex), GFP_KERNEL);

	if (!mutex)
		return -ENOMEM;
	mutex_init(mutex);
	ctx->fallback_worker = (void *)mutex;
	return 0;
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

	mutex_lock(draining(closer->ctx));
	io_run_ctx_fallback(closer->ctx);
	mutex_unlock(draining(closer->ctx));
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct closer closer = { .ctx = ctx };

	if (!READ_ONCE(ctx->exit_task_work)) {
		/*
		 * The closer that emptied the list had the mutex, and keeps
		 * it until all is run. Nobody has it, nearly always.
		 */
		mutex_lock(draining(ctx));
		mutex_unlock(draining(ctx));
		return;
	}
	INIT_WORK_ONSTACK(&closer.work, closers_drain);
	queue_work(system_unbound_wq, &closer.work);
	flush_work(&closer.work);
	destroy_work_on_stack(&closer.work);
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
	kfree(draining(ctx));
}
