// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 03, every interleaving: pushes by tasks and by an interrupt, and somebody
 * who takes the list away.  There is no drain yet, so the scenarios take it
 * themselves.
 */
#include "item.h"

/*
 * What a drain will do: take everything, run it. If push has a lock, so will
 * the drain.
 */
static void take(void *ctx)
{
	struct callback_head *work, *next;

	scenario_lock();
	work = xchg(&((struct io_ring_ctx *)ctx)->exit_task_work, NULL);
	scenario_unlock();
	for (; work; work = next) {
		next = work->next;
		work->func(work);
	}
}

static void check(void)
{
	take(&ring);
	items_ran();
}

SCENARIO(two_pushes) = {
	.name = "two-pushes",
	.claim = "each request that was pushed is on the list, once",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b },
	},
	.check = check,
};

SCENARIO(interrupt_pushes) = {
	.name = "interrupt-pushes",
	.claim = "an interrupt may push in the middle of a push",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b, "push a" },
	},
	.check = check,
};

SCENARIO(taken_at_once) = {
	.name = "taken-at-once",
	.claim = "a request is complete when it is on the list, and then left alone",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "take", take, &ring },
	},
	.check = check,
};

SCENARIO(two_pushes_and_take) = {
	.name = "two-pushes-and-take",
	.claim = "between two looks at the head a request may have come and gone",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b },
		{ "take", take, &ring },
	},
	.check = check,
};

SCENARIO(three_pushes) = {
	.name = "three-pushes",
	.claim = "a push is disturbed twice, and does not give up",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b },
		{ "push c", item_push, &c },
	},
	.check = check,
};

SCENARIO(three_pushes_and_take) = {
	.name = "three-pushes-and-take",
	.claim = "three tasks push while another takes the list",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b },
		{ "push c", item_push, &c },
		{ "take", take, &ring },
	},
	.check = check,
};

SCENARIO(all_together) = {
	.name = "all-together",
	.claim = "two tasks and an interrupt push while two others take the list",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b },
		{ "push c", item_push, &c, "push a" },
		{ "take 1", take, &ring },
		{ "take 2", take, &ring },
	},
	.check = check,
};
