/* SPDX-License-Identifier: GPL-2.0 */
/*
 * student.h - run the student's program under the trace
 *
 * Puts run.h and trace.h together, for tests that judge a program by what it
 * did.  The program runs as STUDENT_UID, in /tmp, and sees nothing of ours.
 */
#ifndef GUEST_STUDENT_H
#define GUEST_STUDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "run.h"
#include "trace.h"

/* What is kept of a program's output. */
#define STUDENT_OUTPUT	65536

/** struct student - one run of the program */
struct student {
	struct run_result run;	/* how it ended */
	struct trace trace;	/* what it and the kernel did meanwhile */
	char ending[600];	/* run in words */
	pid_t faulted;	/* the last of its tasks that a segmentation fault
			 * killed, or 0 */
	char fault[40];	/* where: "[<address>]", for the runner */
	char output[STUDENT_OUTPUT + 1];	/* what it printed, stdout and
						 * stderr; a string */
	size_t length;	/* of output; what was too long for it is only
			 * counted */
	size_t dropped;	/* how many bytes that were */
};

/**
 * student_run - run the program and watch it
 * @s: gets what there is to know; give @s->trace to trace_free()
 *
 * Prints the program's output as diagnostics, each line behind the program's
 * name.
 *
 * Return: 0, or -1 when the trace could not be had.
 */
int student_run(const char *path, unsigned int limit_ms, struct student *s);

/** student_ended - it must have ended by itself, and in time: an expect() */
bool student_ended(const struct student *s, unsigned int limit_ms,
		   const char *read);

/**
 * student_said - the first line that it printed, in words; it uses phrase()
 */
const char *student_said(const struct student *s);

/** student_owns - is it the program, or a thread, child, grandchild of it? */
bool student_owns(const struct student *s, pid_t pid);

/** student_exit - index of a task's TRACE_EXIT; the number of events if none */
size_t student_exit(const struct student *s, pid_t pid);

#endif /* GUEST_STUDENT_H */
