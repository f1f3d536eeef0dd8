// SPDX-License-Identifier: GPL-2.0
/*
 * The worker leaves its loop between the two lines that say it sleeps and that
 * it runs. So it ends in TASK_IDLE, and a task that ends may sleep on the way,
 * for which it has to be TASK_RUNNING.
 *
 * caught-by: guest/warned
 * message: state=402 set at io_fallback_worker at exercises/bugs/02-ends
 * kernels: 6.12
 */
#include "fallback.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

static int io_fallback_worker(void *data)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		/* The mistake: __set_current_state(TASK_RUNNING) is missing. */
		if (kthread_should_stop())
			break;
		if (!task_work_pending(current))
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
	}
	return 0;
}

#include "../parts/02-start.h"
