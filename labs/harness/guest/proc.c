// SPDX-License-Identifier: GPL-2.0
/*
 * Says where a process is that did not end in time.
 *
 * On most machines /proc/PID/syscall or /proc/PID/wchan would tell.  UML has
 * the first for no process, and the second needs the symbol table that the
 * guest's kernel leaves out to link faster.  So we ask as a debugger does:
 * seize the process, interrupt it, and look at the register that holds the
 * number of the system call it was in.
 *
 * A process that sleeps where no signal reaches it does not stop for us.  That
 * is worth knowing too: it is stuck inside the kernel.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "proc.h"

/* How long a process may take to stop, in steps of a millisecond. */
#define STOP_STEPS	100

static const struct {
	long nr;
	const char *name;
} syscalls[] = {
	{ SYS_read, "read" },
	{ SYS_readv, "readv" },
	{ SYS_write, "write" },
	{ SYS_writev, "writev" },
	{ SYS_poll, "poll" },
	{ SYS_ppoll, "ppoll" },
	{ SYS_select, "select" },
	{ SYS_pselect6, "pselect6" },
	{ SYS_epoll_wait, "epoll_wait" },
	{ SYS_epoll_pwait, "epoll_pwait" },
	{ SYS_pause, "pause" },
	{ SYS_nanosleep, "nanosleep" },
	{ SYS_clock_nanosleep, "clock_nanosleep" },
	{ SYS_restart_syscall, "restart_syscall, a sleep" },
	{ SYS_clone, "clone" },
	{ SYS_wait4, "wait4" },
	{ SYS_waitid, "waitid" },
	{ SYS_futex, "futex" },
	{ SYS_recvfrom, "recvfrom" },
	{ SYS_recvmsg, "recvmsg" },
	{ SYS_accept, "accept" },
	{ SYS_connect, "connect" },
	{ SYS_flock, "flock" },
	{ SYS_rt_sigsuspend, "rt_sigsuspend" },
	{ SYS_rt_sigtimedwait, "rt_sigtimedwait" },
	{ SYS_io_uring_enter, "io_uring_enter" },
	{ SYS_io_uring_register, "io_uring_register" },
	{ SYS_exit_group, "exit_group" },
};

/* "PID (NAME) STATE ... FLAGS ...", where NAME may hold anything: proc(5). */
bool proc_read_stat(pid_t pid, struct proc_stat *stat)
{
	char path[32], line[512] = "", *name, *end;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);

	name = strchr(line, '(');
	end = strrchr(line, ')');
	if (!name || !end || end < name)
		return false;
	*end = '\0';
	snprintf(stat->name, sizeof(stat->name), "%.31s", name + 1);
	return sscanf(end + 1, " %c %*d %*d %*d %*d %*d %u", &stat->state,
		      &stat->flags) == 2;
}

static bool wait_for_stop(pid_t pid)
{
	int status, i;

	for (i = 0; i < STOP_STEPS; i++) {
		if (waitpid(pid, &status, WNOHANG | __WALL) == pid)
			return WIFSTOPPED(status);
		sleep_ms(1);
	}
	return false;
}

/* How long io_uring_enter() may take, of a process that has stopped in it. */
static void read_limit(pid_t pid, char *limit, size_t size)
{
	long flags = ptrace(PTRACE_PEEKUSER, pid, 8 * R10, NULL);
	long arg = ptrace(PTRACE_PEEKUSER, pid, 8 * R8, NULL), ts;

	snprintf(limit, size, " without a time limit");
	if (!(flags & IORING_ENTER_EXT_ARG) || !arg)
		return;
	arg += offsetof(struct io_uring_getevents_arg, ts);
	ts = ptrace(PTRACE_PEEKDATA, pid, arg, NULL);
	if (ts && ts != -1)
		snprintf(limit, size, " with a time limit of %ld s and %ld ns",
			 ptrace(PTRACE_PEEKDATA, pid, ts, NULL),
			 ptrace(PTRACE_PEEKDATA, pid, ts + 8, NULL));
}

/*
 * The number of the system call, -1 for none, -2 if it cannot be found out.
 * @limit gets its time limit, in words, if it is io_uring_enter().
 */
static long current_syscall(pid_t pid, char *limit, size_t size)
{
	long nr = -2;

	limit[0] = '\0';
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL))
		return -2;
	if (!ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) && wait_for_stop(pid)) {
		errno = 0;
		nr = ptrace(PTRACE_PEEKUSER, pid, 8 * ORIG_RAX, NULL);
		if (errno)
			nr = -2;
		else if (nr == SYS_io_uring_enter)
			read_limit(pid, limit, size);
	}
	return nr;
}

static const char *syscall_name(long nr, char *number, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof(syscalls) / sizeof(syscalls[0]); i++)
		if (syscalls[i].nr == nr)
			return syscalls[i].name;
	snprintf(number, size, "system call number %ld", nr);
	return number;
}

static void describe(pid_t pid, char state, char *buf, size_t size)
{
	char number[40], limit[64];
	long nr;

	if (state == 'Z' || state == 'X') {
		snprintf(buf, size, "dead, but nobody has waited for it");
		return;
	}
	if (state == 'D') {
		snprintf(buf, size, "stuck inside the kernel (state D)");
		return;
	}
	nr = current_syscall(pid, limit, sizeof(limit));
	if (nr >= 0)
		snprintf(buf, size, "asleep in %s%s",
			 syscall_name(nr, number, sizeof(number)), limit);
	else if (state == 'R')
		snprintf(buf, size, "running");
	else
		snprintf(buf, size, "asleep inside the kernel (state %c)",
			 state);
}

void describe_process(pid_t pid, char *buf, size_t size)
{
	struct proc_stat stat;

	if (proc_read_stat(pid, &stat))
		describe(pid, stat.state, buf, size);
	else
		snprintf(buf, size, "gone");
}

/* One more process into the list that describe_user() makes. */
static void append(pid_t pid, char *buf, size_t size)
{
	struct proc_stat stat;
	char what[160];
	size_t len = strlen(buf);

	if (len + 1 >= size || !proc_read_stat(pid, &stat))
		return;
	describe(pid, stat.state, what, sizeof(what));
	snprintf(buf + len, size - len, "%s%s[%d] is %s", len ? "; " : "",
		 stat.name, pid, what);
}

/* Root's are init and the kernel's threads, too: those are in group 0. */
static bool belongs_to(pid_t pid, uid_t uid)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	return !stat(path, &st) && st.st_uid == uid && getpgid(pid) > 0;
}

unsigned int describe_user(uid_t uid, pid_t first, char *buf, size_t size)
{
	unsigned int live = 0;
	struct proc_stat stat;
	struct dirent *d;
	DIR *dir;

	buf[0] = '\0';
	append(first, buf, size);
	dir = opendir("/proc");
	while (dir && (d = readdir(dir))) {
		pid_t pid = atoi(d->d_name);

		if (pid <= 0 || !belongs_to(pid, uid) ||
		    !proc_read_stat(pid, &stat) ||
		    stat.state == 'Z' || stat.state == 'X')
			continue;
		live++;
		if (pid != first)
			append(pid, buf, size);
	}
	if (dir)
		closedir(dir);
	return live;
}
