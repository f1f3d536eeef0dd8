/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace.h - what io_uring did, as the kernel's own tracepoints tell it
 *
 * A program can print anything.  What it did shows in the kernel's trace: which
 * task made a ring, submitted a request, waited, exited.  A test switches the
 * trace on, runs the program, and reads the events as C structs:
 *
 *	struct trace t;
 *
 *	trace_start();
 *	run(&spec, &result);
 *	trace_stop(&t);
 *	for (i = 0; i < t.count; i++)
 *		look_at(&t.events[i]);
 *	trace_free(&t);
 *
 * An event's pid is that of the task in whose context it happened: for
 * TRACE_TASK_ADD on a pipe, the one that wrote to the pipe.
 */
#ifndef GUEST_TRACE_H
#define GUEST_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/** enum trace_kind - what happened, and which event tells of it */
enum trace_kind {
	TRACE_CREATE,	/* a ring was made: io_uring_create */
	TRACE_SUBMIT,	/* a request was submitted: io_uring_submit_req (6.1:
			 * io_uring_submit_sqe) */
	TRACE_POLL_ARM,	/* a request other than POLL_ADD found nothing to do and
			 * waits: io_uring_poll_arm */
	TRACE_TASK_ADD,	/* what a request waited for has happened; it asks for
			 * task_work: io_uring_task_add */
	TRACE_WAIT,	/* a task waits for completions: io_uring_cqring_wait */
	TRACE_COMPLETE,	/* a completion was made: io_uring_complete */
	TRACE_FORK,	/* a task made another: sched_process_fork */
	TRACE_EXIT,	/* a task is gone: sched_process_exit */
};

/** struct trace_event - one event */
struct trace_event {
	enum trace_kind kind;	/* what happened */
	pid_t pid;	/* in which task */
	uint64_t usec;	/* when, in microseconds of CLOCK_MONOTONIC, which is
			 * exact in virtual time. Many events can have the same
			 * time; their order is their place. */
	uint64_t ring;	/* a name for the ring, made from the address of its
			 * io_ring_ctx */
	uint64_t req;	/* a name for the request, likewise; is used again for a
			 * later one */
	uint64_t user_data;	/* the request's, as the program set it */
	char opcode[24];	/* its operation, such as "POLL_ADD" */
	int value;	/* TRACE_CREATE: descriptor; TRACE_TASK_ADD: poll
			 * mask; TRACE_WAIT: how many completions it waits
			 * for; TRACE_COMPLETE: result; TRACE_FORK: pid of
			 * the child */
	unsigned int flags;	/* TRACE_CREATE: IORING_SETUP_... */
};

/** struct trace - all events between trace_start() and trace_stop() */
struct trace {
	struct trace_event *events;	/* in order */
	size_t count;	/* how many */
	unsigned long lost;	/* how many older events the kernel had no room
				 * for */
};

/** trace_start - trace_begin() with the events of enum trace_kind */
int trace_start(void);

/**
 * trace_stop - record no more, and read what was recorded
 * @t: gets the events; give it to trace_free()
 *
 * Return: 0, or -1 after a message on stderr; @t is empty then.
 */
int trace_stop(struct trace *t);

/**
 * trace_begin - record these events, and forget old ones
 * @events: names of events, "io_uring/io_uring_create", or of groups
 * @n: how many; one that this kernel does not have is left out
 * @task_names: with the names of tasks?
 *
 * Needs root, and tracefs on /sys/kernel/tracing.
 *
 * Return: 0, or -1 after a message on stderr.
 */
int trace_begin(const char *const *events, size_t n, bool task_names);

/** trace_end - trace_stop(), but the text, for free(); or NULL */
char *trace_end(void);

/**
 * trace_parse - read the text of /sys/kernel/tracing/trace, for trace_stop()
 *
 * Skips what it does not know. Return: 0, or -1 when there is no memory.
 */
int trace_parse(FILE *f, struct trace *t);

/** trace_set - write to a file of tracefs: 0, or -1 with errno set */
int trace_set(const char *file, const char *text);

/** trace_free - for what trace_stop() and trace_parse() got */
void trace_free(struct trace *t);

#endif /* GUEST_TRACE_H */
