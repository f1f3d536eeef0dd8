// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 06, every interleaving: closers beside pushes and beside each other.
 * Each looks, when its close returns, whether all has run that was pushed
 * before it was called; and no callback may run in a closer.
 */
#include "item.h"

static void push_and_close(void *item)
{
	item_push(item);
	ring_close(&ring);
}

/* Nobody else has the ring open: when that has returned, it is taken down. */
static void last_close(void *ctx)
{
	ring_close(ctx);
	ring_goes(ctx);
}

static void one_is_there(void)
{
	items_init();
	items_are_looked_at();
	item_push(&a);
}

static void one_comes_back(void)
{
	items_init();
	items_are_looked_at();
	a.again = 1;
	item_push(&a);
}

SCENARIO(push_beside_close) = {
	.name = "push-beside-close",
	.claim = "a close waits for what was pushed before it",
	.init = one_is_there,
	.threads = {
		{ "push b", item_push, &b },
		{ "close", ring_close, &ring },
	},
	.check = items_ran_at_exit,
};

SCENARIO(two_closes) = {
	.name = "two-closes",
	.claim = "a close waits for what was pushed before it, whichever task runs that",
	.init = one_is_there,
	.threads = {
		{ "close 1", ring_close, &ring },
		{ "close 2", ring_close, &ring },
	},
	.check = items_ran_at_exit,
};

SCENARIO(pushed_beside_a_close) = {
	.name = "pushed-beside-a-close",
	.claim = "what is pushed while another close waits has run when its own returns",
	.init = one_is_there,
	.threads = {
		{ "close", ring_close, &ring },
		{ "push b, close", push_and_close, &b },
	},
	.check = items_ran_at_exit,
};

SCENARIO(comes_back_and_closes) = {
	.name = "comes-back-and-closes",
	.claim = "a callback pushes its request again, while a second close waits",
	.init = one_comes_back,
	.threads = {
		{ "close 1", ring_close, &ring },
		{ "close 2", ring_close, &ring },
	},
	.check = items_ran_at_exit,
};

SCENARIO(last_close_frees_ring) = {
	.name = "last-close-frees-ring",
	.claim = "when io_fallback_exit() has returned, nothing touches the ring any more",
	.init = one_is_there,
	.threads = {
		{ "last close", last_close, &ring },
	},
	.check = items_ran_at_exit,
};
