// SPDX-License-Identifier: GPL-2.0
/*
 * Flush with a plain work item on the system's ordinary queue.
 *
 * No delay is wanted, so no delayed work is needed: the work_struct inside of
 * fallback_work does alone.  Nor is it looked at the list first: queue_work()
 * of a work that waits already does nothing, and flush_work() waits for the
 * one that waits as well as for the one that runs.  What must be looked at is
 * whether there is anything, so that a close() with nothing orphaned wakes
 * nobody.
 *
 * differs: a plain work item on the system's ordinary queue
 */
#include "fallback.h"

/* Context: a kworker. */
static void drain_work(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct io_ring_ctx,
					 fallback_work.work));
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_WORK(&ctx->fallback_work.work, drain_work);
	return 0;
}

/* The seed's own loop: a plain load, and a cmpxchg that is compared. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);
	do {
		head = READ_ONCE(ctx->exit_task_work);
		req->task_work.next = head;
		/* Pairs with the cmpxchg in io_run_ctx_fallback(). */
	} while (cmpxchg(&ctx->exit_task_work, head, &req->task_work) != head);
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	for (;;) {
		do {
			work = READ_ONCE(ctx->exit_task_work);
			/* Pairs with the cmpxchg in push. */
		} while (cmpxchg(&ctx->exit_task_work, work, NULL) != work);

		if (!work)
			return;
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct work_struct *work = &ctx->fallback_work.work;

	/* Pairs with the xchg of the drain, whose work is busy then. */
	if (smp_load_acquire(&ctx->exit_task_work) || work_busy(work)) {
		queue_work(system_wq, work);
		flush_work(work);
	}
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_work_sync(&ctx->fallback_work.work);
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
