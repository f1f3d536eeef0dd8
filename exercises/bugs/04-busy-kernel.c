// SPDX-License-Identifier: GPL-2.0
/*
 * One drain at a time, and the flag that says so is one for all rings. While
 * one ring is drained, and its callbacks sleep, every other ring's drain
 * returns at once and has done nothing. Nobody drains that other ring later:
 * who is busy looks at his own.
 *
 * caught-by: guest/two_rings_at_once
 * message: a task pushed and drained while another task drained another ring
 * model: drained-when-done
 */
#include "fallback.h"
#include "../parts/03-push.h"

static atomic_t busy = ATOMIC_INIT(0);

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	if (atomic_xchg(&busy, 1))
		return;
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	atomic_set(&busy, 0);
}
