// SPDX-License-Identifier: GPL-2.0
/*
 * One drain at a time: a mutex, held from the first to the last request. A
 * second drain sleeps until the first has finished, then looks for itself, so
 * it keeps its promise. A callback may sleep with a mutex held by its caller,
 * unless it wants that mutex; ctx->uring_lock it does want, so this is another
 * one.
 *
 * It is one mutex for all rings: a callback that sleeps holds up the drains of
 * all of them. Right, and slow.
 *
 * differs: a mutex around the whole drain
 */
#include "fallback.h"
#include "../parts/03-push.h"

static DEFINE_MUTEX(draining);

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	mutex_lock(&draining);
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	mutex_unlock(&draining);
}
