// SPDX-License-Identifier: GPL-2.0
/*
 * The worker does not sleep. It looks at its list, lets others run, and looks
 * again. Each orphan is run at once, and a processor is busy for each ring
 * that somebody has open.
 *
 * In virtual time nothing ever comes after a sleep then: the clock goes on
 * when nobody has anything to do. So the guest stands still until the host
 * ends it.
 *
 * caught-by: guest/ring_has_a_worker
 * message: virtual time stands still
 */
#include "fallback.h"
#include "../parts/02-start.h"
#include "../parts/02-push.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		task_work_run();
		/* The mistake: in state TASK_RUNNING this does not sleep. */
		schedule();
	}
	return 0;
}
