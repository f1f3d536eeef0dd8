// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT, though its author thought otherwise: a turn runs all that was pushed
 * before it, and stops after sixteen looks at the list, so that it cannot take
 * forever. What callbacks push meanwhile may stay for the next turn.
 */
#include "fallback.h"

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

/* Run what is on the list now. Was there anything? */
static bool run_once(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	work = xchg(&ctx->exit_task_work, NULL);
	if (!work)
		return false;

	do {
		next = work->next;
		work->func(work);
		work = next;
		cond_resched();
	} while (work);
	return true;
}

/* Drain. Context: task, no lock held. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	while (run_once(ctx))
		;
}

/* Context: kworker, so PF_KTHREAD. What is left has the next turn. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	int looks;

	for (looks = 0; looks < 16; looks++) {
		if (!run_once(ctx))
			break;
	}
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(READ_ONCE(ctx->exit_task_work));
}
