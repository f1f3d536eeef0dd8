// SPDX-License-Identifier: GPL-2.0
/*
 * Different from the reference:
 *
 *   - The worker is made by kthread_create() and started by wake_up_process(),
 *     which is what kthread_run() does, too. Between the two it has been put
 *     into ctx.
 *   - It sleeps in TASK_INTERRUPTIBLE. A kernel thread ignores signals, so that
 *     is the same, but for what ps shows.
 *   - One look decides whether it sleeps, and another one whether it ends. Both
 *     come after the state.
 *   - A request that finds no worker goes to a workqueue, which does not wait
 *     until the ring is closed. So the ring's exit has nothing to do but wait.
 *
 * differs: the worker is made in two steps, and a workqueue stands in for it
 */
#include "fallback.h"

static int fallback_thread(void *unused)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		if (!task_work_pending(current)) {
			schedule();
			continue;
		}
		__set_current_state(TASK_RUNNING);
		task_work_run();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static void fallback_leftovers(struct work_struct *work)
{
	struct io_ring_ctx *ctx = container_of(work, struct io_ring_ctx,
					       fallback_work.work);

	io_run_ctx_fallback(ctx);
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	init_llist_head(&ctx->fallback_llist);
	INIT_DELAYED_WORK(&ctx->fallback_work, fallback_leftovers);

	worker = kthread_create(fallback_thread, NULL, "ring-%p", ctx);
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	wake_up_process(worker);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (!task_work_add(worker, &req->task_work, TWA_NONE))
		wake_up_process(worker);
	else if (llist_add(&req->io_task_work.node, &ctx->fallback_llist))
		schedule_delayed_work(&ctx->fallback_work, 0);
	rcu_read_unlock();
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct llist_node *node = llist_del_all(&ctx->fallback_llist);
	struct io_kiocb *req;

	while (node) {
		req = container_of(node, struct io_kiocb, io_task_work.node);
		node = node->next;
		req->task_work.func(&req->task_work);
		cond_resched();
	}
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	flush_delayed_work(&ctx->fallback_work);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	cancel_delayed_work_sync(&ctx->fallback_work);
	kthread_stop(ctx->fallback_worker);
}
