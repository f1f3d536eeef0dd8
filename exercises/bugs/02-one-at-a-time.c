// SPDX-License-Identifier: GPL-2.0
/*
 * Each ring has its worker, but a mutex lets only one of them work at a time. A
 * callback that sleeps keeps the requests of all other rings waiting, and since
 * a worker does not end before it has had its turn, their end as well.
 *
 * caught-by: guest/slow_callback_of_another_ring
 * message: as long as a callback of another ring slept, a request did not run
 */
#include <linux/mutex.h>

#include "fallback.h"
#include "../parts/02-start.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

static DEFINE_MUTEX(working);

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);

		/* The mistake: a lock of all rings, around callbacks. */
		mutex_lock(&working);
		task_work_run();
		mutex_unlock(&working);
	}
	return 0;
}
