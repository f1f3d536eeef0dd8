// SPDX-License-Identifier: GPL-2.0
/*
 * Something might go away while we walk the list, and rcu_read_lock() is known
 * to prevent that. It would, for requests that were freed with kfree_rcu(),
 * which these are not; what keeps them is that they have not been run. And in
 * an RCU read section nobody may sleep, as the callbacks do.
 *
 * Linux 6.1 sees nothing in the fast tier, where rcu_read_lock() is no
 * instruction at all.
 *
 * caught-by: guest/one_request
 * message: one was called with a spinlock held or preemption disabled
 * model: push-beside-drain
 * kernels: 6.12
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

	rcu_read_lock();
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	rcu_read_unlock();
}
