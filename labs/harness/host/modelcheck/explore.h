/* SPDX-License-Identifier: GPL-2.0 */
/*
 * explore.h - all interleavings of a scenario, each kind once
 */
#ifndef MC_EXPLORE_H
#define MC_EXPLORE_H

#include "history.h"

/**
 * struct exploration - what came out of it
 * @runs: how many runs to their end
 * @cut: how many were cut short, because they were about to repeat one
 * @failed: how many had a failure
 * @interleavings: how many interleavings the runs stand for; without the
 *	reduction there would have been so many runs
 * @complete: everything was tried; otherwise it was stopped by a limit
 * @failures: a bit for each &enum failure that there was
 * @best: the choices of the failing run that is the easiest to follow
 * @nr_best: how many; 0 if no run failed
 */
struct exploration {
	uint64_t runs;
	uint64_t cut;
	uint64_t failed;
	long double interleavings;
	bool complete;
	unsigned int failures;
	uint8_t best[STEPS_MAX];
	unsigned int nr_best;
};

/**
 * struct explore_options - how
 * @reduce: skip runs that are equivalent to others
 * @runs_max: give up after so many; 0 for never
 * @failed_max: so many failing runs are enough to find a short one; 0: all
 * @seconds: give up after so much of the CPU; 0 for never
 * @count: compute @interleavings; only with "same_is_read" off are they exact
 */
struct explore_options {
	bool reduce;
	uint64_t runs_max;
	uint64_t failed_max;
	unsigned int seconds;
	bool count;
};

/** explore() - try them */
void explore(const struct explore_options *o, struct exploration *x);

/**
 * explore_replay() - make one run again
 * @choices: whose turn it is, step by step
 * @nr: how many
 *
 * "run" describes it afterwards.
 */
void explore_replay(const uint8_t *choices, unsigned int nr);

#endif
