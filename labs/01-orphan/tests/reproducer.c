// SPDX-License-Identifier: GPL-2.0
/*
 * Judges the student's reproducer of the orphan.
 *
 * The same program runs in several guests, whose kernels differ in fallback.c
 * only.  In each it must make the orphan, wait for its completion, and tell by
 * its exit status what came.  A program that always says the same is right in
 * one guest and wrong in the next.
 *
 * The judgement rests on the kernel's trace and not on what the program prints:
 *
 *	submit		by a task other than the first one, on a ring that is
 *	  |		not that task's own
 *	exit		of that task
 *	  |
 *	task_add	the pipe has data, and the request asks for task_work
 *	  |
 *	complete	or not: that depends on the guest
 *	  |
 *	exit		of the program
 *
 * A program may submit other requests, too.  We look at the one that comes
 * farthest down this list.  Who makes the ring, who writes, and how the program
 * waits (waitpid, a sleep, a loop that peeks) is its own affair.
 *
 * One test for each step.  The first that fails is the one to repair, so those
 * behind it are skipped.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "ktap.h"
#include "student.h"

#define PROGRAM		"/lab/orphan"
#define README		"labs/01-orphan/README.md"
#define FAILURES	"labs/01-orphan/failures.md"
#define LIMIT_MS	20000

/* A healthy fallback needs up to two ticks of 10 ms. */
#define TWO_TICKS_US	20000

/* Indices of the events of one request; t->count stands for "never". */
struct request {
	size_t create;		/* its ring was made */
	size_t submit;
	size_t gone;		/* its submitter ended */
	size_t add;		/* what it waited for happened */
	size_t complete;
	unsigned int steps;	/* how many steps of the story it has done */
};

static struct student s;
static const struct trace *t = &s.trace;
static struct request orphan;	/* the request that came farthest */
static size_t end;		/* the program's own exit */
static const char *guest;

static const struct trace_event *at(size_t i)
{
	return &t->events[i];
}

static bool happened(size_t i)
{
	return i < t->count;
}

/* The first event of a kind that belongs to the request of @submit. */
static size_t find(enum trace_kind kind, size_t submit)
{
	size_t i;

	for (i = submit + 1; i < t->count; i++)
		if (at(i)->kind == kind && at(i)->ring == at(submit)->ring &&
		    at(i)->req == at(submit)->req)
			break;
	return i;
}

static size_t find_create(size_t submit)
{
	size_t i = submit;

	while (i-- > 0)
		if (at(i)->kind == TRACE_CREATE &&
		    at(i)->ring == at(submit)->ring)
			return i;
	return t->count;
}

/* A task that only our SIGKILL ended did not end by itself. */
static size_t own_exit(pid_t pid)
{
	size_t i = student_exit(&s, pid);

	return i < end ? i : t->count;
}

static bool child_submits(const struct request *r)
{
	return happened(r->submit) && at(r->submit)->pid != s.run.pid;
}

static bool ring_is_shared(const struct request *r)
{
	return !happened(r->create) ||
	       at(r->create)->pid != at(r->submit)->pid;
}

static bool child_is_gone(const struct request *r)
{
	return happened(r->gone) && r->gone < r->add && r->gone < r->complete;
}

/* Not by the program's own exit, which closes the pipe. */
static bool pipe_is_written(const struct request *r)
{
	return r->add < end;
}

static struct request examine(size_t submit)
{
	struct request r = {
		.create = find_create(submit),
		.submit = submit,
		.gone = own_exit(at(submit)->pid),
		.add = find(TRACE_TASK_ADD, submit),
		.complete = find(TRACE_COMPLETE, submit),
		.steps = 1,
	};

	if (child_submits(&r) && ++r.steps && ring_is_shared(&r) &&
	    ++r.steps && child_is_gone(&r) && ++r.steps &&
	    pipe_is_written(&r))
		r.steps++;
	return r;
}

static void find_orphan(void)
{
	size_t i;

	end = student_exit(&s, s.run.pid);
	orphan = (struct request) {
		.create = t->count,
		.submit = t->count,
		.gone = t->count,
		.add = t->count,
		.complete = t->count,
	};
	for (i = 0; i < t->count; i++) {
		struct request r;

		if (at(i)->kind != TRACE_SUBMIT ||
		    !student_owns(&s, at(i)->pid))
			continue;
		r = examine(i);
		if (r.steps > orphan.steps)
			orphan = r;
	}
}

/* Each test returns whether it passed, after saying why not. */

static bool ends_in_time(void)
{
	if (student_run(PROGRAM, LIMIT_MS, &s))
		exit(2);
	find_orphan();
	return student_ended(&s, LIMIT_MS, FAILURES ", \"It hangs\"");
}

static bool makes_a_ring(void)
{
	unsigned int rings = 0, polled = 0;
	size_t i;

	for (i = 0; i < t->count; i++) {
		if (at(i)->kind != TRACE_CREATE ||
		    !student_owns(&s, at(i)->pid))
			continue;
		rings++;
		polled += !!(at(i)->flags & IORING_SETUP_SQPOLL);
	}
	return expect(rings && !polled && !t->lost,
		      "a ring, made without IORING_SETUP_SQPOLL",
		      "man io_uring_queue_init", "%s", t->lost ?
		      phrase("so many events that the first %lu were lost: a loop that enters the kernel without a pause?",
			   t->lost) : polled ?
		      "a ring with IORING_SETUP_SQPOLL: there a kernel thread submits, which does not exit with the child" :
		      phrase("no ring was made, and the program ended with %s",
			   s.ending));
}

static bool test_child_submits(void)
{
	const char *read = s.run.left ?
		"TODO 1 and TODO 2 in orphan.c; " README ", \"Tasks\"" :
		"TODO 1 in orphan.c; " README ", \"Tasks\"";

	return expect(child_submits(&orphan),
		      "a child of the program submits a request", read, "%s",
		      happened(orphan.submit) ?
		      phrase("the parent itself submitted %s: its own task_work runs it, and it is no orphan",
			   at(orphan.submit)->opcode) :
		      s.faulted ?
		      phrase("a segmentation fault killed the child, in %s",
			     s.fault) :
		      phrase("nobody submitted a request; the program ended with %s%s",
			   s.ending, s.run.left ?
			   " while its child was still there" : ""));
}

static bool test_ring_is_shared(void)
{
	return expect(ring_is_shared(&orphan),
		      "the child submits to the ring that it inherited",
		      README ", \"Background\"; fork(2) on open file descriptions",
		      "the child submitted %s to a ring of its own: the parent's ring never hears of it",
		      at(orphan.submit)->opcode);
}

/* Was it done before the child had gone and the pipe was written? */
static bool polled_something_else(void)
{
	return orphan.complete < end && orphan.complete < orphan.gone &&
	       orphan.complete < orphan.add &&
	       !strcmp(at(orphan.submit)->opcode, "POLL_ADD") &&
	       !(at(orphan.complete)->value & POLLIN);
}

static bool test_child_is_gone(void)
{
	const char *seen;

	if (child_is_gone(&orphan))
		return true;
	if (polled_something_else())
		return unexpected("the child's request waits for the pipe to be readable",
				  "TODO 1 in orphan.c; man io_uring_prep_poll_add",
				  "the request was complete at once, with result %d: it did not poll the pipe's reading end (fds[0]) for POLLIN",
				  at(orphan.complete)->value);
	if (orphan.add < end && orphan.add < orphan.gone)
		seen = phrase("the pipe was written before the child was gone%s",
			    happened(orphan.gone) ? "" :
			    ": the child never exited by itself");
	else if (orphan.complete < end && orphan.complete < orphan.gone)
		seen = phrase("the request was complete at once, with result %d: it had nothing to wait for (was the pipe written too early?)",
			    at(orphan.complete)->value);
	else
		seen = phrase("the child never exited by itself%s",
			    happened(student_exit(&s, at(orphan.submit)->pid)) ?
			    ": the program ended first" : "");
	return unexpected("the child has exited before anything happens to its request",
			  "TODO 2 in orphan.c; man waitpid", "%s", seen);
}

/*
 * It gives up, exit status 2, when the child did not say that all is well. If
 * it speaks of write(), it has come further than that.
 */
static bool test_pipe_is_written(void)
{
	bool gave_up;
	char said[128];

	snprintf(said, sizeof(said), "%s", student_said(&s));
	gave_up = WIFEXITED(s.run.status) && WEXITSTATUS(s.run.status) == 2 &&
		  !strstr(said, "write");
	return expect(pipe_is_written(&orphan),
		      phrase("the parent writes to the pipe that the child's %s waits for",
			   at(orphan.submit)->opcode),
		      gave_up ?
		      "TODO 1 and TODO 2 in orphan.c: the child's exit status is 0 when io_uring_submit() has returned 1; and no line of the parent's may be run by the child" :
		      "TODO 3 in orphan.c; io_uring/poll.c, io_poll_wake()",
		      "nothing happened on that pipe until the program ended, with %s; %s",
		      s.ending, said);
}

static bool waits_for_cqe(void)
{
	uint64_t waited = at(end)->usec - at(orphan.add)->usec;

	return expect(orphan.complete < end || waited >= TWO_TICKS_US,
		      "the program waits for the completion, at least two ticks (20 ms)",
		      "TODO 4 in orphan.c; man io_uring_wait_cqe_timeout",
		      "it ended %llu.%03llu ms after the write, before any completion",
		      (unsigned long long)waited / 1000,
		      (unsigned long long)waited % 1000);
}

/* What came, in words. */
static const char *outcome(void)
{
	static char text[80];
	int res;

	if (orphan.complete >= end)
		return "no completion came";
	res = at(orphan.complete)->value;
	if (res == -ECANCELED)
		return "the completion came with -125 (-ECANCELED)";
	snprintf(text, sizeof(text), "the completion came with %d, not -125 (-ECANCELED)",
		 res);
	return text;
}

static bool is_canceled(void)
{
	return orphan.complete < end &&
	       at(orphan.complete)->value == -ECANCELED;
}

/* Did a task of the program run the completion, and no kernel thread? */
static bool ran_in_program(void)
{
	return orphan.complete < end &&
	       student_owns(&s, at(orphan.complete)->pid);
}

/* Not about the program: is this kernel the one that it was said to be? */
static bool guest_as_announced(void)
{
	bool as_said = true;
	const char *promise = "";

	if (!strcmp(guest, "healthy") || !strcmp(guest, "upstream")) {
		as_said = is_canceled() && !ran_in_program();
		promise = "runs the orphan's completion in a kernel thread, with -ECANCELED";
	} else if (!strcmp(guest, "silent")) {
		as_said = orphan.complete >= end;
		promise = "drops the orphan";
	} else if (!strcmp(guest, "foreign")) {
		as_said = ran_in_program();
		promise = "runs the orphan's completion in a task of the program";
	}
	return expect(as_said, phrase("the guest \"%s\" %s", guest, promise),
		      "the fallback.c of this guest: the kernel is at fault here, not orphan.c",
		      "%s%s", outcome(),
		      ran_in_program() ? ", in a task of the program" : "");
}

static bool exit_status_is_right(void)
{
	int status = WEXITSTATUS(s.run.status);
	int right = is_canceled() ? 0 : 1;
	char said[128];

	snprintf(said, sizeof(said), "%s", student_said(&s));
	return expect(status == right,
		      phrase("exit status %d, because %s", right, outcome()),
		      "TODO 4 in orphan.c; " README ", \"Exit status\"",
		      "exit status %d; %s", status, said);
}

static bool says_what_it_saw(void)
{
	char number[16] = "";

	if (is_canceled())
		return true;
	if (orphan.complete < end)
		snprintf(number, sizeof(number), "%d",
			 at(orphan.complete)->value);
	return expect(s.length && strstr(s.output, number),
		      phrase("a line that says what came: %s", outcome()),
		      README ", \"Exit status\"",
		      s.length ? "output without the number %s" :
		      "no output at all%s", s.length ? number : "");
}

static const struct ktap_case tests[] = {
	{ "ends-in-time", ends_in_time },
	{ "makes-a-ring", makes_a_ring },
	{ "child-submits", test_child_submits },
	{ "ring-is-shared", test_ring_is_shared },
	{ "child-is-gone", test_child_is_gone },
	{ "pipe-is-written", test_pipe_is_written },
	{ "waits-for-cqe", waits_for_cqe },
	{ "guest-as-announced", guest_as_announced },
	{ "exit-status", exit_status_is_right },
	{ "says-what-it-saw", says_what_it_saw },
};

int main(void)
{
	guest = getenv("GUEST");
	if (!guest)
		guest = "";
	return ktap_run(tests, sizeof(tests) / sizeof(tests[0]));
}
