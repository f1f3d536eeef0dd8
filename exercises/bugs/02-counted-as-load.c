// SPDX-License-Identifier: GPL-2.0
/*
 * The worker sleeps in the wrong state. TASK_UNINTERRUPTIBLE is for those who
 * wait for something that is under way, such as a disk: they count as load, as
 * if they ran, and a task that sleeps so for two minutes is called hung. With
 * 64 rings open and nothing to do, "uptime" speaks of a load of 64.
 *
 * caught-by: guest/worker_sleeps
 * message: its state is TASK_UNINTERRUPTIBLE
 */
#include "fallback.h"
#include "../parts/02-start.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		/* The mistake: it sleeps as if it waited for a disk. */
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (!task_work_pending(current) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
	}
	return 0;
}
