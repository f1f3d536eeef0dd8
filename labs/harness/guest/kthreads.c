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

/* Parts of /proc/PID/stat: "PID (NAME) STATE ... FLAGS ...", see proc(5). */
static bool read_stat(pid_t pid, struct kthread *k, unsigned int *flags)
{
	char path[32], line[512], *name, *end;
	bool ok;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	ok = fgets(line, sizeof(line), f);
	fclose(f);
	name = ok ? strchr(line, '(') : NULL;
	end = ok ? strrchr(line, ')') : NULL;
	if (!name || !end)
		return false;
	*end = '\0';
	k->pid = pid;
	snprintf(k->name, sizeof(k->name), "%.31s", name + 1);
	return sscanf(end + 1, " %c %*d %*d %*d %*d %*d %u", &k->state,
		      flags) == 2;
}

unsigned int kthreads(struct kthread *list, unsigned int max)
{
	unsigned int n = 0, flags;
	struct dirent *d;
	DIR *dir;

	dir = opendir("/proc");
	while (dir && n < max && (d = readdir(dir))) {
		pid_t pid = atoi(d->d_name);

		if (pid <= 0 || !read_stat(pid, &list[n], &flags) ||
		    !(flags & PF_KTHREAD) || (flags & PF_WQ_WORKER))
			continue;
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
