// SPDX-License-Identifier: GPL-2.0
/*
 * Runs one program, see run.h.
 *
 * The order of things, and what each is good for:
 *
 *	fork		The child is a process group of its own, with its input
 *			from /dev/null and its output to our pipe, and with no
 *			other descriptor of ours.
 *	exec		If it fails, the child sends us errno through a second
 *			pipe, which a successful exec closes.
 *	watch		Read the pipe and wait for the end, the time limit or
 *			the output limit, whatever comes first.
 *	kill		Every process of the user, not only the group: a child
 *			can leave its group, but not its user.
 *	reap		They all become our children, so we can wait for each.
 *			SIGKILL has no power over a process that sleeps inside
 *			the kernel where no signal reaches it; for those we
 *			wait a while and then go on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "proc.h"
#include "run.h"

#define NOBODY		65534
#define REAP_LIMIT_MS	2000

/*
 * Chosen for a guest with 64 MB of memory, a third of it the kernel's. Nobody
 * gets so much memory that the kernel has to kill for it: in virtual time it
 * may wait without end for the killed one to go.
 */
static const struct {
	int what;
	rlim_t max;
} limits[] = {
	{ RLIMIT_NPROC, 16 },
	{ RLIMIT_NOFILE, 128 },
	{ RLIMIT_AS, 24 << 20 },
	{ RLIMIT_FSIZE, 4 << 20 },
	{ RLIMIT_CORE, 0 },
};

static int drop_rights(uid_t uid)
{
	size_t i;
	int fd;

	/* When memory runs out, the kernel kills this one first, not us. */
	fd = open("/proc/self/oom_score_adj", O_WRONLY);
	if (fd >= 0) {
		if (write(fd, "1000", 4) != 4)
			return -1;
		close(fd);
	}
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		const struct rlimit limit = { limits[i].max, limits[i].max };

		if (setrlimit(limits[i].what, &limit))
			return -1;
	}
	return setgroups(0, NULL) || setresgid(uid, uid, uid) ||
	       setresuid(uid, uid, uid) || chdir("/tmp");
}

/* In the child. Returns only when something failed, with errno. */
static void become(const struct run_spec *spec, int output, int error)
{
	sigset_t none;
	int null, sig;

	setpgid(0, 0);
	for (sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);

	null = open("/dev/null", O_RDONLY);
	if (null < 0 || dup2(null, 0) < 0 || dup2(output, 1) < 0 ||
	    (spec->stderr_too && dup2(output, 2) < 0))
		return;
	/* All but the error pipe, which closes itself. */
	if (dup2(error, 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC) ||
	    syscall(SYS_close_range, 4, ~0U, 0))
		return;
	if (spec->uid && drop_rights(spec->uid))
		return;
	execve(spec->argv[0], spec->argv, spec->env);
}

/* Returns the reading end of the program's output, -1 if it did not start. */
static int start(const struct run_spec *spec, struct run_result *result)
{
	int output[2], error[2], err = 0;

	if (pipe2(output, O_CLOEXEC) || pipe2(error, O_CLOEXEC)) {
		result->error = errno;
		return -1;
	}
	result->pid = fork();
	if (!result->pid) {
		become(spec, output[1], error[1]);
		err = errno;
		if (write(3, &err, sizeof(err)) < 0)
			_exit(126);
		_exit(127);
	}
	if (result->pid < 0)
		err = errno;
	close(output[1]);
	close(error[1]);
	if (!err && read(error[0], &err, sizeof(err)) <= 0)
		err = 0;
	close(error[0]);
	if (!err) {
		fcntl(output[0], F_SETFL, O_NONBLOCK);
		return output[0];
	}
	close(output[0]);
	if (result->pid > 0)
		waitpid(result->pid, NULL, 0);
	result->pid = 0;
	result->error = err;
	return -1;
}

/* Pass on what is there. False when there is no more, and never will be. */
static bool drain(const struct run_spec *spec, int fd, size_t *total)
{
	char buf[4096];
	ssize_t n;

	while (*total <= RUN_MAX_OUTPUT) {
		n = read(fd, buf, sizeof(buf));
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		if (!n)
			return false;
		*total += n;
		if (spec->sink)
			spec->sink(spec->arg, buf, n);
	}
	return true;
}

/* Until the program itself has ended, or has used up a limit. */
static void watch(const struct run_spec *spec, struct run_result *result,
		  int output)
{
	struct pollfd fds[2] = {
		{ .fd = syscall(SYS_pidfd_open, result->pid, 0),
		  .events = POLLIN },
		{ .fd = output, .events = POLLIN },
	};
	uint64_t end = clock_ms() + spec->limit_ms, now;
	size_t total = 0;

	while (!(fds[0].revents & POLLIN)) {
		now = clock_ms();
		if (now >= end) {
			result->timed_out = true;
			break;
		}
		if (poll(fds, 2, end - now) < 0)
			continue;
		if (fds[1].revents && !drain(spec, output, &total))
			fds[1].fd = -1;	/* it has closed its output */
		if (total > RUN_MAX_OUTPUT) {
			result->flooded = true;
			break;
		}
	}
	close(fds[0].fd);
	if (fds[1].fd >= 0 && !result->flooded)
		drain(spec, output, &total);
}

/*
 * SIGKILL for all processes of a user, in one step, so that no fork escapes.
 * With these three ids we may signal that user's processes and no others, and
 * they may not signal us.
 */
static void kill_user(uid_t uid)
{
	if (setresuid(NOBODY, uid, 0))
		return;
	kill(-1, SIGKILL);
	if (setresuid(0, 0, 0))
		_exit(126);
}

/* One of our children is gone: the program itself, or one that it left. */
static void note_end(struct run_result *result, pid_t pid, int status)
{
	if (pid == result->pid)
		result->status = status;
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		result->left++;
}

static void reap(const struct run_spec *spec, struct run_result *result)
{
	uint64_t end = clock_ms() + REAP_LIMIT_MS;
	int status;
	pid_t pid;

	result->status = SIGKILL;	/* until we know better */
	for (;;) {
		pid = waitpid(-1, &status, WNOHANG | __WALL);
		if (pid < 0 && errno != EINTR)
			return;	/* no child is left */

		/* One that we stopped to look at may report that first. */
		if (pid > 0 && (WIFEXITED(status) || WIFSIGNALED(status)))
			note_end(result, pid, status);
		if (pid)
			continue;
		if (clock_ms() >= end)
			break;
		sleep_ms(1);
	}
	result->unkillable = describe_user(spec->uid, result->pid,
					   result->where,
					   sizeof(result->where));
}

void run(const struct run_spec *spec, struct run_result *result)
{
	int output;

	memset(result, 0, sizeof(*result));
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	output = start(spec, result);
	if (output < 0)
		return;
	watch(spec, result, output);
	if (result->timed_out)
		describe_user(spec->uid, result->pid, result->where,
			      sizeof(result->where));
	kill_user(spec->uid);
	reap(spec, result);
	close(output);
}

void run_student(const char *path, unsigned int limit_ms,
		 void (*sink)(void *arg, const char *data, size_t len),
		 void *arg, struct run_result *result)
{
	char *const argv[] = { (char *)path, NULL };
	char *const env[] = { "PATH=/bin", "HOME=/tmp", NULL };
	const struct run_spec spec = {
		.argv = argv,
		.env = env,
		.uid = STUDENT_UID,
		.limit_ms = limit_ms,
		.stderr_too = true,
		.sink = sink,
		.arg = arg,
	};

	run(&spec, result);
}

void run_describe(const struct run_result *result, char *buf, size_t size)
{
	if (result->error)
		snprintf(buf, size, "it could not be started: %s",
			 strerror(result->error));
	else if (result->timed_out)
		snprintf(buf, size, "it did not end: %s", result->where);
	else if (result->flooded)
		snprintf(buf, size, "it printed more than %d bytes",
			 RUN_MAX_OUTPUT);
	else if (WIFSIGNALED(result->status))
		snprintf(buf, size, "killed by signal %d (%s)",
			 WTERMSIG(result->status),
			 strsignal(WTERMSIG(result->status)));
	else
		snprintf(buf, size, "exit status %d",
			 WEXITSTATUS(result->status));
}
