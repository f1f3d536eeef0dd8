// SPDX-License-Identifier: GPL-2.0
/*
 * Judges the student's first io_uring program, a NOP.
 *
 * What the program asked the kernel for is in the kernel's trace, so printing
 * the right line is not enough.  What the trace does not have is the last step:
 * taking a CQE is reading memory, and no event tells of that.  For this step
 * alone we go by what the program prints.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "ktap.h"
#include "student.h"

#define PROGRAM		"/lab/nop"
#define README		"labs/00-boot/README.md"
#define LIMIT_MS	10000
#define TAG		42
#define LINE		"NOP completed: user_data 42, res 0"

static struct student s;
static const struct trace *t = &s.trace;

/* The first event of a kind in one of the program's tasks, or NULL. */
static const struct trace_event *find(enum trace_kind kind)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (t->events[i].kind == kind &&
		    student_owns(&s, t->events[i].pid))
			return &t->events[i];
	return NULL;
}

/* Each test returns whether it passed, after saying why not. */

static bool ends_in_time(void)
{
	if (student_run(PROGRAM, LIMIT_MS, &s))
		exit(2);
	return student_ended(&s, LIMIT_MS, "asleep in io_uring_enter: it waits for a CQE, but has submitted nothing; "
			     README ", \"What each failure means\"");
}

static bool makes_a_ring(void)
{
	return expect(find(TRACE_CREATE), "io_uring_queue_init() makes a ring",
		      "man io_uring_queue_init; io_uring/io_uring.c, io_uring_create()",
		      "no ring was made; the program ended with %s", s.ending);
}

static bool submits_a_nop(void)
{
	const struct trace_event *e = find(TRACE_SUBMIT);

	return expect(e && !strcmp(e->opcode, "NOP"),
		      "the program submits a NOP",
		      "TODO 1 in nop.c; io_uring/io_uring.c, io_submit_sqes()",
		      "it submitted %s%s",
		      e ? e->opcode : "nothing, and ended with ",
		      e ? "" : s.ending);
}

static bool tag_is_42(void)
{
	const struct trace_event *e = find(TRACE_SUBMIT);

	return expect(e->user_data == TAG, phrase("user_data is %d", TAG),
		      "TODO 1 in nop.c; man io_uring_sqe_set_data64; set it after io_uring_prep_nop()",
		      "user_data is %llu", (unsigned long long)e->user_data);
}

static bool nop_completes(void)
{
	const struct trace_event *e = find(TRACE_COMPLETE);

	return expect(e && e->user_data == TAG && !e->value,
		      "the kernel completes the NOP with result 0",
		      "io_uring/nop.c, io_nop()", "%s", !e ? "no completion" :
		      phrase("user_data %llu completed with %d",
			   (unsigned long long)e->user_data, e->value));
}

/* The line may stand among others, but it must be a line of its own. */
static bool prints_the_completion(void)
{
	const char *at = s.output;
	size_t len = strlen(LINE);

	while ((at = strstr(at, LINE))) {
		if ((at == s.output || at[-1] == '\n') &&
		    (!at[len] || at[len] == '\n'))
			return true;
		at += len;
	}
	/* main() calls show_completion() if submit_nop() has returned 0. */
	if (!s.length && WEXITSTATUS(s.run.status) && !find(TRACE_WAIT))
		return unexpected("a line \"" LINE "\"",
				  "TODO 1 in nop.c: submit_nop() returns 0 when all is well; what io_uring_submit() returns then is 1",
				  "%s, and ended with %s, without a look for a completion",
				  student_said(&s), s.ending);
	return unexpected("a line \"" LINE "\"",
			  "TODO 2 in nop.c; man io_uring_wait_cqe",
			  "%s", student_said(&s));
}

static bool exit_status_is_0(void)
{
	return expect(!WEXITSTATUS(s.run.status), "exit status 0",
		      "TODO 2 in nop.c", "%s", s.ending);
}

static const struct ktap_case tests[] = {
	{ "ends-in-time", ends_in_time },
	{ "makes-a-ring", makes_a_ring },
	{ "submits-a-nop", submits_a_nop },
	{ "tag-is-42", tag_is_42 },
	{ "nop-completes", nop_completes },
	{ "prints-the-completion", prints_the_completion },
	{ "exit-status-0", exit_status_is_0 },
};

int main(void)
{
	return ktap_run(tests, sizeof(tests) / sizeof(tests[0]));
}
