// SPDX-License-Identifier: GPL-2.0
/*
 * The list is taken with cmpxchg() in place of xchg(), and the two loops are
 * written with goto. cmpxchg() stores NULL only if the head is still the one
 * that was seen; xchg() does not care what it was. Both end with the whole list
 * in one hand.
 *
 * differs: cmpxchg() in place of xchg(), goto in place of loops
 */
#include "fallback.h"
#include "../parts/03-push.h"

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

again:
	work = READ_ONCE(ctx->exit_task_work);
	if (!work)
		return;
	if (cmpxchg(&ctx->exit_task_work, work, NULL) != work)
		goto again;
next:
	next = work->next;
	work->func(work);
	cond_resched();
	work = next;
	if (work)
		goto next;
	goto again;
}
