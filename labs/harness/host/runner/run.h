/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "guest.h"
#include "options.h"
#include "plan.h"
#include "verdict.h"

/** struct run - one invocation of the runner */
struct run {
	const struct options *opt;	/* the command line */
	struct plan plan;	/* what they have to report */
	struct guest *guests;	/* the guests, in the order of the command
				 * line */
	struct verdict *verdicts;	/* those on the guests that have
					 * ended */
	size_t n_guests;	/* how many */
	enum cause cause;	/* the verdict on everything */
	bool host;		/* the host is to blame: exit status 2 */
	char *message;		/* what went wrong before any guest was started;
				 * NULL if nothing */
	struct text compile_log;	/* what the compiler said, cleaned */
	struct text review;	/* what a human has to read, cleaned */
	struct ktap_count count;	/* the tests of all guests */
	int64_t ms;		/* how long all guests took together */
	int64_t cpu_ms;		/* the CPU time that they have used */
	int signal;		/* the signal that interrupted the run, or 0 */
};

/**
 * run_init() - prepare a run
 *
 * Exits with status 2 and one line when its plan makes no sense.
 */
void run_init(struct run *r, const struct options *opt);

/**
 * run_guests() - run all guests, print a report on each, judge the whole
 *
 * Catches SIGINT, SIGTERM and SIGHUP from here to the end of the process; when
 * one came, @r->signal is set. No guest runs any more when this returns, and
 * the private directory is gone.
 */
void run_guests(struct run *r);

/**
 * run_compile_failed() - judge a source that does not compile
 */
void run_compile_failed(struct run *r);

/**
 * run_plan() - what the guests have reported, as the lines of a plan
 */
void run_plan(const struct run *r, struct text *out);

/**
 * run_verdict() - what the tests said and what there is to review, in a word
 *
 * Return: "error", "failed", "review", "not proven" or "passed".
 */
const char *run_verdict(const struct run *r);

/**
 * run_exit_status() - the runner's exit status
 *
 * Return: 0 passed, 1 something failed or nothing was tested, 2 environment.
 */
int run_exit_status(const struct run *r);

/**
 * run_free() - free what a run holds
 */
void run_free(struct run *r);

#endif
