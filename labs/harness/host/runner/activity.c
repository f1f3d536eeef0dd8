// SPDX-License-Identifier: GPL-2.0
/*
 * Finds out what a guest that does not end is doing.
 *
 * "Timed out" alone leaves a student with nothing. Two questions narrow it
 * down. First: who computes? The host counts CPU time for each of the guest's
 * processes, and the guest's kernel is another process than the guest's
 * programs. If nobody computes, everything waits for something that never
 * comes. Second, if it is the kernel: where? The host may stop the kernel for
 * a moment, as a debugger does, and read its instruction pointer and stack.
 * A few such samples show the loop.
 *
 * The stack is read like UML's own unwinder reads it: each word that points
 * into the kernel's code could be a return address. Unlike that unwinder, we
 * also check that the instruction before it is a call, which throws out most
 * leftovers.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>

#include "activity.h"
#include "text.h"

#define STACK_BYTES	4096	/* of the stack that are looked at */
#define STOP_WAIT_MS	1000	/* for the kernel to stop when told to */

static void sleep_ms(long ms)
{
	struct timespec ts = { 0, ms * 1000000 };

	nanosleep(&ts, NULL);
}

struct stat_line {
	char state;
	int group;
	unsigned long utime, stime, cutime, cstime;
};

static bool stat_read(const char *path, struct stat_line *l)
{
	char buf[512], *s = NULL;
	FILE *f = fopen(path, "re");

	if (!f)
		return false;
	/* The name, in parentheses, may contain anything. */
	if (fgets(buf, sizeof(buf), f))
		s = strrchr(buf, ')');
	fclose(f);
	return s && sscanf(s + 1, " %c %*d %d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu",
			   &l->state, &l->group, &l->utime, &l->stime,
			   &l->cutime, &l->cstime) == 6;
}

/*
 * Does every thread of a process wait for something that is not a processor?
 * A program in the guest is traced by its kernel, and rests in state t.
 */
static bool waits(const char *pid)
{
	struct stat_line l;
	struct dirent *e;
	char path[80];
	bool all = true;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%.20s/task", pid);
	d = opendir(path);
	while (d && all && (e = readdir(d))) {
		snprintf(path, sizeof(path), "/proc/%.20s/task/%.20s/stat",
			 pid, e->d_name);
		all = *e->d_name == '.' || !stat_read(path, &l) ||
		      strchr("StZXI", l.state);
	}
	if (d)
		closedir(d);
	return all;
}

void cpu_time_read(pid_t pgid, struct cpu_time *t)
{
	struct stat_line l;
	struct dirent *e;
	char path[64];
	DIR *d;

	memset(t, 0, sizeof(*t));
	/* That would be the host's kernel. */
	if (!pgid)
		return;
	d = opendir("/proc");
	if (!d)
		return;
	t->waits = true;
	while ((e = readdir(d))) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		snprintf(path, sizeof(path), "/proc/%.20s/stat", e->d_name);
		if (!stat_read(path, &l) || l.group != pgid)
			continue;
		if (atoi(e->d_name) == pgid) {
			t->kernel += l.utime + l.stime;
			t->user += l.cutime + l.cstime;
		} else {
			t->user += l.utime + l.stime;
		}
		t->waits &= waits(e->d_name);
	}
	closedir(d);
}

static bool peek(pid_t pid, uint64_t addr, void *buf, size_t n)
{
	struct iovec to = { buf, n };
	struct iovec from = { (void *)(uintptr_t)addr, n };

	return process_vm_readv(pid, &to, 1, &from, 1, 0) == (ssize_t)n;
}

/* Is the instruction before this address a call? (x86: e8 rel32, or ff /2) */
static bool after_call(pid_t pid, uint64_t addr)
{
	unsigned char b[7];
	int i;

	if (!peek(pid, addr - sizeof(b), b, sizeof(b)))
		return false;
	if (b[2] == 0xe8)
		return true;
	for (i = 0; i < 6; i++)
		if (b[i] == 0xff && (b[i + 1] & 0x38) == 0x10)
			return true;
	return false;
}

/* Wait until the kernel has stopped; never reap it, should it have ended. */
static bool wait_stopped(pid_t pid)
{
	siginfo_t si;
	int ms;

	for (ms = 0; ms < STOP_WAIT_MS; ms++) {
		si.si_pid = 0;
		if (waitid(P_PID, pid, &si, WSTOPPED | WNOHANG | __WALL))
			return false;
		if (si.si_pid == pid)
			return true;
		sleep_ms(1);
	}
	return false;
}

static void take_one(pid_t pid, uint64_t lo, uint64_t hi,
		     struct stack_sample *s)
{
	uint64_t stack[STACK_BYTES / sizeof(uint64_t)];
	struct user_regs_struct regs;
	size_t i, words;

	if (ptrace(PTRACE_GETREGS, pid, 0, &regs))
		return;
	s->addrs[s->n++] = (struct splat_addr){ regs.rip, true, true };

	/* Near the end of the stack there may be less to read. */
	words = ARRAY_SIZE(stack);
	while (words && !peek(pid, regs.rsp, stack, words * sizeof(stack[0])))
		words /= 2;
	for (i = 0; i < words && s->n < STACK_ADDRS; i++)
		if (stack[i] >= lo && stack[i] < hi &&
		    after_call(pid, stack[i]))
			s->addrs[s->n++] = (struct splat_addr){
				stack[i], false, false };
}

void stack_sample_take(pid_t pid, uint64_t lo, uint64_t hi,
		       struct stack_sample s[STACK_SAMPLES])
{
	int i;

	if (ptrace(PTRACE_SEIZE, pid, 0, 0))
		return;
	for (i = 0; i < STACK_SAMPLES; i++) {
		if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) || !wait_stopped(pid))
			break;
		take_one(pid, lo, hi, &s[i]);
		if (ptrace(PTRACE_CONT, pid, 0, 0))
			break;
		sleep_ms(7);
	}
}
