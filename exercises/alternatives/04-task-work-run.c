// SPDX-License-Identifier: GPL-2.0
/*
 * The requests become task_work of the task that drains, and task_work_run()
 * runs them. It has all that a drain needs: it takes the list in one step,
 * saves ->next before it calls, asks the scheduler after each, and looks again.
 * A task on its way out takes no task_work; then the callback is called here.
 *
 * What else the task had as task_work runs, too. For a kernel thread that is
 * nothing.
 *
 * model: none (the shim has no task_work of tasks)
 */
#include "fallback.h"

/* Context: task. The ring's memory is zeroed: its list is empty already. */
int io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}

/*
 * Drain.
 *
 * Context: task, with no lock held; several at once.
 */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
	struct callback_head *work, *next;

	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		for (; work; work = next) {
			next = work->next;
			if (task_work_add(current, work, TWA_NONE))
				work->func(work);
		}
		task_work_run();
	}
}

/* Lab 05. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
}

/* Lab 06. */
void io_fallback_flush(struct io_ring_ctx *ctx)
{
}

/* Lab 09. */
void io_fallback_sync(struct io_ring_ctx *ctx)
{
}

/* Context: kworker. There is nothing to take down. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
}
