/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_RECORDING_H
#define TRACE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** enum event_kind - what happened */
enum event_kind {
	EVENT_NOTE,	/* a task says what it does: record_note() in the
			 * guest */
	EVENT_ROLE,	/* a task says who it is: record_role() */
	EVENT_CREATE,	/* a ring was made */
	EVENT_SUBMIT,	/* a request was submitted */
	EVENT_TASK_ADD,	/* what a request waited for has happened */
	EVENT_WAIT,	/* a task waits for completions */
	EVENT_COMPLETE,	/* a completion was made */
	EVENT_PUSH,	/* a request is pushed */
	EVENT_DRAIN,	/* a drain begins */
	EVENT_ITEM,	/* a request is run */
	EVENT_DRAINED,	/* a drain has ended */
	EVENT_QUEUE,	/* a work is queued */
	EVENT_WORK,	/* a kworker begins to run a work */
	EVENT_WORKED,	/* it has done so */
	EVENT_FORK,	/* a task makes another */
	EVENT_EXIT,	/* a task is gone */
	EVENT_WAKE,	/* a task is woken */
};

/** struct record - a line of a recorded trace */
struct record {
	enum event_kind kind;	/* what happened */
	uint64_t usec;	/* when, in microseconds from the first event */
	char *task;	/* the name of the task in which it happened */
	int pid;	/* its process id */
	bool interrupt;	/* it happened in a hard interrupt that came while that
			 * task ran */
	unsigned int ring;	/* which ring, from 1; or 0 */
	unsigned int req;	/* which request, from 1; or 0 */
	unsigned int work;	/* which work, from 1; or 0 */
	int other;	/* EVENT_FORK, EVENT_WAKE: the other task */
	int result;	/* EVENT_COMPLETE: the result */
	char *text;	/* EVENT_NOTE, EVENT_ROLE: what the task says;
			 * EVENT_SUBMIT: the request's operation; EVENT_QUEUE,
			 * EVENT_WORK: the work's function; or NULL */
};

/** struct recording - a recorded trace */
struct recording {
	char *title;		/* what it is a trace of */
	struct record *events;	/* what happened, in order */
	size_t count;		/* how many events */
};

/**
 * recording_read() - read a recorded trace
 * @in: its text, as clean() makes it: a line with the title, a line for each
 *	event, and a line that says how many
 * @r: filled in; give it to recording_free(), whatever was returned
 *
 * Return: NULL, or one line on what is wrong with it, as a fresh string.
 */
char *recording_read(FILE *in, struct recording *r);

/** recording_free() - free what recording_read() allocated */
void recording_free(struct recording *r);

#endif
