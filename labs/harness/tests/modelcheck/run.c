// SPDX-License-Identifier: GPL-2.0
/*
 * A program under the checker: the calls that compiled C would make.
 */
#include <string.h>

#include "execution.h"
#include "explore.h"
#include "scenario.h"
#include "shim/kernel.h"
#include "sync.h"
#include "thread.h"
#include "world.h"
#include "program.h"

uint32_t __tsan_atomic32_load(const volatile uint32_t *p, int order);
void __tsan_atomic32_store(volatile uint32_t *p, uint32_t v, int order);
uint32_t __tsan_atomic32_exchange(volatile uint32_t *p, uint32_t v, int order);
uint32_t __tsan_atomic32_fetch_add(volatile uint32_t *p, uint32_t v, int order);
int __tsan_atomic32_compare_exchange_strong(volatile uint32_t *p, uint32_t *old,
					    uint32_t v, int order, int fail);
void __tsan_volatile_read4(void *p);
void __tsan_volatile_write4(void *p);
void __tsan_read4(void *p);
void __tsan_write4(void *p);

static uint32_t vars[VARS];
static spinlock_t locks[LOCKS];
static uint32_t counts[LOCKS];
static uint8_t got[TASKS][ACTS];
static const struct program *program;
static struct endings *endings;

/* A thread may wait with a lock here, so this is not complete() itself. */
static void post_or_take(uint32_t *count, bool post)
{
	const struct sync s = {
		.count = count,
		.need = !post,
		.changes = true,
		.acquire = true,
		.release = post,
		.what = "",
	};

	sync_begin(&s);
	*count += post ? 1 : -1;
	sync_end();
}

/* Return: what it has read, or -1 for what reads nothing. */
static int do_act(const struct act *a, int last)
{
	volatile uint32_t *p = &vars[a->var];
	uint32_t old = a->a;

	switch (a->what) {
	case DO_READ:
	case DO_AWAIT:
		__tsan_volatile_read4((void *)p);
		return *p;
	case DO_PLAIN_READ:
		__tsan_read4((void *)p);
		return *p;
	case DO_ACQUIRE:
		return __tsan_atomic32_load(p, __ATOMIC_ACQUIRE);
	case DO_XCHG:
		return __tsan_atomic32_exchange(p, a->a, __ATOMIC_SEQ_CST);
	case DO_INC:
		return __tsan_atomic32_fetch_add(p, 1, __ATOMIC_SEQ_CST);
	case DO_COUNT:
		return __tsan_atomic32_fetch_add(p, 1, __ATOMIC_RELAXED);
	case DO_CMPXCHG:
		__tsan_atomic32_compare_exchange_strong(p, &old, a->b,
			__ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
		return old;
	case DO_WRITE:
		__tsan_volatile_write4((void *)p);
		*p = a->a;
		break;
	case DO_COPY:
		__tsan_volatile_write4((void *)p);
		*p = (uint8_t)(last + a->a);
		break;
	case DO_PLAIN_WRITE:
		__tsan_write4((void *)p);
		*p = a->a;
		break;
	case DO_RELEASE:
		__tsan_atomic32_store(p, a->a, __ATOMIC_RELEASE);
		break;
	case DO_FENCE:
		smp_mb();
		break;
	case DO_RMB:
		smp_rmb();
		break;
	case DO_WMB:
		smp_wmb();
		break;
	case DO_FREE:
		scenario_free((void *)p, sizeof(*p));
		break;
	case DO_LOCK:
		spin_lock(&locks[a->var]);
		break;
	case DO_TRYLOCK:
		return spin_trylock(&locks[a->var]);
	case DO_POST:
	case DO_TAKE:
		post_or_take(&counts[a->var], a->what == DO_POST);
		break;
	case DO_UNLOCK:
		spin_unlock(&locks[a->var]);
		break;
	case DO_LOCK_ALL:
		scenario_lock();
		break;
	case DO_UNLOCK_ALL:
		scenario_unlock();
		break;
	case DO_OFF:
	case DO_ON:
		shim_irqs(a->what == DO_ON);
		break;
	}
	return -1;
}

static void interpret(void *arg)
{
	const struct task *task = arg;
	uint8_t *seen = got[task - program->task];
	const struct act *a;
	int last = 0, read;

	for (a = task->act; a->what != DO_NOTHING; a++) {
		if (a->what == DO_SKIP) {
			a += last == a->a;
			continue;
		}
		do
			read = do_act(a, last);
		while (a->what == DO_AWAIT && !read);
		if (read >= 0)
			seen[a - task->act] = last = read;
	}
}

static void init(void)
{
	memset(vars, 0, sizeof(vars));
	memset(counts, 0, sizeof(counts));
	memset(got, NOT_READ, sizeof(got));
}

static void check(void)
{
	struct ending e;
	int i;

	for (i = 0; i < VARS; i++)
		e.var[i] = vars[i];
	memcpy(e.got, got, sizeof(got));
	endings_add(endings, &e);
}

void checker_try(const struct program *p, const struct how *how,
		 struct outcome *o)
{
	static const char *const names[] = { "0", "1", "2", "3" };
	const struct explore_options options = {
		.reduce = !how->full,
		.runs_max = how->runs_max,
		.count = how->exact && !how->full ? UINT64_MAX : 0,
	};
	static struct exploration x;
	struct scenario s = { .name = p->name, .init = init, .check = check };
	int t;

	for (t = 0; t < program_tasks(p); t++) {
		s.threads[t].name = names[t];
		s.threads[t].fn = interpret;
		s.threads[t].arg = (void *)&p->task[t];
		if (p->task[t].on)
			s.threads[t].interrupts = names[p->task[t].on - 1];
	}
	memset(o, 0, sizeof(*o));
	program = p;
	endings = &o->endings;
	memory = models[how->model];
	same_is_read = !how->exact;
	world_use(&s);
	explore(&options, &x);
	endings_sort(&o->endings);
	o->failures = x.failures;
	o->ways = x.interleavings;
	o->runs = x.runs;
	o->complete = x.complete;
}
