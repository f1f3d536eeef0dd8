/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_PLAN_H
#define RUN_PLAN_H

#include <stdio.h>

#include "guest.h"
#include "options.h"

/** enum planned_skip - is a planned test skipped? */
enum planned_skip {
	PLANNED_RUNS,	/* no */
	PLANNED_SKIPS,	/* yes: on this kernel, with this configuration */
	PLANNED_EITHER,	/* that is up to what is tested */
};

/** struct planned - a test that has to report */
struct planned {
	char *guest;	/* the guest that it runs in */
	char *test;	/* its name, behind those of its groups: "close/by-dup2" */
	enum planned_skip skip;	/* is it skipped? */
	bool reported;	/* it has reported; set by plan_compare() */
	struct planned *next;	/* the next line of the file */
};

/** struct plan - what a run has to report, as its caller knows and no guest */
struct plan {
	const char *file;	/* where it was read; NULL if there is none */
	struct planned *tests;	/* those for this kernel and configuration */
};

/**
 * plan_read() - read the file that --plan names
 * @p: the plan; empty if there is no such option
 *
 * Exits with status 2 and one line when it cannot be read, when it makes no
 * sense, or when its guests are not those of the command line.
 */
void plan_read(struct plan *p, const struct options *o);

/**
 * plan_parse() - the same of a file that is open
 * @p: an empty plan that has its @file, for what may be wrong
 *
 * Return: NULL, or one line on what is wrong with it, as a fresh string.
 */
char *plan_parse(struct plan *p, const struct options *o, FILE *in);

/**
 * plan_compare() - has a guest reported what it had to, and nothing else?
 * @g: a guest whose results are in order, and which would have passed
 * @detail: gets the names, one line for each way in which they differ
 * @missing: gets how many planned tests it has not reported
 *
 * Return: NULL if so, or else a fresh string that says in one line what is not.
 */
char *plan_compare(struct plan *p, const struct guest *g, struct text *detail,
		   unsigned int *missing);

/**
 * plan_record() - the tests that a guest has reported, as lines of a plan
 */
void plan_record(const struct guest *g, struct text *out);

/**
 * plan_free() - free what plan_read() allocated
 */
void plan_free(struct plan *p);

#endif
