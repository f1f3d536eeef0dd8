/* SPDX-License-Identifier: GPL-2.0 */
/* The worker ends with its ring. */
void io_fallback_exit(struct io_ring_ctx *ctx)
{
	kthread_stop(ctx->fallback_worker);
}
