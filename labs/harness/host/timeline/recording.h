/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_RECORDING_H
#define TRACE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * enum event_kind - what happened
 * @EVENT_NOTE: a task says what it does: record_note() in the guest
 * @EVENT_ROLE: a task says who it is: record_role()
 * @EVENT_CREATE: a ring was made
 * @EVENT_SUBMIT: a request was submitted
 * @EVENT_TASK_ADD: what a request waited for has happened
 * @EVENT_WAIT: a task waits for completions
 * @EVENT_COMPLETE: a completion was made
 * @EVENT_PUSH: a request is pushed
 * @EVENT_DRAIN: a drain begins
 * @EVENT_ITEM: a request is run
 * @EVENT_DRAINED: a drain has ended
 * @EVENT_QUEUE: a work is queued
 * @EVENT_WORK: a kworker begins to run a work
 * @EVENT_WORKED: it has done so
 * @EVENT_FORK: a task makes another
 * @EVENT_EXIT: a task is gone
 * @EVENT_WAKE: a task is woken
 */
enum event_kind {
	EVENT_NOTE,
	EVENT_ROLE,
	EVENT_CREATE,
	EVENT_SUBMIT,
	EVENT_TASK_ADD,
	EVENT_WAIT,
	EVENT_COMPLETE,
	EVENT_PUSH,
	EVENT_DRAIN,
	EVENT_ITEM,
	EVENT_DRAINED,
	EVENT_QUEUE,
	EVENT_WORK,
	EVENT_WORKED,
	EVENT_FORK,
	EVENT_EXIT,
	EVENT_WAKE,
};

/**
 * struct record - a line of a recorded trace
 * @kind: what happened
 * @usec: when, in microseconds from the first event
 * @task: the name of the task in which it happened
 * @pid: its process id
 * @interrupt: it happened in a hard interrupt that came while that task ran
 * @ring: which ring, from 1; or 0
 * @req: which request, from 1; or 0
 * @work: which work, from 1; or 0
 * @other: EVENT_FORK, EVENT_WAKE: the other task
 * @result: EVENT_COMPLETE: the result
 * @text: EVENT_NOTE, EVENT_ROLE: what the task says; EVENT_SUBMIT: the
 *	request's operation; EVENT_QUEUE, EVENT_WORK: the work's function; or
 *	NULL
 */
struct record {
	enum event_kind kind;
	uint64_t usec;
	char *task;
	int pid;
	bool interrupt;
	unsigned int ring;
	unsigned int req;
	unsigned int work;
	int other;
	int result;
	char *text;
};

/**
 * struct recording - a recorded trace
 * @title: what it is a trace of
 * @events: what happened, in order
 * @count: how many events
 */
struct recording {
	char *title;
	struct record *events;
	size_t count;
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
