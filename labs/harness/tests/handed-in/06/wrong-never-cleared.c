// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: What it costs: a close() that finds nothing does not sleep and wakes
 * nobody. The work notes that it is draining, and never takes the note back.
 * Seen from the ring's first orphan on: each later close() has the kworker run
 * for nothing, and waits for it.
 */
#include "fallback.h"

/* Context: a kworker, so PF_KTHREAD. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	/* For other closers: an empty list does not mean that all is done. */
	WRITE_ONCE(ctx->fallback_worker, current);
	io_run_ctx_fallback(ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
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

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	bool waiting = READ_ONCE(ctx->exit_task_work);

	/* First the list, then who has taken it. */
	smp_rmb();
	if (!waiting && !READ_ONCE(ctx->fallback_worker))
		return;

	queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
