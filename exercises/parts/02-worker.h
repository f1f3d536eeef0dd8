/* SPDX-License-Identifier: GPL-2.0 */
/* The worker: a kernel thread that sleeps until it is given something. */
static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_IDLE);
		if (!task_work_pending(current) && !kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);

		task_work_run();
	}
	return 0;
}
