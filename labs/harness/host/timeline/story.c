// SPDX-License-Identifier: GPL-2.0
/*
 * From events to a story.
 *
 * An event says what the kernel did, a step what a reader wants to know: who
 * does what, and what that leads to.  Most events are one step.  A fork is the
 * beginning of a lane, a wake-up an arrow.  What a drain does is kept together.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "story.h"
#include "text.h"

#define KTHREADD	2	/* the task that forks all kernel threads */

/* Something that one step has begun and another one ends. */
struct begun {
	enum event_kind kind;
	unsigned int number;
	size_t step;
};

struct teller {
	struct story *s;
	const struct recording *r;
	size_t *drain_of;	/* by lane: the drain that it is in, or NONE */
	struct begun *begun;	/* requests pushed, works queued */
	size_t n_begun;
	bool *left_out;		/* by event */
	unsigned int nothing;	/* drains that ran nothing, one after another */
	bool many_rings;
};

/* --- who ------------------------------------------------------------------ */

static bool is_kworker(const struct record *e)
{
	return has_prefix(e->task, "kworker/");
}

/* Does it take part, or is it only made, woken, gone? */
static bool takes_part(const struct record *e)
{
	return e->kind != EVENT_FORK && e->kind != EVENT_EXIT &&
	       e->kind != EVENT_WAKE && e->kind != EVENT_ROLE;
}

static size_t find_lane(const struct story *s, int pid)
{
	size_t i;

	for (i = 0; i < s->n_lanes; i++)
		if (s->lanes[i].pid == pid)
			return i;
	return NONE;
}

static size_t lane_of(const struct story *s, const struct record *e)
{
	return find_lane(s, e->interrupt ? 0 : e->pid);
}

/* What a task says of itself, or NULL. */
static const char *role(const struct recording *r, int pid)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (r->events[i].kind == EVENT_ROLE && r->events[i].pid == pid)
			return r->events[i].text;
	return NULL;
}

/* Who forked it, or 0. */
static int forked_by(const struct recording *r, int pid)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (r->events[i].kind == EVENT_FORK &&
		    r->events[i].other == pid)
			return r->events[i].pid;
	return 0;
}

static void name_lane(struct story *s, struct lane *l, const struct record *e,
		      const struct recording *r)
{
	const char *name = role(r, l->pid);
	int parent = forked_by(r, l->pid);

	if (!l->pid) {
		l->class = "interrupt";
		l->head = xstrdup("interrupt");
		l->subject = xstrdup("an interrupt");
		return;
	}
	if (is_kworker(e))
		name = "kworker";
	else if (!name && parent && find_lane(s, parent) != NONE)
		name = "child";
	l->head = xstrdup(name ? name : e->task);
	l->subject = xasprintf("%s%s", name ? "the " : "", l->head);
	if (is_kworker(e) || parent == KTHREADD) {
		l->class = "kworker";
		l->below = xasprintf("kernel thread~%d", l->pid);
	} else {
		l->class = "task";
		l->below = xasprintf("process~%d", l->pid);
	}
}

/* Two of one name get numbers. */
static void number_names(struct story *s)
{
	size_t i, j, k;

	for (i = 0; i < s->n_lanes; i++) {
		char *head = xstrdup(s->lanes[i].head);
		size_t same = 0, n = 0;

		for (j = 0; j < s->n_lanes; j++)
			same += !strcmp(s->lanes[j].head, head);
		for (k = 0; same > 1 && k < s->n_lanes; k++) {
			struct lane *l = &s->lanes[k];

			if (strcmp(l->head, head))
				continue;
			free(l->head);
			free(l->subject);
			l->head = xasprintf("%s %zu", head, ++n);
			l->subject = xstrdup(l->head);
		}
		free(head);
	}
}

static void make_lanes(struct story *s, const struct recording *r,
		       const bool *left_out)
{
	size_t i;

	/* Each has an event of its own, so there is room. */
	s->lanes = xmalloc(r->count * sizeof(*s->lanes));
	for (i = 0; i < r->count; i++) {
		const struct record *e = &r->events[i];
		struct lane *l = &s->lanes[s->n_lanes];

		if (left_out[i] || !takes_part(e) || lane_of(s, e) != NONE)
			continue;
		l->pid = e->interrupt ? 0 : e->pid;
		l->birth = NONE;
		l->last = NONE;
		l->woken_by = NONE;
		name_lane(s, l, e, r);
		s->n_lanes++;
	}
	number_names(s);
}

/* --- what ----------------------------------------------------------------- */

static const char *result_name(int result)
{
	switch (result) {
	case -ECANCELED:
		return "-ECANCELED";
	case -ETIME:
		return "-ETIME";
	default:
		return NULL;
	}
}

/* Has the task exited that submitted this request? */
static bool submitter_gone(const struct teller *t, const struct record *e)
{
	size_t lane, i;

	for (i = 0; &t->r->events[i] != e; i++) {
		if (t->r->events[i].kind != EVENT_SUBMIT ||
		    t->r->events[i].req != e->req)
			continue;
		lane = find_lane(t->s, t->r->events[i].pid);
		return lane != NONE && t->s->lanes[lane].gone;
	}
	return false;
}

/* Is the completion what comes of the step before, of the same task? */
static bool follows_its_request(const struct teller *t, const struct record *e)
{
	const struct record *before;

	for (before = e; before-- > t->r->events;)
		if (before->pid == e->pid && before->interrupt == e->interrupt)
			return before->req == e->req &&
			       (before->kind == EVENT_ITEM ||
				before->kind == EVENT_SUBMIT);
	return false;
}

/*
 * A request that was pushed had lost its task, so it should be cancelled. A
 * result that is no error says that it was run for some other task.
 */
static bool is_wrong(const struct teller *t, const struct record *e)
{
	const struct record *before;

	for (before = e; e->result >= 0 && before-- > t->r->events;)
		if (before->kind == EVENT_PUSH && before->req == e->req)
			return true;
	return false;
}

static char *describe(const struct teller *t, const struct record *e)
{
	char ring[20] = "the~ring", number[20];
	const char *result, *wrong;

	if (t->many_rings)
		snprintf(ring, sizeof(ring), "ring~%u", e->ring);
	switch (e->kind) {
	case EVENT_CREATE:
		return xasprintf("makes %s", ring);
	case EVENT_SUBMIT:
		return xasprintf("submits request~%u (%s)", e->req, e->text);
	case EVENT_TASK_ADD:
		return xasprintf("wakes request~%u%s", e->req,
				 submitter_gone(t, e) ? " (its task is~gone)" : "");
	case EVENT_WAIT:
		return xstrdup("waits for a~CQE");
	case EVENT_COMPLETE:
		snprintf(number, sizeof(number), "%d", e->result);
		result = result_name(e->result) ?: number;
		wrong = is_wrong(t, e) ? " (not~cancelled)" : "";
		if (follows_its_request(t, e))
			return xasprintf("CQE with %s%s", result, wrong);
		return xasprintf("request~%u's CQE with %s%s", e->req, result,
				 wrong);
	case EVENT_PUSH:
		return xasprintf("pushes request~%u", e->req);
	case EVENT_DRAIN:
		return t->many_rings ? xasprintf("begins to drain %s", ring) :
				       xstrdup("begins to drain");
	case EVENT_ITEM:
		return xasprintf("runs request~%u", e->req);
	case EVENT_QUEUE:
		return xasprintf("queues %s", e->text);
	case EVENT_WORK:
		return xasprintf("runs %s", e->text);
	case EVENT_WORKED:
		return xstrdup("is done with it");
	case EVENT_FORK:
		return xasprintf("forks %s",
				 t->s->lanes[find_lane(t->s, e->other)]
					 .subject);
	case EVENT_EXIT:
		return xstrdup("exits");
	default:
		return xstrdup(e->text);
	}
}

static const char *class_of(enum event_kind kind)
{
	switch (kind) {
	case EVENT_SUBMIT:
	case EVENT_PUSH:
	case EVENT_ITEM:
		return "request";
	case EVENT_COMPLETE:
		return "cqe";
	case EVENT_QUEUE:
	case EVENT_WORK:
		return "work";
	case EVENT_EXIT:
		return "step gone";
	default:
		return "step";
	}
}

static void add_arrow(struct story *s, size_t from, size_t to,
		      const char *class)
{
	size_t i;

	for (i = 0; i < s->n_arrows; i++)
		if (s->arrows[i].from == from && s->arrows[i].to == to)
			return;
	s->arrows[s->n_arrows++] = (struct arrow){ from, to, class };
}

/* --- what leads to what --------------------------------------------------- */

static void begin(struct teller *t, enum event_kind kind, unsigned int number,
		  size_t step)
{
	t->begun[t->n_begun++] = (struct begun){ kind, number, step };
}

/* Return: the step that began it, or NONE. */
static size_t end(struct teller *t, enum event_kind kind, unsigned int number)
{
	size_t i, step;

	for (i = 0; i < t->n_begun; i++) {
		if (t->begun[i].kind != kind || t->begun[i].number != number)
			continue;
		step = t->begun[i].step;
		memmove(&t->begun[i], &t->begun[i + 1],
			(--t->n_begun - i) * sizeof(t->begun[0]));
		return step;
	}
	return NONE;
}

static void connect(struct teller *t, const struct record *e, size_t step)
{
	struct lane *lane = &t->s->lanes[t->s->steps[step].lane];
	size_t from = NONE;

	switch (e->kind) {
	case EVENT_PUSH:
		begin(t, EVENT_PUSH, e->req, step);
		break;
	case EVENT_QUEUE:
		begin(t, EVENT_QUEUE, e->work, step);
		break;
	case EVENT_ITEM:
		from = end(t, EVENT_PUSH, e->req);
		break;
	case EVENT_WORK:
		from = end(t, EVENT_QUEUE, e->work);
		break;
	case EVENT_FORK:
		t->s->lanes[find_lane(t->s, e->other)].birth = step;
		break;
	default:
		break;
	}
	if (from != NONE)
		add_arrow(t->s, from, step, "later");
	if (lane->woken_by != NONE && from == NONE)
		add_arrow(t->s, lane->woken_by, step, "later");
	lane->woken_by = NONE;
	lane->last = step;
	lane->gone |= e->kind == EVENT_EXIT;
}

/*
 * Somebody wakes somebody who takes part. Who is it that does so: the lane's
 * last step must be of now, or it is another interrupt.
 */
static void wake(struct teller *t, const struct record *e)
{
	size_t from = lane_of(t->s, e), to = find_lane(t->s, e->other), last;

	if (from == NONE || to == NONE || from == to)
		return;
	last = t->s->lanes[from].last;
	if (last == NONE)
		return;
	if (!e->interrupt || t->s->steps[last].usec == e->usec)
		t->s->lanes[to].woken_by = last;
}

/* --- what is left out ----------------------------------------------------- */

/* The next event of the same task, or NONE. */
static size_t next_of(const struct teller *t, size_t i)
{
	const struct record *events = t->r->events;
	size_t j;

	for (j = i + 1; j < t->r->count; j++)
		if (events[j].pid == events[i].pid &&
		    events[j].interrupt == events[i].interrupt)
			return j;
	return NONE;
}

/*
 * A work that did nothing: that of the exit of a ring in which nothing was
 * left, in most cases. It is left out, from where it was queued to its end.
 */
static void leave_out(struct teller *t)
{
	const struct record *events = t->r->events;
	size_t i, next, queued;

	for (i = 0; i < t->r->count; i++) {
		if (events[i].kind != EVENT_WORK)
			continue;
		next = next_of(t, i);
		if (next == NONE || events[next].kind != EVENT_WORKED)
			continue;
		t->left_out[i] = true;
		t->left_out[next] = true;
		for (queued = i; queued-- > 0;) {
			if (events[queued].kind == EVENT_QUEUE &&
			    events[queued].work == events[i].work) {
				t->left_out[queued] = true;
				break;
			}
		}
	}
}

/* --- all of it ------------------------------------------------------------ */

/* A drain that runs nothing is one step. */
static bool runs_nothing(const struct teller *t, size_t i)
{
	size_t next = next_of(t, i);

	return next != NONE && t->r->events[next].kind == EVENT_DRAINED;
}

static size_t add_step(struct teller *t, const struct record *e, size_t lane)
{
	struct story *s = t->s;
	struct story_step *step = &s->steps[s->n_steps];
	size_t in = t->drain_of[lane];

	t->nothing = 0;
	step->lane = lane;
	step->usec = e->usec;
	step->class = class_of(e->kind);
	step->cqe = e->kind == EVENT_COMPLETE;
	if (step->cqe && is_wrong(t, e))
		step->class = "cqe bad";
	step->verb = "";
	if (e->kind == EVENT_COMPLETE)
		step->verb = follows_its_request(t, e) ? "makes its " :
							 "makes ";
	step->text = describe(t, e);
	step->drain = in;
	if (in != NONE) {
		s->drains[in].last = s->n_steps;
		s->drains[in].items += e->kind == EVENT_ITEM;
	}
	connect(t, e, s->n_steps);
	return s->n_steps++;
}

/* It may happen again and again, and is then still one step. */
static void tell_nothing(struct teller *t, const struct record *e, size_t lane)
{
	struct story *s = t->s;
	size_t step = s->lanes[lane].last;

	if (step == NONE || step != s->n_steps - 1 || !t->nothing)
		step = add_step(t, e, lane);
	t->nothing++;
	free(s->steps[step].text);
	if (t->nothing == 1)
		s->steps[step].text = xstrdup("drains (runs~nothing)");
	else
		s->steps[step].text = xasprintf("drains %u~times (runs~nothing)",
						t->nothing);
}

static void tell_drain(struct teller *t, const struct record *e, size_t lane)
{
	t->drain_of[lane] = t->s->n_drains;
	t->s->drains[t->s->n_drains++].first = t->s->n_steps;
	add_step(t, e, lane);
}

static void tell_drained(struct teller *t, const struct record *e, size_t lane)
{
	size_t in = t->drain_of[lane], step;
	unsigned int items;

	if (in == NONE)
		return;
	items = t->s->drains[in].items;
	step = add_step(t, e, lane);
	t->s->steps[step].text = xasprintf("ends the drain (%u~ha%s~run)",
					   items, items == 1 ? "s" : "ve");
	t->drain_of[lane] = NONE;
}

static void tell(struct teller *t, size_t i)
{
	const struct record *e = &t->r->events[i];
	size_t lane = lane_of(t->s, e);

	if (t->left_out[i] || e->kind == EVENT_ROLE)
		return;
	if (e->kind == EVENT_WAKE) {
		wake(t, e);
		return;
	}
	if (lane == NONE ||
	    (e->kind == EVENT_FORK && find_lane(t->s, e->other) == NONE))
		return;

	if (e->kind == EVENT_DRAIN && runs_nothing(t, i))
		tell_nothing(t, e, lane);
	else if (e->kind == EVENT_DRAIN)
		tell_drain(t, e, lane);
	else if (e->kind == EVENT_DRAINED)
		tell_drained(t, e, lane);
	else
		add_step(t, e, lane);
}

static int by_number(const void *a, const void *b)
{
	const struct begun *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* What was pushed, and nobody has run. */
static void tell_left(struct teller *t)
{
	struct text list = { 0 };
	unsigned int left = 0;
	size_t i;

	qsort(t->begun, t->n_begun, sizeof(t->begun[0]), by_number);
	for (i = 0; i < t->n_begun; i++)
		if (t->begun[i].kind == EVENT_PUSH)
			text_printf(&list, "%s%u", left++ ? ", " : "",
				    t->begun[i].number);
	if (left)
		t->s->left = xasprintf("nobody runs request%s %s",
				       left == 1 ? "" : "s", text_str(&list));
	text_free(&list);
}

void story_make(struct story *s, const struct recording *r)
{
	struct teller t = { .s = s, .r = r };
	size_t i;

	memset(s, 0, sizeof(*s));
	s->title = r->title;
	t.left_out = xmalloc(r->count * sizeof(*t.left_out));
	leave_out(&t);
	make_lanes(s, r, t.left_out);
	/* No event makes more than one of each. */
	s->steps = xmalloc(r->count * sizeof(*s->steps));
	s->arrows = xmalloc(r->count * sizeof(*s->arrows));
	s->drains = xmalloc(r->count * sizeof(*s->drains));
	t.begun = xmalloc(r->count * sizeof(*t.begun));
	t.drain_of = xmalloc(r->count * sizeof(*t.drain_of));
	for (i = 0; i < s->n_lanes; i++)
		t.drain_of[i] = NONE;
	for (i = 0; i < r->count; i++)
		t.many_rings |= r->events[i].ring > 1;
	for (i = 0; i < r->count; i++)
		tell(&t, i);
	tell_left(&t);
	free(t.left_out);
	free(t.begun);
	free(t.drain_of);
}

void story_free(struct story *s)
{
	size_t i;

	for (i = 0; i < s->n_lanes; i++) {
		free(s->lanes[i].head);
		free(s->lanes[i].below);
		free(s->lanes[i].subject);
	}
	for (i = 0; i < s->n_steps; i++)
		free(s->steps[i].text);
	free(s->lanes);
	free(s->steps);
	free(s->arrows);
	free(s->drains);
	free(s->left);
}
