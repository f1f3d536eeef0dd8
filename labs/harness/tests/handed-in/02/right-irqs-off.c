// SPDX-License-Identifier: GPL-2.0
/*
 * RIGHT: in place of rcu_read_lock() push disables interrupts, and puts them
 * back as they were. Since Linux 5.0 such a section is an RCU read section,
 * too: call_rcu(), by which a dead task is freed, waits for it.
 * task_work_add() and wake_up_process() may be called there, as in an
 * interrupt.
 */
#include "fallback.h"

static bool io_fallback_nothing_to_do(void)
{
	return !READ_ONCE(current->task_works) && !kthread_should_stop();
}

/* The worker. Context: a kernel thread. */
static int io_fallback_worker(void *data)
{
	do {
		for (;;) {
			set_current_state(TASK_IDLE);
			if (!io_fallback_nothing_to_do())
				break;
			schedule();
		}
		__set_current_state(TASK_RUNNING);
		task_work_run();
	} while (!kthread_should_stop());
	return 0;
}

/* Context: task; the ring is new and nobody else knows it. May sleep. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	init_llist_head(&ctx->fallback_llist);

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	return 0;
}

/* Push. Context: any, hard interrupt included. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct task_struct *worker = ctx->fallback_worker;
	unsigned long flags;
	bool gone;

	init_task_work(&req->task_work, cb);

	local_irq_save(flags);
	gone = task_work_add(worker, &req->task_work, TWA_NONE) != 0;
	if (!gone)
		wake_up_process(worker);
	local_irq_restore(flags);

	/* Not published: the request is still ours, and holds the ring. */
	if (gone)
		llist_add(&req->io_task_work.node, &ctx->fallback_llist);
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
	kthread_stop(ctx->fallback_worker);
}
