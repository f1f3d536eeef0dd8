// SPDX-License-Identifier: GPL-2.0
/*
 * Coroutines.
 *
 * makecontext() gives each a stack, once.  After that it is _setjmp() and
 * _longjmp(), which make no system calls: there are some ten million switches
 * in an exploration.
 *
 * The function at the bottom of each stack waits for work in a loop.  Its frame
 * stays where it is, so jumping back to it forgets whatever was above: that is
 * how a thread begins again, in the middle of something or not.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "thread.h"

#define STACK_SIZE	(256 * 1024)
#define GUARD_SIZE	(64 * 1024)
#define PLACE_SIZE	(STACK_SIZE + GUARD_SIZE)

#define ALONE		THREADS_MAX	/* the place of thread_alone() */
#define PLACES		(THREADS_MAX + 1)

struct thread threads[PLACES];
int nr_threads;

static struct {
	jmp_buf bottom;		/* waits for work */
	jmp_buf here;		/* where it stands */
	bool made;
} places[PLACES];
static ucontext_t contexts[PLACES], made_from;
static jmp_buf scheduler;
static int running = -1;
static char *stacks;

static void bottom(void)
{
	int id = running;

	if (!_setjmp(places[id].bottom))
		swapcontext(&contexts[id], &made_from);
	id = running;
	threads[id].fn(threads[id].arg);
	threads[id].ended = true;
	_longjmp(scheduler, 1);
}

static void make_place(int id)
{
	if (!stacks)
		stacks = mmap(NULL, PLACES * PLACE_SIZE,
			      PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			      -1, 0);
	/* Below each stack, which grows downwards, nothing may be touched. */
	if (stacks == MAP_FAILED ||
	    mprotect(stacks + id * PLACE_SIZE, GUARD_SIZE, PROT_NONE)) {
		perror("modelcheck: stacks");
		exit(2);
	}
	getcontext(&contexts[id]);
	contexts[id].uc_stack.ss_sp = stacks + id * PLACE_SIZE + GUARD_SIZE;
	contexts[id].uc_stack.ss_size = STACK_SIZE;
	contexts[id].uc_link = NULL;
	makecontext(&contexts[id], bottom, 0);
	running = id;
	swapcontext(&made_from, &contexts[id]);
	running = -1;
	places[id].made = true;
}

static void go(int id, jmp_buf where)
{
	running = id;
	if (!_setjmp(scheduler))
		_longjmp(where, 1);
	running = -1;
}

void thread_begin(int id)
{
	if (!places[id].made)
		make_place(id);
	threads[id].ended = false;
	threads[id].irqs_off = false;
	threads[id].atomic = 0;
	go(id, places[id].bottom);
}

void thread_step(int id)
{
	go(id, places[id].here);
}

void thread_announce(const struct op *op)
{
	int id = running;

	if (id < 0 || id == ALONE)
		return;
	threads[id].next = *op;
	threads[id].next.irqs_off = threads[id].irqs_off;
	if (!_setjmp(places[id].here))
		_longjmp(scheduler, 1);
}

static void call(void *fn)
{
	(*(void (**)(void))fn)();
}

void thread_alone(void (*fn)(void))
{
	threads[ALONE].fn = call;
	threads[ALONE].arg = &fn;
	thread_begin(ALONE);
}

void thread_abandon(void)
{
	if (running < 0)
		return;
	threads[running].ended = true;
	_longjmp(scheduler, 1);
}

int thread_current(void)
{
	return running == ALONE ? -1 : running;
}

bool thread_any(void)
{
	return running >= 0;
}

bool thread_on_stack(uintptr_t addr)
{
	return stacks && addr - (uintptr_t)stacks < PLACES * PLACE_SIZE;
}

int thread_stack(uintptr_t addr)
{
	return thread_on_stack(addr) ?
	       (int)((addr - (uintptr_t)stacks) / PLACE_SIZE) : -1;
}

int thread_overflowed(uintptr_t addr)
{
	uintptr_t offset = addr - (uintptr_t)stacks;

	if (!thread_on_stack(addr) || offset % PLACE_SIZE >= GUARD_SIZE)
		return -1;
	return offset / PLACE_SIZE;
}

int thread_cpu(int id)
{
	while (threads[id].interrupts >= 0)
		id = threads[id].interrupts;
	return id;
}

bool thread_same_cpu(int a, int b)
{
	return a < nr_threads && b < nr_threads &&
	       thread_cpu(a) == thread_cpu(b);
}
