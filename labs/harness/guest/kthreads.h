/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kthreads.h - the kernel threads of the guest, as /proc shows them
 *
 * Workqueues make and end threads of their own as they need them (kworker/...),
 * whatever a test does.  Those are left out, so that one thread more or less
 * means something.
 */
#ifndef GUEST_KTHREADS_H
#define GUEST_KTHREADS_H

#include <sys/types.h>

#include "proc.h"

/** struct kthread - a kernel thread */
struct kthread {
	pid_t pid;		/* its process id */
	struct proc_stat stat;	/* its name; its state: 'S' and 'I' sleep, 'D'
				 * sleeps and is counted as load, 'R' runs */
};

/**
 * kthreads - list the kernel threads that belong to no workqueue
 *
 * Return: how many there are in @list; 0 if /proc cannot be read.
 */
unsigned int kthreads(struct kthread *list, unsigned int max);

/**
 * kthreads_new - take those from a list that another list has
 *
 * Return: how many are left in @list, in the same order.
 */
unsigned int kthreads_new(struct kthread *list, unsigned int n,
			  const struct kthread *old, unsigned int n_old);

/** kthread_switches - how often has it left the CPU? 0 if it is gone */
unsigned long kthread_switches(pid_t pid);

#endif /* GUEST_KTHREADS_H */
