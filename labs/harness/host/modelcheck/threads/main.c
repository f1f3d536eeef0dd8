// SPDX-License-Identifier: GPL-2.0
/*
 * threads - a lab's scenarios on real threads, under ThreadSanitizer
 *
 * The model checker tries every order of the steps that a program makes.  This
 * program tries few of them, many times over, on the processors of the host,
 * with whatever the compiler and the processor do to the code; and
 * ThreadSanitizer looks for accesses that nothing orders.  It is a second
 * opinion, from people who know nothing of ours.
 *
 * Scenarios and fallback.c are the same, and so is the shim.  An interrupt is a
 * thread like the others here: push may be called on several processors at
 * once, so that is no more than the contract allows.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"
#include "shim/kernel.h"
#include "sync.h"
#include "world.h"

#define ROUNDS		3000
#define THREADS		SCENARIO_THREADS

extern const struct scenario *const __start_scenarios[];
extern const struct scenario *const __stop_scenarios[];

static const struct scenario *scenario;
static pthread_barrier_t start, end;
static unsigned int nr_threads;
static bool stop;

/* What went wrong first. */
static pthread_mutex_t failed_lock = PTHREAD_MUTEX_INITIALIZER;
static bool failed;
static bool raced;
static char text[200];

/* ThreadSanitizer calls this with each report, which it prints itself. */
void __tsan_on_report(void *report)
{
	(void)report;
	__atomic_store_n(&raced, true, __ATOMIC_RELAXED);
}

/* And asks this for its options: no report is the last, no status its own. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "halt_on_error=0 exitcode=0 report_bugs=1";
}

void scenario_fail(const char *fmt, ...)
{
	va_list ap;

	pthread_mutex_lock(&failed_lock);
	if (!failed) {
		failed = true;
		va_start(ap, fmt);
		vsnprintf(text, sizeof(text), fmt, ap);
		va_end(ap);
	}
	pthread_mutex_unlock(&failed_lock);
}

static void *thread_fn(void *arg)
{
	const struct scenario_thread *t = arg;

	for (;;) {
		pthread_barrier_wait(&start);
		if (stop)
			return NULL;
		t->fn(t->arg);
		/*
		 * Or scenario_lock() would wait for this thread. That it left
		 * them disabled is for the model checker to report.
		 */
		local_irq_enable();
		pthread_barrier_wait(&end);
	}
}

static void try(const struct scenario *s)
{
	pthread_t threads[THREADS];
	unsigned int i, round;

	scenario = s;
	works_begin();
	failed = raced = stop = false;
	for (nr_threads = 0; s->threads[nr_threads].name; nr_threads++)
		;
	pthread_barrier_init(&start, NULL, nr_threads + 1);
	pthread_barrier_init(&end, NULL, nr_threads + 1);
	world_begin();
	s->init();
	for (i = 0; i < nr_threads; i++)
		if (pthread_create(&threads[i], NULL, thread_fn,
				   (void *)&s->threads[i])) {
			perror("threads: pthread_create");
			exit(2);
		}
	for (round = 0; round < ROUNDS && !failed && !raced; round++) {
		if (round) {
			world_begin();
			s->init();
		}
		pthread_barrier_wait(&start);
		pthread_barrier_wait(&end);
		scenario_settle();
		s->check();
	}
	stop = true;
	pthread_barrier_wait(&start);
	for (i = 0; i < nr_threads; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&start);
	pthread_barrier_destroy(&end);
}

/* See world_use() of the checker. */
extern char __start_shim_works[] __attribute__((weak));

static void *worker_fn(void *number)
{
	worker(number);
	return NULL;
}

static void start_workers(void)
{
	pthread_t thread;
	uintptr_t i;

	for (i = 0; i < WORKERS; i++) {
		if (pthread_create(&thread, NULL, worker_fn, (void *)i)) {
			perror("threads: pthread_create");
			exit(2);
		}
		pthread_detach(thread);
	}
}

int main(void)
{
	const struct scenario *const *s;
	unsigned int n = __stop_scenarios - __start_scenarios, i = 0, bad = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (__start_shim_works)
		start_workers();
	printf("KTAP version 1\n1..%u\n", n);
	for (s = __stop_scenarios; s-- > __start_scenarios;) {
		printf("# begin: %s\n", (*s)->name);
		try(*s);
		i++;
		if (!failed && !raced) {
			printf("ok %u %s\n", i, (*s)->name);
			continue;
		}
		bad++;
		printf("# %s: expected: %s\n", (*s)->name, (*s)->claim);
		if (failed)
			printf("# %s: seen: %s\n", (*s)->name, text);
		if (raced)
			printf("# %s: seen: a data race, as ThreadSanitizer has it\n",
			       (*s)->name);
		printf("not ok %u %s\n", i, (*s)->name);
	}
	return bad ? 1 : 0;
}
