/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_GUEST_H
#define RUN_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "activity.h"
#include "console.h"
#include "ktap.h"
#include "options.h"
#include "uml.h"

/** enum guest_state - where a guest is in its life */
enum guest_state {
	GUEST_WAITING,	/* not started yet */
	GUEST_RUNNING,	/* running */
	GUEST_WATCHED,	/* over a time limit; watched a little before it is
			 * killed */
	GUEST_ENDED,	/* nothing of it runs any more */
};

/** enum limit - on what a guest may take, and the order of their size */
enum limit {
	LIMIT_NONE,
	LIMIT_CPU,	/* it computed for too long */
	LIMIT_WAIT,	/* it waited for too long */
	LIMIT_WALL,	/* neither, but it has not ended for a very long time:
			 * it was not given a processor */
};

/**
 * struct guest - one guest, or a program like one, from its start to its end
 */
struct guest {
	const struct guest_options *opt;	/* its block of the command
						 * line */
	enum guest_state state;	/* where it is in its life */
	struct process p;	/* its processes on the host */
	struct text console;	/* all that its console printed, raw; of a
				 * program, its stderr */
	size_t output;		/* bytes of console and results together */
	struct ktap ktap;	/* its results */
	char *console_path;	/* log of its console; NULL when none is kept */
	char *results_path;	/* log of its results; NULL when none is kept */
	int64_t started;	/* when it was started, ms on the monotonic
				 * clock */
	int64_t deadline;	/* when it has to be looked at, same clock */
	int64_t ms;		/* how long it ran */
	char *start_error;	/* why it could not be started, or NULL */
	int status;		/* wait status of its kernel */
	bool killed;		/* the runner killed it */
	enum limit limit;	/* because it ran too long: in which way */
	struct cpu_time used;	/* what it was last seen to have used */
	int64_t looked;		/* when that was, same clock as @started */
	int64_t waited;		/* how long it only waited up to then, ms */
	bool flooded;		/* because it printed too much */
	bool interrupted;	/* because the runner was interrupted */
	struct cpu_time watch_start;	/* CPU time used when the watch began */
	struct cpu_time watch_end;	/* CPU time used when it ended */
	struct stack_sample samples[STACK_SAMPLES];	/* its kernel's stack
							 * during the watch */
	struct splat *splats;	/* the kernel's complaints */

	/* private: */
	int console_log;
	int results_log;
};

/**
 * now_ms() - the monotonic clock, in milliseconds
 *
 * Return: that time; only differences mean something.
 */
int64_t now_ms(void);

/**
 * guest_noun() - what to call it: "the guest" or "the program"
 */
const char *guest_noun(const struct guest *g);

/**
 * guest_start() - start a guest
 * @g: the guest, all zeroes but @opt
 * @box: as for box_start(); NULL for none
 * @log_dir: where to keep logs, or NULL
 *
 * It is running, or has ended, when this returns.
 */
void guest_start(struct guest *g, const char *box, const char *dir,
		 const char *log_dir);

/**
 * guest_read() - take in what a guest has printed
 * @g: a guest that is running or watched
 *
 * Ends the guest if that was too much.
 */
void guest_read(struct guest *g);

/**
 * guest_deadline() - a guest's deadline has come
 * @g: a guest that is running or watched
 */
void guest_deadline(struct guest *g);

/**
 * guest_end() - end a guest
 * @g: a guest that is running or watched, or whose kernel has just ended
 */
void guest_end(struct guest *g);

/**
 * guest_free() - free what a guest holds
 * @g: a guest that waits or has ended
 */
void guest_free(struct guest *g);

#endif
