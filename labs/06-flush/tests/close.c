// SPDX-License-Identifier: GPL-2.0
/*
 * A descriptor of a ring is closed.  When that is done, the completions of its
 * orphans are in the ring.
 *
 * Nobody waits here: the test looks at the ring, which is its own memory,
 * right after the close.  A fallback that works some time later is too late.
 *
 * First each kind of orphan, with close().  Then one kind, and each way in
 * which a descriptor can come to its end: most of them are not called close(),
 * and in most of them the task that closes is about to be something else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"
#include "run.h"

#define README		"labs/06-flush/README.md, "
#define ENTRIES		128
#define MANY		100
#define TWO_TICKS_MS	20

/* What this program is told when it starts itself. */
#define STAY		"stay"

/* --- a process that holds the ring, too ----------------------------------- */

/* Tell the parent that it is done, and live on. */
static void stay(int report)
{
	if (write(report, "x", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

/*
 * Start a process that does @what, reports, and lives on; wait for the report.
 * Its own end would close its descriptors, too.
 */
static pid_t start(void (*what)(const struct io_uring *ring, int report),
		   const struct io_uring *ring)
{
	int report[2];
	pid_t child;
	char byte;

	scene_pipe(report);
	child = scene_fork();
	if (!child) {
		close(report[0]);
		what(ring, report[1]);
		stay(report[1]);
	}
	close(report[1]);
	if (read(report[0], &byte, 1) != 1)
		scene_failed("the child does what it is for", ECHILD);
	close(report[0]);
	return child;
}

/* --- ways to close -------------------------------------------------------- */

/* Each returns a process that is to be ended when we have looked, or 0. */

static pid_t by_close(const struct io_uring *ring)
{
	close(ring_dup(ring));
	return 0;
}

static pid_t by_dup2(const struct io_uring *ring)
{
	int fd = ring_dup(ring);

	if (dup2(STDIN_FILENO, fd) != fd)
		scene_failed("dup2()", errno);
	close(fd);
	return 0;
}

static pid_t by_close_range(const struct io_uring *ring)
{
	int fd = ring_dup(ring);

	if (syscall(__NR_close_range, fd, fd, 0))
		scene_failed("close_range()", errno);
	return 0;
}

static void close_as_user(const struct io_uring *ring, int report)
{
	(void)report;
	if (setgid(STUDENT_UID) || setuid(STUDENT_UID))
		_exit(1);
	close(ring->ring_fd);
}

static pid_t by_other_user(const struct io_uring *ring)
{
	return start(close_as_user, ring);
}

/* Not the descriptor that it has inherited, but one that it has taken. */
static void take_and_close(const struct io_uring *ring, int report)
{
	int parent, fd;

	(void)report;
	parent = syscall(__NR_pidfd_open, getppid(), 0);
	fd = syscall(__NR_pidfd_getfd, parent, ring->ring_fd, 0);
	if (fd < 0)
		_exit(1);
	close(fd);
}

static pid_t by_taker(const struct io_uring *ring)
{
	return start(take_and_close, ring);
}

/* The ring's descriptor has FD_CLOEXEC, as io_uring_setup() made it. */
static void exec_myself(const struct io_uring *ring, int report)
{
	char fd[16];

	(void)ring;
	snprintf(fd, sizeof(fd), "%d", report);
	execl("/proc/self/exe", "close", STAY, fd, NULL);
	_exit(1);
}

static pid_t by_exec(const struct io_uring *ring)
{
	return start(exec_myself, ring);
}

static pid_t by_exit(const struct io_uring *ring)
{
	pid_t child = scene_fork();

	(void)ring;
	if (!child)
		_exit(0);
	scene_wait(child);
	return 0;
}

static void do_nothing(const struct io_uring *ring, int report)
{
	(void)ring;
	(void)report;
}

static pid_t by_sigkill(const struct io_uring *ring)
{
	scene_kill(start(do_nothing, ring), SIGKILL);
	return 0;
}

/*
 * One signal ends the process, the other is still pending while it exits: then
 * a sleep in TASK_INTERRUPTIBLE is none.
 */
static pid_t by_two_signals(const struct io_uring *ring)
{
	pid_t child = scene_fork();
	sigset_t set;

	(void)ring;
	if (!child) {
		sigemptyset(&set);
		sigaddset(&set, SIGTERM);
		sigaddset(&set, SIGUSR1);
		sigprocmask(SIG_BLOCK, &set, NULL);
		raise(SIGTERM);
		raise(SIGUSR1);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		_exit(0);
	}
	if (!WIFSIGNALED(scene_wait(child)))
		scene_failed("a child that dies by a signal", ECHILD);
	return 0;
}

/* --- the story ------------------------------------------------------------ */

static const struct {
	const char *name, *when;
	pid_t (*close)(const struct io_uring *ring);
} ways[] = {
	{ "by-dup2", "when dup2() has returned", by_dup2 },
	{ "by-close-range", "when close_range() has returned", by_close_range },
	{ "by-other-user", "when another user's close() has returned",
	  by_other_user },
	{ "by-taker", "when close() of a descriptor from pidfd_getfd() has returned",
	  by_taker },
	{ "by-exec", "when exec has closed a descriptor with FD_CLOEXEC",
	  by_exec },
	{ "by-exit", "when a process that held the ring has exited", by_exit },
	{ "by-sigkill", "when a process that held the ring has been killed",
	  by_sigkill },
	{ "by-two-signals", "when a process that held the ring has died, with a second signal pending",
	  by_two_signals },
};

#define N_WAYS	(sizeof(ways) / sizeof(ways[0]))

static void story(const char *name, const char *when, enum orphan_kind kind,
		  unsigned int count,
		  pid_t (*close_it)(const struct io_uring *ring))
{
	struct orphan o = { .kind = kind, .count = count, .user_data = 100 };
	struct orphan_seen seen;
	struct io_uring ring;
	pid_t child;
	bool there;

	test_begin(name);
	orphan_push(&ring, ENTRIES, &o);
	child = close_it(&ring);
	there = orphan_wait(&ring, &o, 0, &seen);
	if (child)
		scene_kill(child, SIGKILL);
	test_end(expect(there,
			phrase("%s, %u completion%s with %d %s in the ring",
			       when, orphan_cqes(&o),
			       orphan_cqes(&o) > 1 ? "s" : "",
			       orphan_result(kind),
			       orphan_cqes(&o) > 1 ? "are" : "is"), seen.wrong ?
			README "\"What flush promises\" and \"Who runs it?\"" :
			README "\"What flush promises\"", "%s",
			orphan_describe(&o, &seen)));
	orphan_end(&ring, &o);
}

/* A kworker is there when it is wanted. Two ticks nobody would notice. */
static void prompt(void)
{
	struct orphan o = { .count = MANY, .user_data = 100 };
	struct io_uring ring;
	uint64_t ms;

	test_begin("close-is-prompt");
	if (!clock_is_virtual()) {
		test_skip("in real time it depends on the machine");
		return;
	}
	orphan_push(&ring, ENTRIES, &o);
	ms = clock_ms();
	by_close(&ring);
	ms = clock_ms() - ms;
	test_end(expect(ms <= TWO_TICKS_MS,
			phrase("close() of a ring with %d orphans returns within two ticks, %d ms",
			       MANY, TWO_TICKS_MS), README "\"What it costs\"",
			"it took %llu ms", (unsigned long long)ms));
	orphan_end(&ring, &o);
}

int main(int argc, char **argv)
{
	char name[40];
	size_t i;

	if (argc > 2 && !strcmp(argv[1], STAY))
		stay(atoi(argv[2]));

	scene_be_first();
	plan(ORPHAN_KINDS + 2 + N_WAYS);
	for (i = 0; i < ORPHAN_KINDS; i++) {
		snprintf(name, sizeof(name), "close-%s", orphan_name(i));
		story(name, "when close() has returned", i, 1, by_close);
	}
	story("close-many", "when close() has returned", ORPHAN_POLL, MANY,
	      by_close);
	prompt();
	for (i = 0; i < N_WAYS; i++)
		story(ways[i].name, ways[i].when, ORPHAN_POLL, 1,
		      ways[i].close);
	return ktap_exit();
}
