// SPDX-License-Identifier: GPL-2.0
/*
 * One list for the whole system. It is less to write, and each request runs,
 * and knows its own ring. But the exit of a ring now runs the orphans of
 * everybody: a ring with nothing to do waits for the callbacks of another one
 * that has a hundred thousand, and one user works on the account of another.
 *
 * caught-by: guest/others-orphans-stay
 * message: it ran those of another ring, which is open
 */
#include "fallback.h"

static struct callback_head *orphans;

/* Context: any, hard interrupt included. Pairs with the xchg in drain. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(orphans);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&orphans, &head, &req->task_work));
}

/* Context: task; may sleep. The xchg pairs with the cmpxchg in push. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&orphans, NULL))) {
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
	io_run_ctx_fallback(ctx);
}
