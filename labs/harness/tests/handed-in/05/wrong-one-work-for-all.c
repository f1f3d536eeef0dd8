// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: Each turn runs what was pushed for its own ring: all rings share one
 * work item and one pointer that says which ring it is for. Seen when two
 * rings have their turns at once: the second one overwrites the pointer before
 * the work has read it, the first one waits for a drain of the wrong ring, and
 * its orphan is not run in this turn.
 */
#include "fallback.h"

static struct io_ring_ctx *exiting_ring;

/* Context: a kworker that may take its time. */
static void exit_drain_fn(struct work_struct *work)
{
	io_run_ctx_fallback(READ_ONCE(exiting_ring));
}

static DECLARE_WORK(exit_drain, exit_drain_fn);

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

/* Context: kworker. Callbacks may take long: not in the exit work's queue. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	WRITE_ONCE(exiting_ring, ctx);
	queue_work(system_unbound_wq, &exit_drain);
	flush_work(&exit_drain);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
