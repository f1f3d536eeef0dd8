// SPDX-License-Identifier: GPL-2.0
/*
 * The drain is right. Push was rewritten on the way, with two loads and a
 * store, because "the drain takes the list in one step now". It does; that
 * makes the drain safe from pushes, and not pushes from each other.
 *
 * caught-by: guest/pushes_meet
 * message: of 2 requests 1 did not run
 * model: drain-does-not-give-up
 */
#include "fallback.h"
#include "../parts/04-drain.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;

	init_task_work(&req->task_work, cb);

	req->task_work.next = READ_ONCE(ctx->exit_task_work);
	/* Pairs with the xchg in io_run_ctx_fallback(). */
	smp_store_release(&ctx->exit_task_work, &req->task_work);
}
