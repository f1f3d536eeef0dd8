// SPDX-License-Identifier: GPL-2.0
/*
 * Starts User-Mode Linux, and makes sure that it ends.
 *
 * A UML guest is several host processes. The first is the kernel, with all of
 * its threads in one host thread. For each address space in the guest there is
 * one more, the stub, in which the guest's programs run under the kernel's
 * ptrace. There may be small helpers besides. UML calls setsid() early; we do
 * that for it, so all of them are in one session and one process group, whose
 * number is the first one's pid.
 *
 * Who kills whom:
 *  - UML that halts kills its stubs. UML that panics sends SIGTERM to its
 *    process group, which is another reason why it needs its own.
 *  - At the end of a guest, whatever the end, we SIGKILL the group. Killed
 *    stubs become our children, because we are a subreaper, so we can wait
 *    until the last one is gone.
 *  - If the runner itself dies, the reaper kills the group (see reaper.c).
 *
 * The command line, as 6.1 and 6.12 understand it:
 *
 *	mem=64M initrd=LINK	memory; the root file system is the initramfs
 *	umid=NAME uml_dir=.	where UML keeps its pid file: in our directory
 *				(otherwise in ~/.uml)
 *	con=null		no consoles,
 *	con0=null,fd:1		but the first: no input, output to our pipe
 *	ssl=null		no serial lines,
 *	ssl0=null,fd:3		but the first: /dev/ttyS0 is the results channel
 *	time-travel=inf-cpu	virtual time: computing takes none, sleeping
 *				takes no real time
 *
 * The "null," costs two harmless "epollctl add err" lines on the console, but
 * must stay: with input and output on one descriptor, in virtual time, UML
 * never writes again once the pipe has been full.
 *
 * What makes a run in virtual time the same, byte for byte, each time:
 *  - no address space randomisation: UML adds the gap between its data and its
 *    heap to the guest's memory, so the amount of memory would be random;
 *  - the private directory, which has a random name, is the working directory,
 *    so that "." stands for it on the command line and in $TMPDIR.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reaper.h"
#include "text.h"
#include "uml.h"

#define RESULTS_FD	3	/* in the guest's kernel */
#define FIRST_FREE_FD	10	/* keeps ours clear of 0 to RESULTS_FD */
#define MAX_ARGS	64

static char **make_argv(const struct guest_options *g)
{
	char **argv = xmalloc((MAX_ARGS + 1) * sizeof(*argv));
	char *word, *save, *append;
	int n = 0;

	argv[n++] = xstrdup(g->kernel);
	argv[n++] = xasprintf("mem=%luM", g->mem_mib);
	argv[n++] = xasprintf("initrd=%s.initrd", g->name);
	argv[n++] = xasprintf("umid=%s", g->name);
	argv[n++] = xstrdup("uml_dir=.");
	argv[n++] = xstrdup("con=null");
	argv[n++] = xstrdup("con0=null,fd:1");
	argv[n++] = xstrdup("ssl=null");
	argv[n++] = xasprintf("ssl0=null,fd:%d", RESULTS_FD);
	if (!g->real_time)
		argv[n++] = xstrdup("time-travel=inf-cpu");
	append = xstrdup(g->append ? g->append : "");
	for (word = strtok_r(append, " ", &save); word && n < MAX_ARGS;
	     word = strtok_r(NULL, " ", &save))
		argv[n++] = xstrdup(word);
	free(append);
	return argv;
}

static void free_argv(char **argv)
{
	int i;

	for (i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
}

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

/* In the child: become the guest. Returns only when that failed, with errno. */
static void become_guest(char **argv, const struct guest_options *g,
			 const char *dir, int console, int results)
{
	char *initrd = xasprintf("%s.initrd", g->name);
	static char *const env[] = {
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
	/*
	 * The kernel prints its command line. A link with a name that is always
	 * the same keeps the caller's own names out of it, and so off the
	 * console, which is to be the same from run to run.
	 */
	if (null < 0 || chdir(dir) || symlink(g->initrd, initrd) ||
	    dup2(null, 0) < 0 ||
	    dup2(console, 1) < 0 || dup2(console, 2) < 0 ||
	    dup2(results, RESULTS_FD) < 0)
		return;
	if (null > RESULTS_FD)
		close(null);
	execve(argv[0], argv, env);
}

static char *explain(const struct guest_options *g, int err)
{
	switch (err) {
	case ENOEXEC:
		return xasprintf("%s is not a program for this machine (exec format error)",
				 g->kernel);
	case EACCES:
		return xasprintf("%s may not be executed (no permission, or its file system is mounted noexec)",
				 g->kernel);
	case ENOENT:
		if (access(g->kernel, F_OK))
			return xasprintf("%s does not exist", g->kernel);
		return xasprintf("%s needs a program loader that does not exist",
				 g->kernel);
	default:
		return xasprintf("%s cannot be started: %s", g->kernel,
				 strerror(err));
	}
}

/* Things UML itself reports late or in a confusing way. */
static char *check_files(const struct guest_options *g)
{
	struct stat st;

	if (stat(g->kernel, &st))
		return explain(g, errno);
	if (stat(g->initrd, &st) || !S_ISREG(st.st_mode) ||
	    access(g->initrd, R_OK))
		return xasprintf("its initramfs %s cannot be read", g->initrd);
	return NULL;
}

static void close_pair(int fds[2])
{
	int i;

	for (i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

char *uml_start(const struct guest_options *g, const char *dir,
		struct uml_process *p)
{
	int console[2] = { -1, -1 }, results[2] = { -1, -1 };
	int error[2] = { -1, -1 };
	char **argv, *why;
	ssize_t n;
	int err = 0;

	why = check_files(g);
	if (why)
		return why;
	if (make_pipe(console) || make_pipe(results) || make_pipe(error))
		goto fail;
	/* Its end is close-on-exec: end of file says that exec worked. */
	fcntl(error[0], F_SETFL, 0);

	argv = make_argv(g);
	p->pid = fork();
	if (!p->pid) {
		become_guest(argv, g, dir, console[1], results[1]);
		err = errno;
		if (write(error[1], &err, sizeof(err)) < 0)
			_exit(3);
		_exit(2);
	}
	free_argv(argv);
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
		close_pair(console);
		close_pair(results);
		close_pair(error);
		return explain(g, err);
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
	close_pair(console);
	close_pair(results);
	close_pair(error);
	return why;
}

int uml_reap(struct uml_process *p)
{
	int status, first = 0;
	pid_t pid;

	/*
	 * A stub may be a child of the kernel until the kernel is gone, and a
	 * child that is being killed may still fork: hence the loop.
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

static void kill_children(void)
{
	struct dirent *e;
	DIR *d = opendir("/proc");

	if (!d)
		return;
	while ((e = readdir(d)))
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9' &&
		    parent_of(e->d_name) == getpid())
			kill(atoi(e->d_name), SIGKILL);
	closedir(d);
}

void uml_reap_strays(void)
{
	pid_t pid;

	/* Not even one child, as nearly always: no need to look for them. */
	while ((pid = waitpid(-1, NULL, __WALL | WNOHANG)) >= 0) {
		if (pid)
			continue;
		kill_children();
		waitpid(-1, NULL, __WALL);
	}
}
