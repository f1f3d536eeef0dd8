/* SPDX-License-Identifier: GPL-2.0 */
/* No drain yet.  Empty, because fallback.h gives it a second name. */
void io_run_ctx_fallback(struct io_ring_ctx *ctx)
{
}
