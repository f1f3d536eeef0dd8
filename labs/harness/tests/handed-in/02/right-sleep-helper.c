// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: the loop is turned round: it runs first and sleeps then, in a helper
 * that has a loop of its own and goes through set_current_state() before each
 * look, so a wake-up for nothing does not bring it back. The stop is asked for
 * only after what is on the list has run, and between the state and
 * schedule(). Push gets its answer from a helper, too.
 */
#include "fallback.h"

static void io_fallback_sleep(void)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop() || task_work_pending(current))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static int io_fallback_worker(void *data)
{
	do {
		task_work_run();
		io_fallback_sleep();
	} while (!kthread_should_stop());

	/* What came with the stop. */
	task_work_run();
	return 0;
}

/* False if the worker is gone, and the request still ours. */
static bool io_fallback_hand_over(struct task_struct *worker,
				  struct callback_head *work)
{
	bool taken;

	rcu_read_lock();
	taken = !task_work_add(worker, work, TWA_NONE);
	if (taken)
		wake_up_process(worker);
	rcu_read_unlock();
	return taken;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	init_llist_head(&ctx->fallback_llist);
	worker = kthread_run(io_fallback_worker, NULL, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);
	if (!io_fallback_hand_over(ctx->fallback_worker, &req->task_work))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
		/* The callback frees its request; "_safe" saved next. */
		llist_for_each_entry_safe(req, next, list, io_task_work.node) {
			req->task_work.func(&req->task_work);
			cond_resched();
		}
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
}
