// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 04, every interleaving: drains beside pushes, beside each other, and with
 * callbacks that push.  Labs 05 and 06 have these, too, but not crowd.c.
 */
#include "item.h"

/* A task that pushes and then drains: what it pushed has run, by somebody. */
static void push_and_drain(void *item)
{
	item_push(item);
	io_run_ctx_fallback(&ring);
}

static void two_are_there(void)
{
	items_init();
	item_push(&a);
	item_push(&b);
}

static void one_comes_back(void)
{
	items_init();
	a.again = 1;
	item_push(&b);
	item_push(&a);
}

SCENARIO(push_and_drain_beside) = {
	.name = "push-beside-drain",
	.claim = "what is pushed during a drain runs, now or later",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "drain", ring_drain, &ring },
	},
	.check = items_ran_once,
};

static void one_is_there(void)
{
	items_init();
	item_push(&a);
}

/* b may have come too late for this drain; a was there before. */
static void first_has_run(void)
{
	if (!a.runs)
		scenario_fail("a was pushed before the drain, and it returned without having run it");
	items_ran_once();
}

SCENARIO(interrupt_in_drain) = {
	.name = "interrupt-in-drain",
	.claim = "an interrupt pushes in the middle of a drain, on the same CPU",
	.init = one_is_there,
	.threads = {
		{ "drain", ring_drain, &ring },
		{ "push b", item_push, &b, "drain" },
	},
	.check = first_has_run,
};

SCENARIO(drain_does_not_give_up) = {
	.name = "drain-does-not-give-up",
	.claim = "what was pushed before a drain has run when it returns",
	.init = one_is_there,
	.threads = {
		{ "push b", item_push, &b },
		{ "drain", ring_drain, &ring },
	},
	.check = first_has_run,
};

SCENARIO(drained_when_done) = {
	.name = "drained-when-done",
	.claim = "when all drains have returned, what was pushed before them has run",
	.init = items_init,
	.threads = {
		{ "task 1", push_and_drain, &a },
		{ "task 2", push_and_drain, &b },
	},
	.check = items_ran,
};

SCENARIO(two_drains) = {
	.name = "two-drains",
	.claim = "two drains run each request once, and touch nothing that is gone",
	.init = two_are_there,
	.threads = {
		{ "drain 1", ring_drain, &ring },
		{ "drain 2", ring_drain, &ring },
	},
	.check = items_ran,
};

SCENARIO(request_comes_back) = {
	.name = "request-comes-back",
	.claim = "a callback pushes its request again, while another task drains",
	.init = one_comes_back,
	.threads = {
		{ "drain 1", ring_drain, &ring },
		{ "drain 2", ring_drain, &ring },
	},
	.check = items_ran,
};
