// SPDX-License-Identifier: GPL-2.0
/*
 * A lock against a second drain, held from the first to the last request. The
 * callbacks run inside of it: each of them sleeps until it gets
 * ctx->uring_lock, and nobody may sleep who holds a spinlock. Take under the
 * lock, run outside.
 *
 * Linux 6.1 notices it only when a second drain comes and finds the lock taken
 * by a task that sleeps.
 *
 * caught-by: guest/one_request
 * message: one was called with a spinlock held or preemption disabled
 * model: push-beside-drain
 * kernels: 6.12
 */
#include "fallback.h"

static DEFINE_SPINLOCK(draining);

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

	spin_lock(&draining);
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	spin_unlock(&draining);
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
