// SPDX-License-Identifier: GPL-2.0
/*
 * A ring and some requests, for scenarios.  See item.h.
 *
 * This file is not watched by the checker: what it counts is nobody's business
 * but ours, and makes no step.
 */
#include "item.h"

struct io_ring_ctx ring;
struct model_item a, b, c, d;

static struct model_item *const items[] = { &a, &b, &c, &d };
static const char *const names[] = { "a", "b", "c", "d" };

/* A value that nobody has set: no pointer, and not NULL. */
#define NEVER_SET	((void *)0x5a5a5a5a5a5a5a5aUL)

void items_init(void)
{
	unsigned int i;

	memset(&ring, 0, sizeof(ring));
	scenario_object("ring", &ring, sizeof(ring));
	for (i = 0; i < ARRAY_SIZE(items); i++) {
		memset(items[i], 0, sizeof(*items[i]));
		items[i]->req.ctx = &ring;
		items[i]->req.task_work.next = NEVER_SET;
		items[i]->req.task_work.func = NEVER_SET;
		scenario_object(names[i], &items[i]->req,
				sizeof(items[i]->req));
	}
	scenario_object("item_callback", item_callback, 1);
	if (io_fallback_init(&ring))
		scenario_fail("io_fallback_init() did not return 0");
}

void item_push(void *item)
{
	struct model_item *it = item;

	it->pushes++;
	io_req_task_work_add_fallback(&it->req, item_callback);
}

void ring_drain(void *ctx)
{
	io_run_ctx_fallback(ctx);
}

void item_callback(struct callback_head *cb)
{
	struct model_item *it = container_of(cb, struct model_item,
					     req.task_work);

	it->runs++;
	shim_might_sleep("a callback is called");
	if (it->again) {
		it->again--;
		item_push(it);
		return;
	}
	scenario_free(&it->req, sizeof(it->req));
}

void items_ran(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(items); i++) {
		if (items[i]->runs < items[i]->pushes)
			scenario_fail("%s was pushed and never runs", names[i]);
		if (items[i]->runs > items[i]->pushes)
			scenario_fail("%s was pushed %u times and ran %u times",
				      names[i], items[i]->pushes,
				      items[i]->runs);
	}
}

void items_ran_once(void)
{
	io_run_ctx_fallback(&ring);
	items_ran();
}
