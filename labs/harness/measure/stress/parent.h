/* SPDX-License-Identifier: GPL-2.0 */
/*
 * parent.h - what the one process does that decides everything
 *
 * stress.c throws the dice, rings.c has the rings and events, children.c the
 * children.
 */
#ifndef STRESS_PARENT_H
#define STRESS_PARENT_H

#include <stdbool.h>
#include <stdint.h>

#include "dice.h"
#include "stress.h"

/* What has been due for so long must have completed, when a ring is audited. */
#define DUE_MS		100

/* What nobody holds any more must be gone after that. */
#define GONE_MS		2000

/**
 * wrong - a rule was broken: fail the test, and end the run
 * @expected: the rule
 * @seen: what was seen instead, as for printf()
 *
 * Only the first counts: after it, nothing is as it should be.
 */
void wrong(const char *expected, const char *seen, ...)
	__attribute__((format(printf, 2, 3)));

/* --- rings.c -------------------------------------------------------------- */

/**
 * ring_find - a ring by its number
 * @number: its number; 0 for a free slot
 *
 * Return: the ring, or NULL if there is none.
 */
struct ring *ring_find(uint32_t number);

/**
 * ring_make - make a ring, or what a child needs to make it
 * @kind: who may submit
 * @entries: its size
 * @flags: IORING_SETUP_...
 *
 * Return: the ring, or NULL if there are too many.
 */
struct ring *ring_make(enum ring_kind kind, unsigned int entries,
		       unsigned int flags);

/**
 * ring_dup - open duplicate @n of a ring's descriptor, or close it
 * @ring: the ring
 * @n: which duplicate, from 0
 */
void ring_dup(struct ring *ring, unsigned int n);

/**
 * ring_flush - close a duplicate: a close() flushes
 * @ring: the ring
 */
void ring_flush(struct ring *ring);

/**
 * ring_reap - take all completions of a ring, and judge them
 * @ring: the ring
 */
void ring_reap(struct ring *ring);

/**
 * ring_close_descriptors - leave nothing of a ring but its mapped memory
 * @ring: the ring
 */
void ring_close_descriptors(struct ring *ring);

/**
 * ring_close - let go of a ring
 * @ring: the ring
 */
void ring_close(struct ring *ring);

/**
 * ring_ended - the child is gone that had made a RING_OWN
 * @ring: the ring
 */
void ring_ended(struct ring *ring);

/**
 * event_make - make what requests can wait for
 * @kind: of the requests
 *
 * Return: its index, or -1 if there are too many.
 */
int event_make(enum kind kind);

/**
 * event_let_go - the parent has no descriptor any more of @e->theirs
 * @e: the event
 * @close_it: close it, unless a child has
 */
void event_let_go(struct event *e, bool close_it);

/** rings_look - see what is gone, and judge what is not */
void rings_look(void);

/**
 * rings_left - how many rings and events are not gone
 *
 * Return: that number.
 */
unsigned int rings_left(void);

/* --- children.c ----------------------------------------------------------- */

/**
 * children_open - make the memory that the children share with the parent
 *
 * Return: 0 or an errno.
 */
int children_open(void);

/**
 * newest_child - the number of the last child that was started
 *
 * Return: that number, 0 if none was.
 */
uint32_t newest_child(void);

/**
 * children_gone - are all children up to this number gone?
 * @number: of the last of them
 *
 * Return: true if they are.
 */
bool children_gone(uint32_t number);

/**
 * children_left - how many are not
 *
 * Return: that number.
 */
unsigned int children_left(void);

/**
 * child_room - is there room for one more?
 *
 * Return: true if there is.
 */
bool child_room(void);

/**
 * child_start - start a child
 * @script: what it is to do; gets its number
 * @d: when to stop, continue and kill it, if the script does not say
 */
void child_start(const struct script *script, struct dice *d);

/**
 * child_excused - need requests of a child not complete now?
 * @number: of the child
 *
 * Return: true if it is stopped, or was just now.
 */
bool child_excused(uint32_t number);

/**
 * ring_needed - does a child need the parent's descriptor of a ring?
 * @ring: the ring
 *
 * Return: true if one does.
 */
bool ring_needed(const struct ring *ring);

/** children_tend - signals that are due; children that have ended */
void children_tend(void);

/** children_dismiss - no more waiting: kill those that wait for it, soon */
void children_dismiss(void);

/**
 * children_count - how many children there have been
 * @ending: which ended like this
 *
 * Return: that number.
 */
unsigned int children_count(enum ending ending);

#endif /* STRESS_PARENT_H */
