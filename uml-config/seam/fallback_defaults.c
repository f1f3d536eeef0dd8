// SPDX-License-Identifier: GPL-2.0
/*
 * What io_uring calls where a fallback.c has nothing to do.
 *
 * All are weak: the linker takes the function of a fallback.c in place of the
 * one here.  Push and drain have no default, because without them there is no
 * fallback; see fallback.h for what each of these is for.
 */
#include "fallback.h"

int __weak io_fallback_init(struct io_ring_ctx *ctx)
{
	return 0;
}

void __weak io_fallback_ring_exit_begin(struct io_ring_ctx *ctx)
{
}

void __weak io_fallback_ring_exit_cancel(struct io_ring_ctx *ctx)
{
}

void __weak io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
}

void __weak io_fallback_ring_exit_wait(struct io_ring_ctx *ctx)
{
}

void __weak io_fallback_ring_exit_end(struct io_ring_ctx *ctx)
{
}

void __weak io_fallback_flush(struct io_ring_ctx *ctx)
{
}

void __weak io_fallback_sync(struct io_ring_ctx *ctx)
{
}

void __weak io_fallback_exit(struct io_ring_ctx *ctx)
{
}
