// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: the wait queue lives until io_fallback_exit(), and push needs it
 * longer. When the request was the ring's last one, the worker has run it and
 * the ring is freed, push may still be on its last line, the wake-up, and
 * kfree() does not wait for that as kfree_rcu() would. It takes a push on one
 * CPU, and worker and exit on another.
 *
 * misjudged: no test frees what push still uses
 */
#include "fallback.h"

struct io_fallback_sleep {
	wait_queue_head_t wq;
};

/* The worker. Context: a kernel thread. */
static int io_fallback_worker(void *data)
{
	struct io_fallback_sleep *s = data;

	while (!kthread_should_stop()) {
		wait_event_idle(s->wq, READ_ONCE(current->task_works) ||
				       kthread_should_stop());
		task_work_run();
	}
	return 0;
}

/* Context: task; the ring is new and nobody else knows it. May sleep. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;
	struct io_fallback_sleep *s;

	init_llist_head(&ctx->fallback_llist);

	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	init_waitqueue_head(&s->wq);

	worker = kthread_run(io_fallback_worker, s, "iou-fallback");
	if (IS_ERR(worker)) {
		kfree(s);
		return PTR_ERR(worker);
	}
	ctx->fallback_worker = worker;
	return 0;
}

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;
	struct io_fallback_sleep *s;

	init_task_work(&req->task_work, cb);

	rcu_read_lock();
	s = kthread_data(worker);
	if (task_work_add(worker, &req->task_work, TWA_NONE))
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
	else
		wake_up(&s->wq);
	rcu_read_unlock();
}

/* Drain: run what found no worker. Context: task; may sleep. */
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

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* Context: kworker. No request is left. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	struct io_fallback_sleep *s = kthread_data(ctx->fallback_worker);

	kthread_stop(ctx->fallback_worker);
	/* The worker was the only one who slept there. */
	kfree(s);
}
