// SPDX-License-Identifier: GPL-2.0
/*
 * A closer that finds an empty list waits until nobody drains any more, because
 * its orphan may be with the drain of another closer. But it counts the drains
 * of all rings together. So it waits for rings that it has nothing to do with,
 * and where there is always one that drains, forever.
 *
 * caught-by: guest/flush_of_nothing_beside_another_ring
 * message: as long as a callback of another ring slept, it did not return
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

/* The mistake: there are many rings. */
static atomic_t draining = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(nobody_drains);

/* Context: a kworker. */
static void io_fallback_work_fn(struct work_struct *work)
{
	atomic_inc(&draining);
	io_run_ctx_fallback(container_of(work, struct io_ring_ctx,
					 fallback_work.work));
	if (atomic_dec_and_test(&draining))
		wake_up_all(&nobody_drains);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_work_fn);
	return 0;
}

/* Context: the closing task. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
	if (READ_ONCE(ctx->exit_task_work)) {
		queue_delayed_work(system_unbound_wq, &ctx->fallback_work, 0);
		flush_delayed_work(&ctx->fallback_work);
	} else {
		wait_event(nobody_drains, !atomic_read(&draining));
	}
}
