/* SPDX-License-Identifier: GPL-2.0 */
/*
 * children.h - the children, as their parent sees them
 */
#ifndef STRESS_CHILDREN_H
#define STRESS_CHILDREN_H

#include "child.h"
#include "dice.h"

/** children_open - make the memory that they share; 0 or an errno */
int children_open(void);

/** oldest_child - the smallest number that lives, or UINT32_MAX */
uint32_t oldest_child(void);

/** child_room - is there room for one more? */
bool child_room(void);

/**
 * child_start - start a child
 *
 * The dice say when to stop, continue and kill it, if the script does not.
 */
void child_start(const struct script *script, struct dice *d);

/** child_excused - is it stopped, or was just now? Then nothing is overdue. */
bool child_excused(uint32_t number);

/** ring_needed - does a child need the parent's descriptor of a ring? */
bool ring_needed(const struct ring *ring);

/** children_tend - signals that are due; children that have ended */
void children_tend(void);

/** children_dismiss - no more waiting: kill those that wait for it, soon */
void children_dismiss(void);

/** children_count - how many children there were that ended like this */
unsigned int children_count(enum ending ending);

#endif /* STRESS_CHILDREN_H */
