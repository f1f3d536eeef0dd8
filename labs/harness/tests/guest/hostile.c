// SPDX-License-Identifier: GPL-2.0
/*
 * Runs in the guest: what a hostile program cannot do to run().
 *
 * The program copies itself to /tmp and lets run() start the copy, with the
 * name of a misdeed, as the student's user.  The copy does its worst; exit
 * status 0 of a copy means that it did not succeed.
 *
 * Built as $(O)/hostile; add it to an image as /tests/hostile.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ktap.h"
#include "run.h"

#define COPY		"/tmp/misdeed"
#define LIMIT_MS	2000

/* --- the misdeeds, in the copy ------------------------------------ */

/* pause() comes back for a signal only. */
static int sleep_for_ever(void)
{
	while (pause() < 0 && errno == EINTR)
		;
	return 1;
}

static int fork_bomb(void)
{
	while (fork() >= 0 || !usleep(1000))
		;
	return 1;
}

static int print_without_end(void)
{
	static char line[4096];

	memset(line, 'x', sizeof(line));
	for (;;)
		if (write(1, line, sizeof(line)) < 0)
			return 1;
}

static int close_all_and_sleep(void)
{
	close(0);
	close(1);
	close(2);
	return sleep_for_ever();
}

static int ignore_signals(void)
{
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_IGN);
	return sleep_for_ever();
}

/* A child that has left the process group, the session and its parent. */
static int leave_a_daemon(void)
{
	if (fork())
		return 0;
	setsid();
	if (fork())
		return 0;
	return sleep_for_ever();
}

static int kill_everybody(void)
{
	kill(-1, SIGKILL);
	return kill(1, SIGKILL) == 0 || kill(getppid(), SIGKILL) == 0;
}

static int eat_memory(void)
{
	const size_t size = 1 << 20;
	char *p;

	while ((p = malloc(size)))
		memset(p, 1, size);
	return sleep_for_ever();
}

static int fill_tmp(void)
{
	static char block[65536];
	char name[32];
	int i, fd;

	for (i = 0; i < 64; i++) {
		snprintf(name, sizeof(name), "/tmp/fill%d", i);
		fd = open(name, O_WRONLY | O_CREAT, 0600);
		signal(SIGXFSZ, SIG_IGN);
		while (fd >= 0 && write(fd, block, sizeof(block)) > 0)
			;
	}
	return 0;
}

/* The channels that results and kernel messages take. */
static int open_channels(void)
{
	static const char *const paths[] = {
		"/dev/ttyS0", "/dev/console", "/proc/1/fd/3", "/proc/1/mem",
		"/proc/self/fd/3", "/sys/kernel/tracing/trace",
		"/sys/kernel/debug/kunit", "/etc/tests.new",
	};
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (open(paths[i], O_RDWR | O_CREAT, 0600) >= 0 ||
		    open(paths[i], O_RDONLY) >= 0) {
			printf("could open %s\n", paths[i]);
			return 1;
		}
	}
	return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0;
}

/* Which guest is it? That is for io_uring to answer. */
static int ask_for_the_guest(void)
{
	static char log[1 << 18];
	char line[512] = "";
	FILE *f;

	if (getenv("GUEST"))
		return 1;
	f = fopen("/proc/cmdline", "r");
	if (f && fgets(line, sizeof(line), f)) {
		printf("cmdline: %s\n", line);
		return 1;
	}
	klogctl(3, log, sizeof(log) - 1);
	return !!strstr(log, "pushdrain.guest");
}

static int crash(void)
{
	return raise(SIGSEGV);
}

static int forge(void)
{
	puts("ok 1 hostile\nKTAP version 1\n1..1\n  ok 1 all\n# begin: end");
	return 0;
}

/* --- the judge ---------------------------------------------------- */

static size_t received;

static void count(void *arg, const char *data, size_t len)
{
	(void)arg;
	if (!received)
		ktap_quote("misdeed", data, len < 200 ? len : 200);
	received += len;
}

static int copy_self(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = open(COPY, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	ssize_t n;

	if (from < 0 || to < 0)
		return -1;
	do {
		n = sendfile(to, from, NULL, 1 << 20);
	} while (n > 0);
	close(from);
	return close(to) || n;
}

/* How a run is to end. */
enum ending { FINE, TIMEOUT, FLOOD, KILLED };

static const struct misdeed {
	const char *name;
	int (*commit)(void);
	enum ending ending;
	bool leaves;		/* processes that run() has to kill */
} misdeeds[] = {
	{ "fork-bomb", fork_bomb, TIMEOUT, true },
	{ "print-without-end", print_without_end, FLOOD, false },
	{ "close-all-and-sleep", close_all_and_sleep, TIMEOUT, false },
	{ "ignore-signals", ignore_signals, TIMEOUT, false },
	{ "leave-a-daemon", leave_a_daemon, FINE, true },
	{ "kill-everybody", kill_everybody, FINE, false },
	{ "crash", crash, KILLED, false },
	{ "eat-memory", eat_memory, TIMEOUT, false },
	{ "fill-tmp", fill_tmp, FINE, false },
	{ "open-channels", open_channels, FINE, false },
	{ "ask-for-the-guest", ask_for_the_guest, FINE, false },
	{ "forge", forge, FINE, false },
};

#define N_MISDEEDS (sizeof(misdeeds) / sizeof(misdeeds[0]))

static bool as_expected(const struct misdeed *m, const struct run_result *r)
{
	const enum ending ending = r->timed_out ? TIMEOUT :
				   r->flooded ? FLOOD :
				   WIFSIGNALED(r->status) ? KILLED : FINE;

	return !r->error && !r->unkillable && !!r->left == m->leaves &&
	       ending == m->ending && (ending != FINE || !r->status);
}

static void judge(const struct misdeed *m)
{
	char *const argv[] = { COPY, (char *)m->name, NULL };
	char *const env[] = { NULL };
	const struct run_spec spec = {
		.argv = argv,
		.env = env,
		.uid = STUDENT_UID,
		.limit_ms = LIMIT_MS,
		.stderr_too = true,
		.sink = count,
	};
	struct run_result result;
	char how[600];

	test_begin(m->name);
	received = 0;
	run(&spec, &result);
	run_describe(&result, how, sizeof(how));
	ktap_diag("%s; %u left, %u unkillable, %zu bytes", how, result.left,
		  result.unkillable, received);
	test_end(as_expected(m, &result) && received < 2 * RUN_MAX_OUTPUT);
}

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc == 2 && i < N_MISDEEDS; i++)
		if (!strcmp(argv[1], misdeeds[i].name))
			return misdeeds[i].commit();

	plan(N_MISDEEDS);
	if (copy_self()) {
		perror(COPY);
		return 2;
	}
	for (i = 0; i < N_MISDEEDS; i++)
		judge(&misdeeds[i]);
	return ktap_exit();
}
