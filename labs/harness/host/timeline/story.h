/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_STORY_H
#define TRACE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording.h"

/* No step, no lane, no drain. */
#define NONE	((size_t)-1)

/** struct lane - a task, or the interrupts */
struct lane {
	int pid;		/* the task; 0 for the interrupts */
	char *head;		/* what stands above its lane */
	char *below;		/* what stands below that: which process it is;
				 * or NULL */
	char *subject;		/* what it is called in a sentence */
	const char *class;	/* what it is in the house style: "task",
				 * "kworker", "interrupt" */
	size_t birth;		/* the step in which it was forked, or NONE */
	size_t last;		/* its last step, or NONE */
	size_t woken_by;	/* its next step happens because of this one; or
				 * NONE */
	bool gone;		/* it has exited */
};

/** struct story_step - a thing that is done */
struct story_step {
	size_t lane;	/* who does it */
	uint64_t usec;	/* when */
	const char *class;	/* what it is about, in the house style: "step",
				 * "request", "work", "cqe", "cqe bad" */
	bool cqe;		/* it is about a completion */
	const char *verb;	/* what the lane does with the text, "makes ";
				 * the picture says it by the form of the step;
				 * mostly "" */
	char *text;	/* the rest of a sentence whose subject is the lane; a
			 * "~" is a blank at which no line may be broken */
	size_t drain;	/* the drain of which it is a part, or NONE */
};

/** struct arrow - one step leads to another */
struct arrow {
	size_t from;		/* the one */
	size_t to;		/* the other, a later one */
	const char *class;	/* how, in the house style: "then", "later" */
};

/** struct drain - from a drain's begin to its end */
struct drain {
	size_t first;		/* the step that begins it */
	size_t last;		/* the step that ends it, or its last one if the
				 * trace ends before */
	unsigned int items;	/* how many requests it has run */
};

/** struct story - what a recorded trace tells */
struct story {
	const char *title;		/* what it is a trace of */
	struct lane *lanes;		/* who takes part, in the order in which
					 * they come */
	size_t n_lanes;			/* how many */
	struct story_step *steps;	/* what they do, in order */
	size_t n_steps;			/* how many */
	struct arrow *arrows;		/* which step leads to which */
	size_t n_arrows;		/* how many */
	struct drain *drains;		/* the drains that ran something */
	size_t n_drains;		/* how many */
	char *left;			/* what was pushed and never run, as a
					 * sentence, or NULL */
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
