// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: Task 2: the warning must come if the ring's list is not empty, but
 * this looks at upstream's list, on which nobody ever puts anything. Seen only
 * if a reference was given back too early: then the requests on
 * ctx->exit_task_work point to a freed ring, and nothing has been said.
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

/* Context: kworker. By now all requests have run. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	WARN_ON_ONCE(!llist_empty(&ctx->fallback_llist));
}
