// SPDX-License-Identifier: GPL-2.0
/*
 * First the worker is woken, so that it is ready, and then it gets the
 * request. On one CPU, without preemption, that works each time: the worker
 * that was woken runs when push has returned. On two it is up at once, finds
 * nothing, and is asleep again when the request comes.
 *
 * caught-by: guest/handed_over_then_woken
 * message: the worker was woken when the request was not there yet
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
	/* The mistake: what will it find? */
	wake_up_process(worker);
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
}
