/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_FTRACE_H
#define TRACE_FTRACE_H

#include <stdbool.h>
#include <stdint.h>

/** struct line - a line of ftrace, taken apart */
struct line {
	char *task;		/* the name of the task, as a fresh string */
	int pid;		/* its process id */
	char flags[8];		/* five or six letters: interrupts off, ..., in
				 * an interrupt */
	uint64_t usec;		/* when, in microseconds */
	char *event;		/* the event's name, as a fresh string */
	const char *rest;	/* what the event says, in the line that was
				 * taken apart */
};

/**
 * line_split() - take a line apart
 * @text: the line, without its newline:
 *	"parent-16   [000] d.h..     0.000041: io_uring_create: ring 1, ..."
 * @l: filled in; give it to line_free()
 *
 * Return: whether it is a line of that form.
 */
bool line_split(const char *text, struct line *l);

/** line_free() - free what line_split() allocated */
void line_free(struct line *l);

/**
 * line_value() - find what stands behind a word
 * @word: "ring " or "child_pid="
 *
 * Finds the last such word, for a task's name may look like one and stands in
 * front.
 *
 * Return: what follows @word, up to the end of @rest; or NULL.
 */
const char *line_value(const char *rest, const char *word);

#endif
