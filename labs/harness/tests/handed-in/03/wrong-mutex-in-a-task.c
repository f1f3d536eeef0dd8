// SPDX-License-Identifier: GPL-2.0
/*
 * WRONG: a push in a task takes a mutex, to have fewer tries, and only one in
 * an interrupt does not. But a task, too, may call push where it must not
 * sleep: with a spinlock held or interrupts disabled, as in the write() of a
 * pipe (README, "Any context"). in_task() does not tell that.
 */
#include "fallback.h"
#include <linux/mutex.h>

static DEFINE_MUTEX(io_fallback_mutex);

void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;
	bool may_sleep = in_task();

	init_task_work(&req->task_work, cb);

	/* Tasks queue up here, so that only interrupts can disturb us. */
	if (may_sleep)
		mutex_lock(&io_fallback_mutex);
	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
	if (may_sleep)
		mutex_unlock(&io_fallback_mutex);
}

/* Lab 04 writes it.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
