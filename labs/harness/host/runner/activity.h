/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_ACTIVITY_H
#define RUN_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "console.h"

#define STACK_SAMPLES	5	/* so often a stack is looked at */
#define STACK_ADDRS	32	/* addresses kept of each */

/** struct cpu_time - CPU time a guest has used, in clock ticks */
struct cpu_time {
	uint64_t kernel;	/* by its kernel */
	uint64_t user;		/* by the programs in it */
	bool waits;		/* nothing of it could use more right now */
};

/** struct stack_sample - what the guest's kernel was doing at one moment */
struct stack_sample {
	struct splat_addr addrs[STACK_ADDRS];	/* the instruction, then what
						 * look like return addresses on
						 * its stack */
	size_t n;	/* how many; 0 when the host does not let us look */
};

/**
 * cpu_time_read() - how much CPU time has a guest used?
 */
void cpu_time_read(pid_t pgid, struct cpu_time *t);

/**
 * stack_sample_take() - interrupt a guest's kernel and look at its stack
 * @pid: its process, a child of ours
 *
 * Takes some 50 ms. The kernel goes on afterwards, but calls of the host it
 * was waiting in may have been interrupted: only for a guest that will be
 * killed. When ptrace(2) is refused, the samples stay empty.
 */
void stack_sample_take(pid_t pid, uint64_t lo, uint64_t hi,
		       struct stack_sample s[STACK_SAMPLES]);

#endif
