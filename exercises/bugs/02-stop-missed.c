// SPDX-License-Identifier: GPL-2.0
/*
 * The worker looks for requests after it has said that it sleeps, but it looks
 * before that whether it is to end. kthread_stop() says so once and wakes it
 * once. If that comes between the look and the state, the worker sleeps,
 * kthread_stop() waits for it, and the ring is never freed.
 *
 * On one CPU it takes preemption: kthread_stop() is called by a task, and
 * another task must get the CPU between the two.
 *
 * caught-by: guest/exit_after_last_request
 * message: and both sleep forever
 */
#include "fallback.h"
#include "../parts/02-start.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		/* The mistake: kthread_stop() wakes it, too. */
		if (!task_work_pending(current))
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
	}
	return 0;
}
