// SPDX-License-Identifier: GPL-2.0
/*
 * No local variable: ->next itself is what try_cmpxchg() expects. When it
 * fails, it puts the head of now there, which links the request and renews the
 * expectation in one. When it succeeds it writes nothing there, and reads
 * ->next before the request is published, so the request is not touched
 * afterwards.
 *
 * With cmpxchg() this cannot be done: the comparison would come too late.
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

	init_task_work(work, cb);

	work->next = READ_ONCE(*list);
	while (!try_cmpxchg(list, &work->next, work))
		;
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
