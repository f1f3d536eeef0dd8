/* SPDX-License-Identifier: GPL-2.0 */
/*
 * left.h - what is left when rings have come and gone
 *
 *	left_begin();
 *	for (i = 0; i < LEFT_RINGS; i++)
 *		...a ring comes, is used, and goes...
 *	expect_nothing_left(test, README "...");
 *
 * If each ring leaves one thing behind, as many are left as there were rings.
 * What a fallback.c makes once and keeps for all rings does not count, nor does
 * what the kernel itself happens to allocate meanwhile.
 */
#ifndef KUNIT_LEFT_H
#define KUNIT_LEFT_H

#include <kunit/test.h>

/* So many rings come and go. */
#define LEFT_RINGS	16

/** kernel_threads - how many there are, but for those of workqueues */
unsigned int kernel_threads(void);

/**
 * more_kernel_threads - how many there are more than @before
 *
 * A thread that ends needs a moment for it, so this waits for one.
 *
 * Context: Task. Sleeps.
 */
int more_kernel_threads(unsigned int before);

/**
 * left_begin - from here on, all that is allocated is noted until it is freed
 *
 * Context: Task. Pairs with expect_nothing_left().
 */
void left_begin(void);

/**
 * expect_nothing_left - LEFT_RINGS have gone: no threads, no memory of theirs
 *
 * Where the kernel's checkers allocate as well (CONFIG=debug), only threads
 * count.
 *
 * Context: Task. Sleeps.
 */
bool expect_nothing_left(struct kunit *test, const char *read);

#endif /* KUNIT_LEFT_H */
