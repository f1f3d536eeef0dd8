// SPDX-License-Identifier: GPL-2.0
/*
 * The list is nearly always empty, and this guesses that it is: the first try
 * expects NULL without having looked. If that fails, it has found the head, and
 * goes on as everybody does. The first try is a cmpxchg like the others, so
 * nothing is lost if the guess is wrong.
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
	struct callback_head *head = NULL;

	init_task_work(&req->task_work, cb);

	do {
		req->task_work.next = head;
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
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
