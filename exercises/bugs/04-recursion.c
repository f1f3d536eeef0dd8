// SPDX-License-Identifier: GPL-2.0
/*
 * Oldest first, in the shortest way there is: first the rest of the list, by
 * calling oneself, and then this one. Each call takes stack, and a kernel's
 * stack has 16 KB and nothing behind it but other memory. A list of 2000 is the
 * end of this kernel, and not a clean one.
 *
 * caught-by: guest/many_requests
 * message: bytes deeper than others
 */
#include "fallback.h"

/* Context: task. Runs @work and what is behind it, the last one first. */
static void run(struct callback_head *work)
{
	if (work->next)
		run(work->next);
	work->func(work);
	cond_resched();
}

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
	struct callback_head *work;

	while ((work = xchg(&ctx->exit_task_work, NULL)))
		run(work);
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
