// SPDX-License-Identifier: GPL-2.0
/*
 * Push: put a request on the ring's stack.
 *
 * Lab 02 kept a task for each ring, so that there was a list to put orphans on:
 * the worker's task_work.  But a list needs no task.  Here the list is in the
 * ring, ctx->exit_task_work, and a drain that comes later runs it.
 *
 *	ctx->exit_task_work --> newest --> ... --> oldest --> NULL
 *
 * The ring's memory is zeroed, so the list begins empty.  The links are the
 * callback_heads in the requests.  Push puts a request in front, in three
 * steps:
 *
 *	1. look at the head			head = ctx->exit_task_work
 *	2. link the request to it		req->task_work.next = head
 *	3. make the request the head,		cmpxchg(&ctx->exit_task_work,
 *	   if the head is still that one		head, &req->task_work)
 *
 * Anything may happen between two of them: an interrupt that pushes, another
 * task that pushes, a drain that takes the list away.  Then step 3 changes
 * nothing, and push tries again with the new head.
 *
 * A lock would do as well, if it were one that may be taken in a hard
 * interrupt, with interrupts disabled around it.  This needs none, because all
 * there is to change is one pointer.
 */
#include "fallback.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once. No lock, no memory
 * allocation, no sleep.
 *
 * Ordering: the cmpxchg that succeeds is fully ordered. All that was written to
 * the request before, ->next and ->func included, is visible to all who find
 * it on the list. It pairs with whatever takes the list: an xchg, in lab 04.
 *
 * From then on the request belongs to the drain. It may be run and freed
 * before this function has returned, so it is not touched here again.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	/* TODO: set req->task_work.func to cb, with init_task_work(), and
	 * put &req->task_work in front of ctx->exit_task_work: look at the
	 * head, link to it, make the request the head with cmpxchg() or
	 * try_cmpxchg(), and when that fails, again.
	 */
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
