/* SPDX-License-Identifier: GPL-2.0 */
/*
 * explore.h - all interleavings of a scenario, each kind once
 */
#ifndef MC_EXPLORE_H
#define MC_EXPLORE_H

#include "history.h"

/** struct exploration - what came out of it */
struct exploration {
	uint64_t runs;			/* how many runs to their end */
	uint64_t cut;			/* how many were cut short, because they
					 * were about to repeat one */
	uint64_t failed;		/* how many had a failure */
	long double interleavings;	/* how many interleavings the runs stand
					 * for; without the reduction there
					 * would have been so many runs */
	bool complete;			/* everything was tried; otherwise it
					 * was stopped by a limit */
	unsigned int failures;		/* a bit for each &enum failure that
					 * there was */
	uint8_t best[STEPS_MAX];	/* the choices of the failing run that
					 * is the easiest to follow */
	unsigned int nr_best;		/* how many; 0 if no run failed */
};

/** struct explore_options - how */
struct explore_options {
	bool reduce;		/* skip runs that are equivalent to others */
	uint64_t runs_max;	/* give up after so many; 0 for never */
	uint64_t runs_max_failed;	/* the same, once one has failed */
	uint64_t failed_max;	/* so many failing runs are enough to find a
				 * short one; 0: all */
	uint64_t count;		/* compute interleavings, with so many places
				 * for all runs together, see
				 * linear_extensions(); 0: do not. Only with
				 * "same_is_read" off are they exact */
};

/*
 * What is enough. The unit is the run, never the second, so that a verdict does
 * not depend on the machine; docs/modelcheck.md says what runs cost.
 */
#define ENOUGH_RUNS		250000	/* of a scenario */
#define ENOUGH_RUNS_WEAKER	1000	/* of one, with a weaker model */
#define ENOUGH_RUNS_FAILED	40000	/* of one that has failed */
#define ENOUGH_FAILED		500	/* runs that failed */
#define ENDLESS			100	/* failures, one without end */
#define ENOUGH_PLACES		2000000000	/* to count in */

/** explore() - try them */
void explore(const struct explore_options *o, struct exploration *x);

/**
 * explore_replay() - make one run again
 * @choices: whose turn it is, step by step
 * @nr: how many
 *
 * "run" describes it afterwards.
 *
 * Return: NULL; or if the step behind those in "run" cannot be made, why.
 */
const char *explore_replay(const uint8_t *choices, unsigned int nr);

#endif
