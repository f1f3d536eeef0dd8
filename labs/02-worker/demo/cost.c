// SPDX-License-Identifier: GPL-2.0
/*
 * What a ring costs while nothing happens: makes 64 of them, and looks at what
 * the kernel says about its threads and its memory before and after.
 *
 * The program is the same in every guest; what differs is fallback.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kthreads.h"
#include "orphan.h"

#define RINGS	64
#define ENTRIES	4
#define THREADS	512

/* What is looked at, by its name in /proc/meminfo; the threads come first. */
static const char *const names[] = {
	"kernel threads", "KernelStack", "Slab", "MemFree"
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

static struct kthread threads[THREADS];
static struct io_uring rings[RINGS];

static long read_meminfo(const char *name)
{
	size_t len = strlen(name);
	char line[128];
	long kb = -1;
	FILE *f;

	f = fopen("/proc/meminfo", "r");
	while (f && kb < 0 && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, len) && line[len] == ':')
			kb = atol(line + len + 1);
	if (f)
		fclose(f);
	return kb;
}

static void look(long *values)
{
	size_t i;

	/* Let what has just ended be given back. */
	sleep(1);
	values[0] = kthreads(threads, THREADS);
	for (i = 1; i < N_NAMES; i++)
		values[i] = read_meminfo(names[i]);
}

static void make_rings(unsigned int n)
{
	while (n)
		orphan_ring(&rings[--n], ENTRIES);
}

int main(void)
{
	long before[N_NAMES], with[N_NAMES];
	size_t i;

	puts("KTAP version 1\n1..1");
	fflush(stdout);

	/* The first ring of all makes what is made once. */
	make_rings(1);
	io_uring_queue_exit(&rings[0]);

	look(before);
	make_rings(RINGS);
	look(with);

	fprintf(stderr, "cost: %-14s %9s %9s %9s\n", "", "no ring", "64 rings",
		"more");
	for (i = 0; i < N_NAMES; i++)
		fprintf(stderr, "cost: %-14s %9ld %9ld %+9ld%s\n", names[i],
			before[i], with[i], with[i] - before[i],
			i ? " kB" : "");
	puts("ok 1 cost");
	return 0;
}
