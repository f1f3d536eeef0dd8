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

/**
 * enum guest_state - where a guest is in its life
 * @GUEST_WAITING: not started yet
 * @GUEST_RUNNING: running
 * @GUEST_WATCHED: over its time limit; watched a little before it is killed
 * @GUEST_ENDED: nothing of it runs any more
 */
enum guest_state {
	GUEST_WAITING,
	GUEST_RUNNING,
	GUEST_WATCHED,
	GUEST_ENDED,
};

/**
 * struct guest - one guest, or a program like one, from its start to its end
 * @opt: its block of the command line
 * @state: see &enum guest_state
 * @p: its processes on the host
 * @console: all that its console printed, raw; of a program, its stderr
 * @output: bytes of console and results together
 * @ktap: its results
 * @console_path: log of its console; NULL when none is kept
 * @results_path: log of its results; NULL when none is kept
 * @started: when it was started, ms on the monotonic clock
 * @deadline: when something has to be done about it, same clock
 * @ms: how long it ran
 * @start_error: why it could not be started, or NULL
 * @status: wait status of its kernel
 * @killed: the runner killed it
 * @timed_out: because it ran too long
 * @flooded: because it printed too much
 * @interrupted: because the runner was interrupted
 * @watch_start: CPU time used when the watch began
 * @watch_end: CPU time used when it ended
 * @samples: its kernel's stack during the watch
 * @splats: the kernel's complaints
 */
struct guest {
	const struct guest_options *opt;
	enum guest_state state;
	struct process p;
	struct text console;
	size_t output;
	struct ktap ktap;
	char *console_path;
	char *results_path;
	int64_t started;
	int64_t deadline;
	int64_t ms;
	char *start_error;
	int status;
	bool killed;
	bool timed_out;
	bool flooded;
	bool interrupted;
	struct cpu_time watch_start;
	struct cpu_time watch_end;
	struct stack_sample samples[STACK_SAMPLES];
	struct splat *splats;

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
 * @log_dir: where to keep logs, or NULL
 *
 * It is running, or has ended, when this returns.
 */
void guest_start(struct guest *g, const char *dir, const char *log_dir);

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
