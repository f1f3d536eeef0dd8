// SPDX-License-Identifier: GPL-2.0
/*
 * All states of a program, and the steps between them.
 *
 * The checker makes runs, and saves none of them; here it is the other way
 * round.  A state is small enough to be kept, each is looked at once, and how
 * many ways lead from it to an end is the sum of what its successors say.
 * Nothing is left out, so there is nothing to get wrong about what may be.
 *
 * With MODEL_WEAK a state has all values that a variable ever had, and for each
 * thread and variable the oldest that it may still read.  A read goes on with
 * each of those from there to the newest.  (weak.c has arrivals instead, as
 * many as there are values, in any order.)
 */
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "program.h"

#define BUFFERED	8
#define VALUES		8
#define TABLE_SIZE	(1u << 18)

/* For each variable, the number of a value. */
struct view {
	uint8_t of[VARS];
};

struct state {
	uint8_t at[TASKS];	/* which action is next */
	uint8_t entered[TASKS];	/* of an interrupt: 1 it has begun, 2 ended */
	uint8_t off[TASKS];	/* has interrupts disabled */
	uint8_t last[TASKS];	/* what was read last */
	uint8_t locked;		/* a bit for each lock */
	uint8_t count[LOCKS];	/* of completions */
	uint8_t all;		/* they were taken together */
	uint8_t freed;		/* a bit for each variable */
	uint8_t buffered[TASKS];
	uint8_t buffer[TASKS][BUFFERED][2];	/* variable, value */
	uint8_t newest[VARS];
	uint8_t value[VARS][VALUES];
	struct view attached[VARS][VALUES];
	struct view view[TASKS];
	struct view aside[TASKS];
	struct view fenced[TASKS];
	struct view barriers, locks[LOCKS], posted[LOCKS];
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
static bool with_buffers, weak;
static struct outcome *out;

static const struct act *next_act(const struct state *s, int t)
{
	return &program->task[t].act[s->at[t]];
}

/* Interrupts see what their CPU sees. */
static int cpu_of(int t)
{
	return program->task[t].on ? program->task[t].on - 1 : t;
}

static void see(struct view *to, const struct view *from)
{
	int i;

	for (i = 0; i < VARS; i++)
		if (from->of[i] > to->of[i])
			to->of[i] = from->of[i];
}

/* Over what makes no step. */
static void settle(struct state *s, int t)
{
	const struct act *a = next_act(s, t);
	int cpu = cpu_of(t);

	for (;; a = next_act(s, t)) {
		switch (a->what) {
		case DO_ON:
			s->off[t] = 0;
			break;
		case DO_RMB:
			see(&s->view[cpu], &s->aside[cpu]);
			break;
		case DO_WMB:
			s->fenced[cpu] = s->view[cpu];
			break;
		case DO_SKIP:
			s->at[t] += s->last[t] == a->a;
			break;
		default:
			return;
		}
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

/* Who takes all locks takes each of them. */
static unsigned int locks_of(const struct act *a)
{
	return a->what == DO_LOCK_ALL || a->what == DO_UNLOCK_ALL ?
	       (1u << LOCKS) - 1 : 1u << a->var;
}

static bool can_go_on(const struct state *s, int t)
{
	const struct act *a = next_act(s, t);
	int cpu = program->task[t].on - 1;
	bool buffered = s->buffered[t];
	int i;

	if (has_ended(s, t) || is_interrupted(s, t))
		return false;
	if (cpu >= 0 && !s->entered[t])
		return !s->off[cpu] && !s->buffered[cpu] &&
		       !is_interrupted(s, cpu);
	switch (a->what) {
	case DO_TAKE:
		return !buffered && s->count[a->var];
	case DO_LOCK:
		return !buffered && !(s->locked & locks_of(a));
	case DO_LOCK_ALL:
		for (i = 0; i < nr_tasks; i++)
			if (i != t && s->off[i] && !has_ended(s, i))
				return false;
		return !buffered && !s->locked;
	case DO_READ ... DO_PLAIN_WRITE:
	case DO_AWAIT:
		return true;
	case DO_OFF:
		return !s->all;
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

static void full_barrier(struct state *s, int cpu)
{
	see(&s->view[cpu], &s->aside[cpu]);
	see(&s->view[cpu], &s->barriers);
	s->barriers = s->view[cpu];
	s->fenced[cpu] = s->view[cpu];
}

/* A value is read; all values are small numbers, and no addresses. */
static uint8_t weak_load(struct state *s, int t, uint8_t var, int nr,
			 bool acquire)
{
	int cpu = cpu_of(t);

	s->view[cpu].of[var] = nr;
	see(acquire ? &s->view[cpu] : &s->aside[cpu], &s->attached[var][nr]);
	return s->value[var][nr];
}

static void store(struct state *s, int t, uint8_t var, uint8_t value,
		  bool release)
{
	int cpu = cpu_of(t), nr;

	if (with_buffers) {
		s->buffer[t][s->buffered[t]][0] = var;
		s->buffer[t][s->buffered[t]++][1] = value;
		return;
	}
	s->seen.var[var] = value;
	if (!weak)
		return;
	nr = ++s->newest[var];
	if (nr == VALUES)
		abort();
	s->view[cpu].of[var] = nr;
	s->value[var][nr] = value;
	s->attached[var][nr] = release ? s->view[cpu] : s->fenced[cpu];
	if (release)
		see(&s->attached[var][nr], &s->aside[cpu]);
	s->attached[var][nr].of[var] = nr;
}

static void got(struct state *s, int t, uint8_t value)
{
	s->last[t] = value;
	s->seen.got[t][s->at[t]] = value;
}

/* An atomic on the newest value. No store buffer has anything. */
static void atomic(struct state *s, int t, const struct act *a)
{
	bool full = a->what != DO_COUNT, write = true;
	int nr = s->newest[a->var], cpu = cpu_of(t);
	uint8_t *var = &s->seen.var[a->var], old = *var, new = old + 1;

	if (a->what == DO_XCHG)
		new = a->a;
	if (a->what == DO_CMPXCHG) {
		new = a->b;
		write = old == a->a;
	}
	if (full && write)
		full_barrier(s, cpu);
	got(s, t, weak ? weak_load(s, t, a->var, nr, full && write) : old);
	if (!write)
		return;
	if (weak) {
		store(s, t, a->var, new, full);
		see(&s->attached[a->var][nr + 1], &s->attached[a->var][nr]);
	}
	*var = new;
	if (full)
		full_barrier(s, cpu);
}

static bool reads(const struct act *a)
{
	return a->what == DO_READ || a->what == DO_ACQUIRE ||
	       a->what == DO_PLAIN_READ || a->what == DO_AWAIT;
}

static bool touches(const struct act *a)
{
	return a->what >= DO_READ && a->what != DO_FENCE &&
	       (a->what <= DO_FREE || a->what == DO_AWAIT);
}

/* @nr: with MODEL_WEAK, the number of the value that is read */
static void do_act(struct state *s, int t, const struct act *a, int nr)
{
	int cpu = cpu_of(t), i;

	switch (a->what) {
	case DO_READ:
	case DO_ACQUIRE:
	case DO_PLAIN_READ:
	case DO_AWAIT:
		got(s, t, weak ? weak_load(s, t, a->var, nr,
					   a->what == DO_ACQUIRE) :
				 load(s, t, a->var));
		break;
	case DO_WRITE:
	case DO_RELEASE:
	case DO_PLAIN_WRITE:
		store(s, t, a->var, a->a, a->what == DO_RELEASE);
		break;
	case DO_COPY:
		store(s, t, a->var, s->last[t] + a->a, false);
		break;
	case DO_XCHG ... DO_COUNT:
		atomic(s, t, a);
		break;
	case DO_FENCE:
		full_barrier(s, cpu);
		break;
	case DO_FREE:
		s->freed |= 1 << a->var;
		break;
	case DO_POST:
		see(&s->view[cpu], &s->posted[a->var]);
		see(&s->fenced[cpu], &s->posted[a->var]);
		see(&s->posted[a->var], &s->view[cpu]);
		see(&s->posted[a->var], &s->aside[cpu]);
		s->count[a->var]++;
		break;
	case DO_TAKE:
		see(&s->view[cpu], &s->posted[a->var]);
		see(&s->fenced[cpu], &s->posted[a->var]);
		s->count[a->var]--;
		break;
	case DO_TRYLOCK:
		got(s, t, !(s->locked & locks_of(a)));
		if (s->locked & locks_of(a))
			break;
		/* fall through */
	case DO_LOCK:
	case DO_LOCK_ALL:
		s->locked |= locks_of(a);
		s->all = a->what == DO_LOCK_ALL;
		for (i = 0; i < LOCKS; i++)
			if (locks_of(a) & 1u << i) {
				see(&s->view[cpu], &s->locks[i]);
				see(&s->fenced[cpu], &s->locks[i]);
			}
		break;
	case DO_UNLOCK:
	case DO_UNLOCK_ALL:
		s->locked &= ~locks_of(a);
		s->all = 0;
		for (i = 0; i < LOCKS; i++)
			if (locks_of(a) & 1u << i) {
				see(&s->locks[i], &s->view[cpu]);
				see(&s->locks[i], &s->aside[cpu]);
			}
		break;
	case DO_OFF:
		s->off[t] = 1;
		break;
	}
}

/*
 * One step of a thread; see do_act() for @nr. False: it fails, or changes
 * nothing.
 */
static bool step(struct state *s, int t, int nr)
{
	const struct act *a = next_act(s, t);

	if (program->task[t].on && s->entered[t] == 0) {
		s->entered[t] = 1;
		settle(s, t);
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
	if (a->what == DO_AWAIT &&
	    !(weak ? s->value[a->var][nr] : load(s, t, a->var)))
		return false;
	do_act(s, t, a, nr);
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

static long double explore_from(const struct state *s);

/* All steps that a thread can make. @any: gets whether there is one. */
static long double steps_of(const struct state *s, int t, bool *any)
{
	const struct act *a = next_act(s, t);
	unsigned int failures = out->failures;
	int nr = 0, last = 0;
	long double ways = 0;
	struct state n;

	if (weak && reads(a)) {
		nr = s->view[cpu_of(t)].of[a->var];
		last = s->newest[a->var];
	}
	for (; nr <= last; nr++) {
		n = *s;
		/* In the end the newest value is read by everybody. */
		if (step(&n, t, nr)) {
			ways += explore_from(&n);
			*any = *any || nr == last;
		} else if (out->failures != failures || a->what != DO_AWAIT) {
			*any = true;
		}
	}
	return ways;
}

/* How many ways lead from here to an end? */
static long double explore_from(const struct state *s)
{
	struct entry *e = entry_of(s);
	bool ended = true, any = false;
	long double ways = 0;
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
	for (t = 0; t < nr_tasks; t++)
		if (can_go_on(s, t))
			ways += steps_of(s, t, &any);
	for (t = 0; t < nr_tasks; t++) {
		if (!s->buffered[t])
			continue;
		n = *s;
		any = true;
		if (flush(&n, t))
			ways += explore_from(&n);
	}
	if (!any)
		out->failures |= 1 << FAIL_DEADLOCK;
	return e->ways = ways;
}

void states_try(const struct program *p, enum model m,
		struct outcome *o)
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
	with_buffers = m == MODEL_TSO;
	weak = m == MODEL_WEAK;
	out = o;
	o->complete = true;
	for (t = 0; t < nr_tasks; t++)
		if (!p->task[t].on)
			settle(&first, t);
	o->ways = explore_from(&first);
	endings_sort(&o->endings);
}
