// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel threads, as /proc shows them, see kthreads.h.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kthreads.h"

/* In the kernel's include/linux/sched.h; /proc/PID/stat tells them. */
#define PF_WQ_WORKER	0x00000020
#define PF_KTHREAD	0x00200000

/*
 * A thread of a workqueue has its name as soon as it is there, but its flag
 * only when it has run for the first time: until then its maker may be waiting
 * for the CPU that we have.
 */
static bool of_a_workqueue(const struct proc_stat *stat)
{
	return (stat->flags & PF_WQ_WORKER) ||
	       !strncmp(stat->name, "kworker/", strlen("kworker/"));
}

unsigned int kthreads(struct kthread *list, unsigned int max)
{
	struct proc_stat stat;
	unsigned int n = 0;
	struct dirent *d;
	DIR *dir;

	dir = opendir("/proc");
	while (dir && n < max && (d = readdir(dir))) {
		pid_t pid = atoi(d->d_name);

		if (pid <= 0 || !proc_read_stat(pid, &stat) ||
		    !(stat.flags & PF_KTHREAD) || of_a_workqueue(&stat))
			continue;
		list[n].pid = pid;
		list[n].stat = stat;
		n++;
	}
	if (dir)
		closedir(dir);
	return n;
}

static bool has(const struct kthread *list, unsigned int n, pid_t pid)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (list[i].pid == pid)
			return true;
	return false;
}

unsigned int kthreads_new(struct kthread *list, unsigned int n,
			  const struct kthread *old, unsigned int n_old)
{
	unsigned int i, left = 0;

	for (i = 0; i < n; i++)
		if (!has(old, n_old, list[i].pid))
			list[left++] = list[i];
	return left;
}

unsigned long kthread_switches(pid_t pid)
{
	unsigned long n, sum = 0;
	char path[32], line[128];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "voluntary_ctxt_switches: %lu", &n) == 1 ||
		    sscanf(line, "nonvoluntary_ctxt_switches: %lu", &n) == 1)
			sum += n;
	if (f)
		fclose(f);
	return sum;
}
