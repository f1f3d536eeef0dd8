// SPDX-License-Identifier: GPL-2.0
/*
 * Different from the reference: each push completes a completion.
 *
 * A completion counts, so a push that comes while the worker is busy is not
 * forgotten. The worker then goes round once for each, though it has run all of
 * them the first time: that costs a little, and loses nothing.
 *
 * kthread_stop() alone would not get the worker out of its wait on every
 * kernel.  So it is told to end first, and may be gone when kthread_stop()
 * comes; hence the reference on the task.
 *
 * differs: the worker waits for a completion
 */
#include "fallback.h"

struct fallback {
	struct completion more;
	bool stop;
	struct rcu_head rcu;
};

static int fallback_worker(void *data)
{
	struct fallback *f = data;

	do {
		wait_for_completion_interruptible(&f->more);
		task_work_run();
	} while (!READ_ONCE(f->stop));
	return 0;
}

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct fallback *f = kzalloc(sizeof(*f), GFP_KERNEL);
	struct task_struct *worker;

	if (!f)
		return -ENOMEM;
	init_completion(&f->more);
	worker = kthread_create(fallback_worker, f, "iou-completes");
	if (IS_ERR(worker)) {
		kfree(f);
		return PTR_ERR(worker);
	}
	init_llist_head(&ctx->fallback_llist);
	ctx->fallback_worker = get_task_struct(worker);
	wake_up_process(worker);
	return 0;
}

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;
	struct fallback *f = kthread_data(worker);

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	else
		complete(&f->more);
	rcu_read_unlock();
}

void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct io_kiocb *req, *next;

	llist_for_each_entry_safe(req, next,
				  llist_del_all(&ctx->fallback_llist),
				  io_task_work.node)
		req->task_work.func(&req->task_work);
}

void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct task_struct *worker = ctx->fallback_worker;
	struct fallback *f = kthread_data(worker);

	WRITE_ONCE(f->stop, true);
	complete(&f->more);
	kthread_stop(worker);
	put_task_struct(worker);
	kfree_rcu(f, rcu);
}
