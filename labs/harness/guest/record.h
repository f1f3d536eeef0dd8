/* SPDX-License-Identifier: GPL-2.0 */
/*
 * record.h - the story of a lab, as the kernel's trace tells it
 *
 * A lab's trace scenario, labs/NN-name/trace/NAME.c, is a program that lets the
 * lab's subject happen once, between these two calls:
 *
 *	record_start();
 *	record_role("parent");
 *	...
 *	record_note("writes to the pipe");
 *	...
 *	return record_stop();
 *
 * record_stop() prints the trace, text of ftrace as it is, as KTAP remarks:
 *
 *	# trace: parent-16  [000] .....  0.000041: io_uring_create: ring ...
 *
 * by which it leaves the guest on the results channel, like any result.  "make
 * trace" finds it there, and labs/harness/host/timeline makes a timeline of it.
 *
 * Other than in trace.h, everything that happens in the guest is recorded, and
 * names of tasks are too; so this is not for judging programs.
 */
#ifndef GUEST_RECORD_H
#define GUEST_RECORD_H

#include <sys/types.h>

/**
 * record_start - record events from now on
 *
 * Those of io_uring, of workqueues, of tasks that fork, exit and are woken, and
 * the seam's own: push, drain and each callback. Ends the program when that
 * cannot be.
 */
void record_start(void);

/** record_role - a word for this task, in the place of its command's name */
void record_role(const char *name);

/**
 * record_note - say what this task does now
 * @fmt: as for printf(); the rest of a sentence, whose subject is the task:
 *	"writes to the pipe"
 *
 * For what the kernel's tracepoints do not tell.
 */
void record_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** record_program - run_student(), and time for its rings to end */
void record_program(const char *path, unsigned int limit_ms);

/** record_stop - print what was recorded; returns what main() is to return */
int record_stop(void);

#endif /* GUEST_RECORD_H */
