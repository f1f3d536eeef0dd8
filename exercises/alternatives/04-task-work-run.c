// SPDX-License-Identifier: GPL-2.0
/*
 * The requests become task_work of the task that drains, and task_work_run()
 * runs them. It has all that a drain needs: it takes the list in one step,
 * saves ->next before it calls, asks the scheduler after each, and looks again.
 * A task on its way out takes no task_work; then the callback is called here.
 *
 * What else the task had as task_work runs, too. For a kernel thread that is
 * nothing.
 *
 * differs: task_work_run() runs the requests
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

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			if (task_work_add(current, work, TWA_NONE))
				work->func(work);
		}
		task_work_run();
	}
}
