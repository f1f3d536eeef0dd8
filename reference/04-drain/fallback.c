// SPDX-License-Identifier: GPL-2.0
/*
 * Push and drain: run what is on the ring's stack.
 *
 *	push: any context			drain: a task
 *	-----------------			-------------
 *	look at the head			take the whole list
 *	link the request to it			run each request
 *	make it the head (cmpxchg)		look again
 *
 * A drain takes the whole list in one step and leaves an empty one.  Then the
 * list is its own: no push can get at it, and no other drain.  It can walk it
 * with plain loads, and each request is run by exactly one drain.
 *
 * Taking one request at a time, without a lock, is wrong: between
 * reading the head's ->next and making that the head, another drain may run the
 * head, which may be freed and pushed again with another ->next.  The head is
 * the same pointer as before, so cmpxchg cannot tell, and the list now begins
 * with something that has long been freed.  This is known as the ABA problem.
 *
 * Nothing calls the drain yet, so a ring with an orphan never goes away.  Lab
 * 05 does.
 */
#include "fallback.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered, and pairs with the xchg
 * in io_run_ctx_fallback(): a drain that takes the request sees all that was
 * written to it before. From then on the request may be run and freed at any
 * time, so it is not touched here again.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with the xchg in io_run_ctx_fallback(). */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/*
 * Drain.
 *
 * Context: task, with no lock held; sleeps if a callback does. Several at once.
 *
 * Ordering: the xchg is fully ordered, and pairs with the cmpxchg in
 * io_req_task_work_add_fallback().
 *
 * The newest request comes first. Nobody may rely on an order: what completes
 * first was never promised.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	/* >>> TODO: take the whole list, leaving an empty one, in one step;
	 * call work->func(work) for each callback_head on it; and do so again
	 * until the list is found empty. A callback frees its request: what do
	 * you need of it, and when must you have read it? And there may be a
	 * hundred thousand of them, so let others run in between:
	 * cond_resched().
	 */
	struct callback_head *work, *next;

	/*
	 * Callbacks push, and interrupts do, so look again until nothing is
	 * left. The xchg pairs with the cmpxchg in push.
	 */
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			/* The callback frees the request, ->next with it. */
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	/* <<< */
}
