// SPDX-License-Identifier: GPL-2.0
/*
 * All states of a program, and the steps between them.
 *
 * The checker makes runs, and saves none of them; here it is the other way
 * round.  A state is small enough to be kept, each is looked at once, and how
 * many ways lead from it to an end is the sum of what its successors say.
 * Nothing is left out, so there is nothing to get wrong about what may be.
 */
#include <stdlib.h>
#include <string.h>

#include "../execution.h"
#include "program.h"

#define BUFFERED	8
#define TABLE_SIZE	(1u << 18)

struct state {
	uint8_t at[TASKS];	/* which action is next */
	uint8_t entered[TASKS];	/* of an interrupt: 1 it has begun, 2 ended */
	uint8_t off[TASKS];	/* has interrupts disabled */
	uint8_t last[TASKS];	/* what was read last */
	uint8_t lock[LOCKS];	/* 0, or 1 + who has it */
	uint8_t all;
	uint8_t freed;		/* a bit for each variable */
	uint8_t buffered[TASKS];
	uint8_t buffer[TASKS][BUFFERED][2];	/* variable, value */
	struct ending seen;
};

/* A hash table. @program: the entry is of the program with this number. */
static struct entry {
	struct state state;
	long double ways;
	unsigned int program;
} *table;

static unsigned int this_program;
static const struct program *program;
static int nr_tasks;
static bool with_buffers;
static struct outcome *out;

static const struct act *next_act(const struct state *s, int t)
{
	return &program->task[t].act[s->at[t]];
}

/* Over what makes no step. */
static void settle(struct state *s, int t)
{
	const struct act *a = next_act(s, t);

	for (; a->what == DO_SKIP || a->what == DO_ON; a = next_act(s, t)) {
		if (a->what == DO_ON)
			s->off[t] = 0;
		else if (s->last[t] == a->a)
			s->at[t]++;
		s->at[t]++;
	}
}

static bool is_interrupted(const struct state *s, int cpu)
{
	int i;

	for (i = 0; i < nr_tasks; i++)
		if (program->task[i].on == cpu + 1 && s->entered[i] == 1)
			return true;
	return false;
}

/* Has it ended? An interrupt that is about to return has not. */
static bool has_ended(const struct state *s, int t)
{
	return next_act(s, t)->what == DO_NOTHING &&
	       (!program->task[t].on || s->entered[t] == 2);
}

static bool can_go_on(const struct state *s, int t)
{
	const struct act *a = next_act(s, t);
	int cpu = program->task[t].on - 1;
	bool buffered = s->buffered[t];

	if (has_ended(s, t) || is_interrupted(s, t))
		return false;
	if (cpu >= 0 && !s->entered[t])
		return !s->off[cpu] && !s->buffered[cpu] &&
		       !is_interrupted(s, cpu);
	switch (a->what) {
	case DO_LOCK:
		return !buffered && !s->lock[a->var] && !s->all;
	case DO_LOCK_ALL:
		return !buffered && !s->lock[0] && !s->lock[1] && !s->all;
	case DO_READ:
	case DO_WRITE:
	case DO_COPY:
	case DO_ACQUIRE:
	case DO_RELEASE:
	case DO_PLAIN_READ:
	case DO_PLAIN_WRITE:
	case DO_AWAIT:
	case DO_OFF:
		return true;
	default:
		return !buffered;
	}
}

static uint8_t load(struct state *s, int t, uint8_t var)
{
	uint8_t value = s->seen.var[var];
	int i;

	for (i = 0; i < s->buffered[t]; i++)
		if (s->buffer[t][i][0] == var)
			value = s->buffer[t][i][1];
	return value;
}

static void store(struct state *s, int t, uint8_t var, uint8_t value)
{
	if (!with_buffers) {
		s->seen.var[var] = value;
		return;
	}
	s->buffer[t][s->buffered[t]][0] = var;
	s->buffer[t][s->buffered[t]++][1] = value;
}

static void got(struct state *s, int t, uint8_t value)
{
	s->last[t] = value;
	s->seen.got[t][s->at[t]] = value;
}

static bool touches(const struct act *a)
{
	return a->what >= DO_READ && a->what != DO_FENCE &&
	       (a->what <= DO_FREE || a->what == DO_AWAIT);
}

static void do_act(struct state *s, int t, const struct act *a)
{
	uint8_t *var = &s->seen.var[a->var];

	switch (a->what) {
	case DO_READ:
	case DO_ACQUIRE:
	case DO_PLAIN_READ:
	case DO_AWAIT:
		got(s, t, load(s, t, a->var));
		break;
	case DO_WRITE:
	case DO_RELEASE:
	case DO_PLAIN_WRITE:
		store(s, t, a->var, a->a);
		break;
	case DO_COPY:
		store(s, t, a->var, s->last[t] + a->a);
		break;
	case DO_XCHG:
		got(s, t, *var);
		*var = a->a;
		break;
	case DO_CMPXCHG:
		got(s, t, *var);
		if (*var == a->a)
			*var = a->b;
		break;
	case DO_INC:
		got(s, t, (*var)++);
		break;
	case DO_FREE:
		s->freed |= 1 << a->var;
		break;
	case DO_LOCK:
		s->lock[a->var] = 1 + t;
		break;
	case DO_UNLOCK:
		s->lock[a->var] = 0;
		break;
	case DO_LOCK_ALL:
		s->all = 1;
		break;
	case DO_UNLOCK_ALL:
		s->all = 0;
		break;
	case DO_OFF:
		s->off[t] = 1;
		break;
	}
}

/* One step of a thread. False: it fails, or changes nothing. */
static bool step(struct state *s, int t)
{
	const struct act *a = next_act(s, t);

	if (program->task[t].on && s->entered[t] == 0) {
		s->entered[t] = 1;
		return true;
	}
	if (a->what == DO_NOTHING) {
		s->entered[t] = 2;
		return true;
	}
	if (touches(a) && s->freed & 1 << a->var) {
		out->failures |= 1 << FAIL_FREED;
		return false;
	}
	if (a->what == DO_AWAIT && !load(s, t, a->var))
		return false;
	do_act(s, t, a);
	s->at[t]++;
	settle(s, t);
	return true;
}

static bool flush(struct state *s, int t)
{
	uint8_t var = s->buffer[t][0][0];

	if (s->freed & 1 << var) {
		out->failures |= 1 << FAIL_FREED;
		return false;
	}
	s->seen.var[var] = s->buffer[t][0][1];
	s->buffered[t]--;
	memmove(s->buffer[t][0], s->buffer[t][1],
		s->buffered[t] * sizeof(s->buffer[t][0]));
	memset(s->buffer[t][s->buffered[t]], 0, sizeof(s->buffer[t][0]));
	return true;
}

static struct entry *entry_of(const struct state *s)
{
	const uint8_t *b = (const uint8_t *)s;
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < sizeof(*s); i++)
		h = (h ^ b[i]) * 16777619u;
	for (h %= TABLE_SIZE; table[h].program == this_program;
	     h = (h + 1) % TABLE_SIZE)
		if (!memcmp(&table[h].state, s, sizeof(*s)))
			break;
	return &table[h];
}

/* How many ways lead from here to an end? */
static long double explore_from(const struct state *s)
{
	struct entry *e = entry_of(s);
	long double ways = 0;
	bool ended = true;
	struct state n;
	int t;

	if (e->program == this_program)
		return e->ways;
	if (out->runs >= TABLE_SIZE / 2) {
		out->complete = false;
		return 0;
	}
	e->program = this_program;
	e->state = *s;
	out->runs++;
	for (t = 0; t < nr_tasks; t++)
		ended = ended && has_ended(s, t) && !s->buffered[t];
	if (ended) {
		endings_add(&out->endings, &s->seen);
		return e->ways = 1;
	}
	ended = true;
	for (t = 0; t < nr_tasks; t++) {
		if (can_go_on(s, t)) {
			unsigned int failures = out->failures;

			n = *s;
			if (step(&n, t))
				ways += explore_from(&n);
			else if (out->failures == failures &&
				 next_act(s, t)->what == DO_AWAIT)
				continue;
			ended = false;
		}
	}
	for (t = 0; t < nr_tasks; t++) {
		if (!s->buffered[t])
			continue;
		n = *s;
		ended = false;
		if (flush(&n, t))
			ways += explore_from(&n);
	}
	if (ended)
		out->failures |= 1 << FAIL_DEADLOCK;
	return e->ways = ways;
}

void states_try(const struct program *p, bool tso, struct outcome *o)
{
	struct state first;
	int t;

	if (!table)
		table = calloc(TABLE_SIZE, sizeof(*table));
	if (!table)
		abort();
	this_program++;
	memset(o, 0, sizeof(*o));
	memset(&first, 0, sizeof(first));
	memset(first.seen.got, NOT_READ, sizeof(first.seen.got));
	program = p;
	nr_tasks = program_tasks(p);
	with_buffers = tso;
	out = o;
	o->complete = true;
	for (t = 0; t < nr_tasks; t++)
		settle(&first, t);
	o->ways = explore_from(&first);
	endings_sort(&o->endings);
}
