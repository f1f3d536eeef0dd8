// SPDX-License-Identifier: GPL-2.0
/*
 * There is one worker, and all rings share it. That is cheap: 64 rings cost
 * one task. But a callback waits for the lock of its ring, uring_lock, and
 * somebody may hold that for long. Until it is free, no other ring's orphan
 * runs, though it has nothing to do with that one.
 *
 * (A workqueue would do it right: it starts another thread when one sleeps.)
 *
 * caught-by: guest/ring_has_a_worker
 * message: two rings have the same
 */
#include "fallback.h"

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

static DEFINE_SPINLOCK(lock);
static struct task_struct *the_worker;
static unsigned int users;

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	/* The mistake: one for all. */
	spin_lock(&lock);
	if (!users++)
		swap(the_worker, worker);
	ctx->fallback_worker = the_worker;
	spin_unlock(&lock);
	if (worker)
		kthread_stop(worker);
	init_llist_head(&ctx->fallback_llist);
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
	else
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	rcu_read_unlock();
}

/* What found no worker. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;
	struct llist_node *list;

	while ((list = llist_del_all(&ctx->fallback_llist))) {
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

void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct task_struct *worker = NULL;

	spin_lock(&lock);
	if (!--users)
		swap(the_worker, worker);
	spin_unlock(&lock);
	if (worker)
		kthread_stop(worker);
}
