// SPDX-License-Identifier: GPL-2.0
/*
 * What a scenario and its fallback.c live in: threads, and memory that is as in
 * the beginning before each run.
 */
#include <string.h>

#include "objects.h"
#include "shim/kernel.h"
#include "thread.h"
#include "world.h"

#define ARENA_SIZE	(64 * 1024)

static const struct scenario *scenario;

/*
 * The student's variables. objcopy has put them into sections of their own, so
 * that they can be put back.
 */
extern char __start_student_data[] __attribute__((weak));
extern char __stop_student_data[] __attribute__((weak));
extern char __start_student_bss[] __attribute__((weak));
extern char __stop_student_bss[] __attribute__((weak));

#define DATA_MAX	(64 * 1024)

static char saved_data[DATA_MAX];
static size_t nr_saved;
static char arena[ARENA_SIZE] __attribute__((aligned(16)));
static size_t arena_used;

struct task_struct shim_task = { .flags = PF_KTHREAD };

/* A thread's function, with what an interrupt has around it. */
static void thread_fn(void *arg)
{
	const struct scenario_thread *t = arg;
	struct op op = { .kind = OP_ENTER };

	if (t->interrupts)
		thread_announce(&op);
	t->fn(t->arg);
	op.kind = OP_EXIT;
	if (t->interrupts)
		thread_announce(&op);
}

void world_use(const struct scenario *s)
{
	const struct scenario_thread *t = s->threads;
	int i, j;

	scenario = s;
	objects_forget();
	for (i = 0; i < THREADS_MAX && t[i].name; i++) {
		threads[i].name = t[i].name;
		threads[i].fn = thread_fn;
		threads[i].arg = (void *)&t[i];
		threads[i].interrupts = -1;
		for (j = 0; t[i].interrupts && j < i; j++)
			if (!strcmp(t[j].name, t[i].interrupts))
				threads[i].interrupts = j;
	}
	nr_threads = i;
	nr_saved = __stop_student_data - __start_student_data;
	if (nr_saved > DATA_MAX)
		nr_saved = DATA_MAX;
	memcpy(saved_data, __start_student_data, nr_saved);
}

void world_begin(void)
{
	memcpy(__start_student_data, saved_data, nr_saved);
	memset(__start_student_bss, 0,
	       __stop_student_bss - __start_student_bss);
	arena_used = 0;
	objects_forget();
	thread_alone(scenario->init);
}

void world_check(void)
{
	thread_alone(scenario->check);
}

void *world_alloc(size_t size)
{
	void *p = arena + arena_used;

	size = (size + 15) & ~(size_t)15;
	if (size > ARENA_SIZE - arena_used)
		return NULL;
	arena_used += size;
	memset(p, 0, size);
	return p;
}
