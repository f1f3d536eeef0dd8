// SPDX-License-Identifier: GPL-2.0
/*
 * Starts a process of the host, a guest's kernel or a program, and makes sure
 * that it ends with everything that it has started.
 *
 * Who kills whom:
 *  - Each is the first of a session and of a process group of its own, whose
 *    number is its pid. At its end, whatever the end, we SIGKILL the group.
 *    Orphans in it become our children, because we are a subreaper, so we can
 *    wait until the last one is gone.
 *  - If the runner itself dies, the reaper kills the group (see reaper.c).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "reaper.h"
#include "text.h"

#define FIRST_FREE_FD	10	/* keeps ours clear of those of the process */

/* A pipe, close-on-exec, clear of the low descriptors, read without waiting. */
static int make_pipe(int fds[2])
{
	int low[2], i;

	if (pipe2(low, O_CLOEXEC))
		return -1;
	for (i = 0; i < 2; i++) {
		fds[i] = fcntl(low[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
		close(low[i]);
	}
	if (fds[0] < 0 || fds[1] < 0)
		return -1;
	/* UML drops console output when a pipe is full. May be refused. */
	fcntl(fds[1], F_SETPIPE_SZ, 1 << 20);
	return fcntl(fds[0], F_SETFL, O_NONBLOCK);
}

/* In the child. Returns only when that failed, with errno. */
static void become(char **argv, char **env, int results_fd, const char *dir,
		   int console, int results)
{
	static char *const usual[] = {
		"TMPDIR=.", "HOME=.", "PATH=/usr/bin:/bin", "LC_ALL=C", NULL
	};
	const struct rlimit no_core = { 0, 0 };
	sigset_t none;
	int null, sig;

	setsid();
	reaper_tell(getpid(), true);

	for (sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
	personality(ADDR_NO_RANDOMIZE);	/* if refused: only less exact */

	null = open("/dev/null", O_RDONLY);
	if (null < 0 || chdir(dir) || dup2(null, 0) < 0 ||
	    dup2(console, 1) < 0 || dup2(console, 2) < 0 ||
	    dup2(results, results_fd) < 0)
		return;
	if (null > 2 && null != results_fd)
		close(null);
	execve(argv[0], argv, env ? env : usual);
}

static char *explain(const char *program, int err)
{
	switch (err) {
	case ENOEXEC:
		return xasprintf("%s is not a program for this machine (exec format error)",
				 program);
	case EACCES:
		return xasprintf("%s may not be executed (no permission, or its file system is mounted noexec)",
				 program);
	case ENOENT:
		if (access(program, F_OK))
			return xasprintf("%s does not exist", program);
		return xasprintf("%s needs a program loader that does not exist",
				 program);
	default:
		return xasprintf("%s cannot be started: %s", program,
				 strerror(err));
	}
}

static void close_pair(int fds[2])
{
	int i;

	for (i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

char *process_start(char **argv, char **env, int results_fd, const char *dir,
		    struct process *p)
{
	int console[2] = { -1, -1 }, results[2] = { -1, -1 };
	int error[2] = { -1, -1 };
	ssize_t n;
	int err = 0;
	char *why;

	if (make_pipe(console) || make_pipe(results) || make_pipe(error))
		goto fail;
	/* Its end is close-on-exec: end of file says that exec worked. */
	fcntl(error[0], F_SETFL, 0);

	p->pid = fork();
	if (!p->pid) {
		become(argv, env, results_fd, dir, console[1], results[1]);
		err = errno;
		if (write(error[1], &err, sizeof(err)) < 0)
			_exit(3);
		_exit(2);
	}
	if (p->pid < 0)
		goto fail;
	close(error[1]);
	error[1] = -1;
	do {
		n = read(error[0], &err, sizeof(err));
	} while (n < 0 && errno == EINTR);
	if (n == sizeof(err)) {
		waitpid(p->pid, NULL, 0);
		reaper_tell(p->pid, false);
		why = explain(argv[0], err);
		goto close;
	}
	p->pidfd = pidfd_open(p->pid, 0);
	if (p->pidfd < 0) {
		err = errno;
		kill(-p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
		reaper_tell(p->pid, false);
		errno = err;
		goto fail;
	}
	close(console[1]);
	close(results[1]);
	close(error[0]);
	p->console = console[0];
	p->results = results[0];
	return NULL;
fail:
	why = xasprintf("the host cannot start a process for it: %s",
			strerror(errno));
close:
	close_pair(console);
	close_pair(results);
	close_pair(error);
	return why;
}

int process_reap(struct process *p)
{
	int status, first = 0;
	pid_t pid;

	/*
	 * Others may be children of the first until it is gone, and a child
	 * that is being killed may still fork: hence the loop.
	 */
	do {
		kill(-p->pid, SIGKILL);
		pid = waitpid(-p->pid, &status, __WALL);
		if (pid == p->pid)
			first = status;
	} while (pid > 0 || (pid < 0 && errno == EINTR));
	reaper_tell(p->pid, false);
	close(p->pidfd);
	p->pidfd = -1;
	/* bwrap says in a shell's way how the first process in it has died. */
	if (p->boxed && WIFEXITED(first) && WEXITSTATUS(first) > 128 &&
	    WEXITSTATUS(first) < 128 + NSIG)
		return WEXITSTATUS(first) - 128;
	return first;
}

static pid_t parent_of(const char *pid)
{
	char path[64], buf[512], *s;
	int ppid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	/* The name, in parentheses, may contain anything. */
	if (fgets(buf, sizeof(buf), f)) {
		s = strrchr(buf, ')');
		if (!s || sscanf(s + 1, " %*c %d", &ppid) != 1)
			ppid = 0;
	}
	fclose(f);
	return ppid;
}

pid_t process_child(pid_t parent)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	pid_t child = 0;

	while (d && !child && (e = readdir(d)))
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9' &&
		    parent_of(e->d_name) == parent)
			child = atoi(e->d_name);
	if (d)
		closedir(d);
	return child;
}

void process_reap_strays(void)
{
	pid_t pid;

	/* Not even one child, as nearly always: no need to look for them. */
	while ((pid = waitpid(-1, NULL, __WALL | WNOHANG)) >= 0) {
		if (pid)
			continue;
		pid = process_child(getpid());
		if (pid)
			kill(pid, SIGKILL);
		waitpid(-1, NULL, __WALL);
	}
}
