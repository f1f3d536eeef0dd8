// SPDX-License-Identifier: GPL-2.0
/*
 * The student's code crashes, or computes forever.
 *
 * Signals tell.  Their handler notes a failure of the run, and leaves the
 * thread where it is: thread_abandon() goes back to the scheduler, and the
 * thread's stack is used again by the next run.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <ucontext.h>

#include "execution.h"
#include "thread.h"
#include "crash.h"
#include "tsan.h"

#define TICK_MS		100	/* of CPU time without a step */

static char signal_stack[64 * 1024];

static uintptr_t place(void *context)
{
#ifdef __x86_64__
	return ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] + 1;
#else
	return 0;
#endif
}

static void crashed(int sig, siginfo_t *info, void *context)
{
	uintptr_t addr = (uintptr_t)info->si_addr;

	if (!thread_any()) {
		signal(sig, SIG_DFL);
		raise(sig);
		return;
	}
	if (sig == SIGSEGV && thread_overflowed(addr) >= 0)
		run_fail(FAIL_STACK, "it calls itself until its stack is full");
	else if (sig == SIGSEGV && addr < 4096 && info->si_code != SI_KERNEL)
		run_fail(FAIL_CRASH, "it follows a NULL pointer");
	else if (sig == SIGSEGV)
		run_fail(FAIL_CRASH, "it follows a pointer that leads nowhere");
	else
		run_fail(FAIL_CRASH, "it crashes: %s", strsignal(sig));
	run.ip = trying_ip ? trying_ip : place(context);
	trying_ip = 0;
	thread_abandon();
}

static void ticked(int sig, siginfo_t *info, void *context)
{
	static unsigned long last;

	(void)sig;
	(void)info;
	if (thread_any() && last == execution_steps()) {
		run_fail(FAIL_LOOP, "it computes forever, without an access to memory that others see");
		run.ip = place(context);
		thread_abandon();
	}
	last = execution_steps();
}

static void handle(int sig, void (*fn)(int, siginfo_t *, void *))
{
	/* The handler does not return, so the signal must not stay blocked. */
	struct sigaction sa = {
		.sa_sigaction = fn,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};

	if (sigaction(sig, &sa, NULL)) {
		perror("modelcheck: sigaction");
		exit(2);
	}
}

void crash_begin(void)
{
	static const int crashes[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT,
	};
	const struct itimerval tick = {
		.it_interval = { 0, TICK_MS * 1000 },
		.it_value = { 0, TICK_MS * 1000 },
	};
	const stack_t stack = {
		.ss_sp = signal_stack,
		.ss_size = sizeof(signal_stack),
	};
	const struct rlimit no_core = { 0, 0 };
	size_t i;

	setrlimit(RLIMIT_CORE, &no_core);
	sigaltstack(&stack, NULL);
	for (i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		handle(crashes[i], crashed);
	handle(SIGVTALRM, ticked);
	setitimer(ITIMER_VIRTUAL, &tick, NULL);
}
