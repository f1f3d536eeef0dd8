// SPDX-License-Identifier: GPL-2.0
/*
 * The worker looks at its list a hundred times a second, so that nobody needs
 * to wake it. Nothing is ever lost, and nothing is more than a tick late. But
 * with a thousand rings that sleep, a machine that has nothing to do wakes a
 * thousand tasks in each tick. And no laptop's processor gets to rest.
 *
 * caught-by: guest/worker_sleeps
 * message: times, for nothing
 */
#include "fallback.h"
#include "../parts/02-start.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

static int io_fallback_worker(void *data)
{
	while (!kthread_should_stop()) {
		task_work_run();
		/* The mistake: nobody has called it, and it gets up. */
		schedule_timeout_idle(1);
	}
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
}
