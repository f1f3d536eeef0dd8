// SPDX-License-Identifier: GPL-2.0
/*
 * No warning at the end, because no ring gets there with something on its list.
 * That holds as long as all the others count right. When somebody does not, the
 * requests on the list point to a ring that is freed in the next line, and what
 * is noticed, some time later and somewhere else, does not tell of it.
 *
 * caught-by: guest/warns_of_what_is_left
 * message: a request was left, and it said nothing
 */
#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"

/* Context: kworker. */
void io_fallback_ring_exit(struct io_ring_ctx *ctx)
{
	io_run_ctx_fallback(ctx);
}

void io_fallback_exit(struct io_ring_ctx *ctx)
{
	/* The mistake: this is the last line that could tell. */
}
