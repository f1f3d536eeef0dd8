/* SPDX-License-Identifier: GPL-2.0 */
/* A worker is started with each ring: that of 02-worker.h, or another one. */
static int io_fallback_worker(void *data);

int io_fallback_init(struct io_ring_ctx *ctx)
{
	struct task_struct *worker;

	worker = kthread_run(io_fallback_worker, ctx, "iou-fallback");
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	ctx->fallback_worker = worker;
	init_llist_head(&ctx->fallback_llist);
	return 0;
}
