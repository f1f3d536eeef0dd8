// SPDX-License-Identifier: GPL-2.0
/*
 * The worker looks whether there is something to do, finds nothing, says that
 * it sleeps, and sleeps. That reads like a sentence, and is a lost wake-up: a
 * push that comes between the look and the state finds a worker that is
 * running, so there is nobody to wake. Then the worker sleeps, on a list that
 * is not empty.
 *
 * It takes an interrupt between two instructions, or another CPU. On a real
 * machine this is a request that hangs once a month.
 *
 * caught-by: guest/interrupted_worker
 * message: the interrupt came before access 3 of a new worker, io_fallback
 */
#include "fallback.h"
#include "../parts/02-start.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		/* The mistake: the look comes first, and then the state. */
		if (!task_work_pending(current) && !kthread_should_stop()) {
			set_current_state(TASK_IDLE);
			schedule();
		}

		task_work_run();
	}
	return 0;
}
