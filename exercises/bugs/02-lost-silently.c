// SPDX-License-Identifier: GPL-2.0
/*
 * What task_work_add() returns is not looked at. It refuses a task that is on
 * its way out, with -ESRCH, and then the request is on no list at all: it is
 * never run and never freed, and it holds its ring forever.
 *
 * These are the lines that commit 7c25c0d16ef3 took out of io_uring, but for
 * the names. There they did no harm, as long as that task was one that ended
 * after the ring's last request.
 *
 * caught-by: guest/worker_is_gone
 * message: it was never run, and nobody knows of it
 */
#include "fallback.h"
#include "../parts/02-worker.h"
#include "../parts/02-start.h"
#include "../parts/02-drain.h"
#include "../parts/02-stop.h"

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	/* The mistake: task_work_add() returns something. */
	task_work_add(worker, &req->task_work, TWA_NONE);
	wake_up_process(worker);
	rcu_read_unlock();
}
