// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: The turn does not drain by itself but has a work item on its stack do
 * it, in another kworker, and waits. Right, because that is a kernel thread,
 * too, the turn returns when all has run, and the work is over before the turn
 * is, so nothing is left for io_fallback_exit() to wait for.
 */
#include "fallback.h"

struct drain_work {
	struct work_struct	work;
	struct io_ring_ctx	*ctx;
};

/* Context: a kworker, so PF_KTHREAD. */
static void drain_work_fn(struct work_struct *work)
{
	io_run_ctx_fallback(container_of(work, struct drain_work, work)->ctx);
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

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	struct drain_work turn = { .ctx = ctx };

	if (!READ_ONCE(ctx->exit_task_work))
		return;

	INIT_WORK_ONSTACK(&turn.work, drain_work_fn);
	queue_work(system_unbound_wq, &turn.work);
	flush_work(&turn.work);
	destroy_work_on_stack(&turn.work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
