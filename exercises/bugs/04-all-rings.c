// SPDX-License-Identifier: GPL-2.0
/*
 * One list for all rings. A drain of one ring runs what belongs to others as
 * well, and may do so while their own drain, or their last close(), relies on
 * being the only one. Nor does a drain end while any ring is still busy.
 *
 * caught-by: guest/other_ring
 * message: it ran a request of another ring
 */
#include "fallback.h"

static struct callback_head *orphans;

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(orphans);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&orphans, &head, &req->task_work));
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
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
