// SPDX-License-Identifier: GPL-2.0
/*
 * cmpxchg() returns the head of now when it fails, so nobody need read it
 * again: the value it returned is what the next try expects. This is what
 * try_cmpxchg() does, written out, as a loop in the middle of which one leaves.
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
	struct callback_head **list = &req->ctx->exit_task_work;
	struct callback_head *work = &req->task_work;
	struct callback_head *expected, *found;

	init_task_work(work, cb);

	for (expected = READ_ONCE(*list); ; expected = found) {
		work->next = expected;
		found = cmpxchg(list, expected, work);
		if (found == expected)
			return;
	}
}

/* Lab 04. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
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
