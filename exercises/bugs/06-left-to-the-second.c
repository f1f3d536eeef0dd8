// SPDX-License-Identifier: GPL-2.0
/*
 * If two closers wait, the work runs what it has taken, and leaves what
 * callbacks have pushed meanwhile to the second: that one drains next. But it
 * does not. It came when the list was empty, and does nothing but wait for this
 * very work. So both return, and the request stays until somebody else closes.
 *
 * caught-by: guest/pushed_by_callback_while_two_wait
 * message: both closers returned, and what a callback had pushed did not run
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

/* The pointer is for lab 02's worker, and free here. */
static atomic_long_t *waiting(struct io_ring_ctx *ctx)
{
	return (atomic_long_t *)&ctx->fallback_worker;
}

/* Context: a kworker. */
static void io_fallback_work_fn(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);
	struct callback_head *head, *next;

	while ((head = xchg(&ctx->exit_task_work, NULL))) {
		for (; head; head = next) {
			next = head->next;
			head->func(head);
			cond_resched();
		}
		/* The mistake: who says that the other one drains? */
		if (atomic_long_read(waiting(ctx)) > 1)
			break;
	}
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	atomic_long_inc(waiting(ctx));
	if (READ_ONCE(ctx->exit_task_work))
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
	flush_delayed_work(&ctx->fallback_work);
	atomic_long_dec(waiting(ctx));
}
