/* SPDX-License-Identifier: GPL-2.0 */
/*
 * run.h - run one program, bounded in every way
 *
 * PID 1 runs the lab's tests with it, and a test runs the student's program
 * with it.  The program may be wrong or hostile: it may hang, fork without end,
 * print without end, close its output, leave children behind.  When run() is
 * back, none of that is left.
 *
 * Times are the guest's own, which is virtual time unless the guest was started
 * in real time.  A program that computes without end makes virtual time stand
 * still; that one is for the host runner's wall clock.
 */
#ifndef GUEST_RUN_H
#define GUEST_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The user that a student's program runs as. */
#define STUDENT_UID	1000

/* What one run may print; a program that prints more is killed. */
#define RUN_MAX_OUTPUT	(1 << 20)

/** struct run_spec - what to run, and how */
struct run_spec {
	char *const *argv;	/* the program, a path, and its arguments */
	char *const *env;	/* its environment */
	uid_t uid;	/* the user; any but root loses all rights and gets
			 * resource limits */
	unsigned int limit_ms;	/* how long it may take, in milliseconds of the
				 * guest's time */
	bool stderr_too;	/* sink gets its stderr too; otherwise that
				 * goes where ours goes */
	void (*sink)(void *arg, const char *data,
		     size_t len);	/* gets its output; or NULL */
	void *arg;	/* passed on to sink */
};

/** struct run_result - how it ended */
struct run_result {
	pid_t pid;	/* its process id while it ran; 0 if it could not be
			 * started */
	int error;	/* errno if it could not be started, else 0 */
	int status;	/* as from waitpid() */
	bool timed_out;	/* it was killed at its time limit */
	bool flooded;	/* it was killed at its output limit */
	unsigned int left;	/* processes it had left behind, killed
				 * meanwhile */
	unsigned int unkillable;	/* processes that SIGKILL did not end */
	char where[512];	/* when it timed out or something is unkillable,
				 * what its processes were doing */
};

/**
 * run - run a program to its end and remove what it leaves
 *
 * Needs root, and no other child of the caller may live. The caller becomes the
 * parent of orphaned grandchildren (PR_SET_CHILD_SUBREAPER).
 */
void run(const struct run_spec *spec, struct run_result *result);

/** run_student - run() a program of the student's, as STUDENT_UID */
void run_student(const char *path, unsigned int limit_ms,
		 void (*sink)(void *arg, const char *data, size_t len),
		 void *arg, struct run_result *result);

/** run_describe - an ending in words: "exit status 1", "killed by ..." */
void run_describe(const struct run_result *result, char *buf, size_t size);

#endif /* GUEST_RUN_H */
