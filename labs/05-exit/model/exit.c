// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 05, every interleaving: turns of the ring's exit beside pushes.  What is
 * pushed during a turn may stay for the next one, and there is always one more.
 */
#include "item.h"

static void is_closed(void)
{
	items_init();
	ring.refs.dying = true;
}

static void is_closed_and_one_is_there(void)
{
	is_closed();
	item_push(&a);
}

static void is_closed_and_one_comes_back(void)
{
	is_closed();
	a.again = 1;
	item_push(&a);
}

/* It comes between two turns, and is the last. */
static void turn_push_and_last_turn(void *item)
{
	ring_turn(&ring);
	item_push(item);
	ring_goes(&ring);
}

static void is_closed_and_looked_at(void)
{
	is_closed();
	items_are_looked_at();
}

static void is_closed_and_one_is_the_last(void)
{
	is_closed_and_one_is_there();
	items_are_looked_at();
}

SCENARIO(push_beside_turn) = {
	.name = "push-beside-turn",
	.claim = "what is pushed during a turn of the exit runs in it, or in the next",
	.init = is_closed,
	.threads = {
		{ "push a", item_push, &a },
		{ "turn", ring_turn, &ring },
	},
	.check = items_ran_at_exit,
};

SCENARIO(interrupt_in_turn) = {
	.name = "interrupt-in-turn",
	.claim = "an interrupt pushes in the middle of a turn, on the same CPU",
	.init = is_closed_and_one_is_there,
	.threads = {
		{ "turn", ring_turn, &ring },
		{ "push b", item_push, &b, "turn" },
	},
	.check = items_ran_at_exit,
};

SCENARIO(comes_back_in_turn) = {
	.name = "comes-back-in-turn",
	.claim = "a callback pushes its request again, while another task pushes",
	.init = is_closed_and_one_comes_back,
	.threads = {
		{ "push b", item_push, &b },
		{ "turn", ring_turn, &ring },
	},
	.check = items_ran_at_exit,
};

SCENARIO(last_turn_frees_ring) = {
	.name = "last-turn-frees-ring",
	.claim = "when io_fallback_exit() has returned, nothing touches the ring any more",
	.init = is_closed_and_one_is_the_last,
	.threads = {
		{ "last turn", ring_goes, &ring },
	},
	.check = items_ran_at_exit,
};

SCENARIO(last_comes_late) = {
	.name = "last-comes-late",
	.claim = "nothing touches the ring after its end, if the last request came late",
	.init = is_closed_and_looked_at,
	.threads = {
		{ "turns", turn_push_and_last_turn, &a },
	},
	.check = items_ran_at_exit,
};
