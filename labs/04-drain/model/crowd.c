// SPDX-License-Identifier: GPL-2.0
/*
 * Lab 04, every interleaving: drains beside many pushes.
 */
#include "item.h"

SCENARIO(three_pushes_and_drain) = {
	.name = "three-pushes-and-drain",
	.claim = "three tasks push while another drains",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b },
		{ "push c", item_push, &c },
		{ "drain", ring_drain, &ring },
	},
	.check = items_ran_once,
};

SCENARIO(all_together) = {
	.name = "all-together",
	.claim = "two tasks and an interrupt push while two others drain",
	.init = items_init,
	.threads = {
		{ "push a", item_push, &a },
		{ "push b", item_push, &b },
		{ "push c", item_push, &c, "push a" },
		{ "drain 1", ring_drain, &ring },
		{ "drain 2", ring_drain, &ring },
	},
	.check = items_ran_once,
};
