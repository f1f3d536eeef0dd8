// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: by promise 2. A drain looks at the list only if a flag is set, which
 * push sets before it publishes and a drain clears before it takes. If a drain
 * does both between the two steps of a push, the request gets on the list with
 * no flag, and the next drain returns without having looked. It takes a push,
 * a drain in the middle of it, and a drain after it.
 */
#include "fallback.h"

/*
 * Push. Context: any.
 *
 * ctx->fallback_worker, which has no use since lab 02, is the flag: not NULL
 * if there may be something on the list.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	/* Not afterwards: the ring may be gone then. */
	WRITE_ONCE(ctx->fallback_worker, current);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/* Drain. Context: task. Several at once. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while (xchg(&ctx->fallback_worker, NULL)) {
		work = xchg(&ctx->exit_task_work, NULL);
		while (work) {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		}
	}
}
