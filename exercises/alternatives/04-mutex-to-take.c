// SPDX-License-Identifier: GPL-2.0
/*
 * A mutex in place of an xchg against other drains. It does nothing against
 * pushes, so the list is taken with a cmpxchg all the same. And it is not held
 * while the callbacks run, so nobody waits for one of them.
 *
 * differs: a mutex while the list is taken
 */
#include "fallback.h"
#include "../parts/03-push.h"

static DEFINE_MUTEX(taking);

/* Context: task, may sleep. Return: the whole list, which is empty then. */
static struct callback_head *take(struct io_ring_ctx *ctx)
{
	struct callback_head *list;

	mutex_lock(&taking);
	list = READ_ONCE(ctx->exit_task_work);
	while (list && !try_cmpxchg(&ctx->exit_task_work, &list, NULL))
		;
	mutex_unlock(&taking);
	return list;
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = take(ctx))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
}
