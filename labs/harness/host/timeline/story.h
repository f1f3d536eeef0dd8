/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_STORY_H
#define TRACE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording.h"

/* No step, no lane, no drain. */
#define NONE	((size_t)-1)

/**
 * struct lane - a task, or the interrupts
 * @pid: the task; 0 for the interrupts
 * @head: what stands above its lane
 * @below: what stands below that: which process it is; or NULL
 * @subject: what it is called in a sentence
 * @class: what it is in the house style: "task", "kworker", "interrupt"
 * @parent: the lane that forked it, or NONE
 * @birth: the step in which it was forked, or NONE
 * @last: its last step, or NONE
 * @woken_by: its next step happens because of this one; or NONE
 * @gone: it has exited
 */
struct lane {
	int pid;
	char *head;
	char *below;
	char *subject;
	const char *class;
	size_t parent;
	size_t birth;
	size_t last;
	size_t woken_by;
	bool gone;
};

/**
 * struct story_step - a thing that is done
 * @lane: who does it
 * @usec: when
 * @class: what it is about, in the house style: "step", "request", "work", "cqe"
 * @verb: what the lane does with @text, "makes "; the picture says it by
 *	the form of the step; mostly ""
 * @text: the rest of a sentence whose subject is the lane; a "~" is a blank at
 *	which no line may be broken
 * @drain: the drain of which it is a part, or NONE
 */
struct story_step {
	size_t lane;
	uint64_t usec;
	const char *class;
	const char *verb;
	char *text;
	size_t drain;
};

/**
 * struct arrow - one step leads to another
 * @from: the one
 * @to: the other, a later one
 * @class: how, in the house style: "then", "later"
 */
struct arrow {
	size_t from;
	size_t to;
	const char *class;
};

/**
 * struct drain - from a drain's begin to its end
 * @first: the step that begins it
 * @last: the step that ends it, or its last one if the trace ends before
 * @items: how many requests it has run
 */
struct drain {
	size_t first;
	size_t last;
	unsigned int items;
};

/**
 * struct story - what a recorded trace tells
 * @title: what it is a trace of
 * @lanes: who takes part, in the order in which they come
 * @n_lanes: how many
 * @steps: what they do, in order
 * @n_steps: how many
 * @arrows: which step leads to which
 * @n_arrows: how many
 * @drains: the drains that ran something
 * @n_drains: how many
 * @left: what was pushed and never run, as a sentence, or NULL
 */
struct story {
	const char *title;
	struct lane *lanes;
	size_t n_lanes;
	struct story_step *steps;
	size_t n_steps;
	struct arrow *arrows;
	size_t n_arrows;
	struct drain *drains;
	size_t n_drains;
	char *left;
};

/**
 * story_make() - find out what a recorded trace tells
 * @s: filled in; give it to story_free()
 * @r: the recorded trace; must be there as long as @s
 */
void story_make(struct story *s, const struct recording *r);

/** story_free() - free what story_make() allocated */
void story_free(struct story *s);

#endif
