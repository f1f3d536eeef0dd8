// SPDX-License-Identifier: GPL-2.0
/*
 * One drain at a time, and the flag that says so is one for all rings. While
 * one ring is drained, and its callbacks sleep, every other ring's drain
 * returns at once and has done nothing. Nobody drains that other ring later:
 * who is busy looks at his own.
 *
 * caught-by: guest/two_rings_at_once
 * message: a task pushed and drained while another task drained another ring
 * model: drained-when-done
 */
#include "fallback.h"

static atomic_t busy = ATOMIC_INIT(0);

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

	if (atomic_xchg(&busy, 1))
		return;
	while ((work = xchg(&ctx->exit_task_work, NULL))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
	}
	atomic_set(&busy, 0);
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
