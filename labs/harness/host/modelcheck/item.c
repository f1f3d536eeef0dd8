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

/* Does anybody look in the middle of a run, and not only in the end? */
static bool looked_at;

/* Has the exit work begun? */
static bool begun;

/* Has ring_goes() freed the ring? */
static bool gone;

/* A value that nobody has set: no pointer, and not NULL. */
#define NEVER_SET	((void *)0x5a5a5a5a5a5a5a5aUL)

void items_init(void)
{
	unsigned int i;

	looked_at = false;
	begun = false;
	gone = false;
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
	it->pushed++;
}

void ring_drain(void *ctx)
{
	io_run_ctx_fallback(ctx);
}

/* As io_ring_exit_work() comes to them.  No scenario has anything to cancel. */
void ring_turn(void *ctx)
{
	if (!begun)
		io_fallback_ring_exit_begin(ctx);
	begun = true;
	io_fallback_ring_exit_cancel(ctx);
	io_fallback_ring_exit(ctx);
	io_fallback_ring_exit_wait(ctx);
}

static void ring_end(void *ctx)
{
	io_fallback_ring_exit_end(ctx);
	io_fallback_exit(ctx);
}

/* A step, and so is that it has run: which of them comes first is tried. */
static bool has_run(struct model_item *it, unsigned int times)
{
	return shim_look(&it->ran, "has it run?") >= times;
}

void items_are_looked_at(void)
{
	looked_at = true;
}

void ring_close(void *ctx)
{
	unsigned int pushed[ARRAY_SIZE(items)], i;

	current->flags &= ~PF_KTHREAD;
	for (i = 0; i < ARRAY_SIZE(items); i++)
		pushed[i] = items[i]->pushed;
	io_fallback_flush(ctx);
	for (i = 0; i < ARRAY_SIZE(items); i++)
		if (pushed[i] && !has_run(items[i], pushed[i]))
			scenario_fail("%s was pushed before the close, and that returned without its having run",
				      names[i]);
}

void ring_goes(void *ctx)
{
	unsigned int i;

	current->flags |= PF_KTHREAD;
	ring_turn(ctx);
	for (i = 0; i < ARRAY_SIZE(items); i++)
		if (items[i]->pushes && !has_run(items[i], items[i]->pushes))
			return;
	ring_end(ctx);
	scenario_free(ctx, sizeof(ring));
	gone = true;
}

static void ran(struct model_item *it)
{
	it->runs++;
	if (looked_at)
		shim_post(&it->ran, 1, "has run it");
}

void item_callback(struct callback_head *cb)
{
	struct model_item *it = container_of(cb, struct model_item,
					     req.task_work);

	if (!(current->flags & PF_KTHREAD))
		scenario_fail("a callback runs in the closing task");
	shim_might_sleep("a callback is called");
	if (it->again) {
		it->again--;
		ran(it);
		item_push(it);
		return;
	}
	scenario_free(&it->req, sizeof(it->req));
	ran(it);
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
	scenario_settle();
	items_ran();
}

void items_ran_at_exit(void)
{
	if (!gone)
		ring_turn(&ring);
	scenario_settle();
	items_ran();
	if (!gone)
		ring_end(&ring);
}
