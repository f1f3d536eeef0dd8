// SPDX-License-Identifier: GPL-2.0
/*
 * A mutex in place of an xchg against other drains. It does nothing against
 * pushes, so the list is taken with a cmpxchg all the same. And it is not held
 * while the callbacks run, so nobody waits for one of them.
 */
#include "fallback.h"

static DEFINE_MUTEX(taking);

/* Context: task, may sleep. Return: the whole list, which is empty then. */
static struct callback_head *take(struct io_ring_ctx *ctx)
{
	struct callback_head *list;

	mutex_lock(&taking);
	list = READ_ONCE(ctx->exit_task_work);
	while (list && !try_cmpxchg(&ctx->exit_task_work, &list, NULL))
		;
	mutex_unlock(&taking);
	return list;
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
	struct callback_head *work, *next;

	while ((work = take(ctx))) {
		do {
			next = work->next;
			work->func(work);
			work = next;
			cond_resched();
		} while (work);
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
