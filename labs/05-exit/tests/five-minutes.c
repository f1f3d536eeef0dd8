// SPDX-License-Identifier: GPL-2.0
/*
 * Rings that are closed, in whatever way, are not missed ten minutes later.
 *
 * After five minutes io_ring_exit_work() warns of a ring that cannot go.  So
 * rings with orphans are closed in several ways, and then the test sleeps for
 * ten minutes and reads the kernel's log.  In virtual time that takes no
 * time; in real time it would, and there the last test is skipped.
 *
 *	exit-closes		The process that has the ring just ends.
 *	kill-closes		It is killed.
 *	last-of-three-closes	Three processes have it, and end one by one.
 *	no-warning		Ten minutes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"

#define READ		"labs/05-exit/README.md, \"Each turn\""
#define TEN_MINUTES_MS	(10 * 60 * 1000)
#define KLOG_READ_ALL	3	/* SYSLOG_ACTION_READ_ALL, see klogctl(3) */
#define KLOG_MAX	(1 << 20)

/*
 * A process that has the ring, by inheritance.  It waits for a signal, makes
 * the orphans' event happen, and ends without closing anything.
 */
static pid_t owner(const struct orphan *o)
{
	pid_t pid = scene_fork();

	if (!pid) {
		raise(SIGSTOP);
		orphan_fire(o);
		_exit(0);
	}
	if (waitpid(pid, NULL, WUNTRACED) != pid)
		scene_failed("a child that stops", errno);
	return pid;
}

static void test_ends(const char *name, unsigned int owners, int sig)
{
	struct orphan o = { .kind = ORPHAN_RECV, .count = 2, .user_data = 1 };
	struct io_uring ring;
	pid_t pids[owners];
	unsigned int i;
	int witness;

	test_begin(name);
	orphan_ring(&ring, 8);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	for (i = 0; i < owners; i++)
		pids[i] = owner(&o);
	orphan_let_go(&o);
	io_uring_queue_exit(&ring);
	for (i = 0; i < owners; i++)
		scene_kill(pids[i], sig);
	test_end(expect_ring_gone(witness, &o, READ));
}

/* The line of the log with which the kernel warns of a ring that is stuck. */
static bool find_warning(char *line, size_t size)
{
	char *log = calloc(1, KLOG_MAX + 1), *found;

	if (!log || klogctl(KLOG_READ_ALL, log, KLOG_MAX) < 0)
		scene_failed("the kernel's log", errno);
	found = strstr(log, "WARNING:");
	while (found && !memmem(found, strcspn(found, "\n"),
				"io_uring/io_uring.c", 19))
		found = strstr(found + 1, "WARNING:");
	if (found) {
		snprintf(line, size, "%.*s", (int)strcspn(found, "\n"), found);
		found = line;
	}
	free(log);
	return found;
}

static void test_no_warning(void)
{
	struct orphan orphans[ORPHAN_KINDS];
	struct io_uring ring;
	char line[200];
	unsigned int i;

	test_begin("no-warning");
	if (!clock_is_virtual()) {
		test_skip("sleeps for ten minutes, and time is real here");
		return;
	}
	orphan_ring(&ring, 64);
	for (i = 0; i < ORPHAN_KINDS; i++) {
		orphans[i] = (struct orphan) { .kind = i, .count = 10 };
		orphan_arm(&ring, &orphans[i]);
		orphan_fire(&orphans[i]);
	}
	io_uring_queue_exit(&ring);
	sleep_ms(TEN_MINUTES_MS);

	test_end(expect(!find_warning(line, sizeof(line)),
			"ten minutes after all rings were closed, the kernel has not missed one",
			"labs/01-orphan/background.md, \"The five-minute warning\"; "
			READ, "%s", line));
}

int main(void)
{
	plan(4);
	test_ends("exit-closes", 1, SIGCONT);
	test_ends("kill-closes", 1, SIGKILL);
	test_ends("last-of-three-closes", 3, SIGCONT);
	test_no_warning();
	return ktap_exit();
}
