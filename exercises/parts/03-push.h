/* SPDX-License-Identifier: GPL-2.0 */
/* Push: put the request on the ring's stack. */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	do {
		req->task_work.next = head;
		/* Pairs with what takes the list; sets "head" if it fails. */
	} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));
}
