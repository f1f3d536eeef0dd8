// SPDX-License-Identifier: GPL-2.0
/*
 * Records a lab's scenario, see record.h.
 *
 * What a task says of itself goes into the trace, too, by the file
 * trace_marker: there it stands among the events of the kernel, at its place
 * and time.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"
#include "run.h"
#include "trace.h"

static const char *const events[] = {
	"io_fallback",
	"io_uring/io_uring_create",
	"io_uring/io_uring_submit_req",		/* 6.12 */
	"io_uring/io_uring_submit_sqe",		/* 6.1 */
	"io_uring/io_uring_task_add",
	"io_uring/io_uring_cqring_wait",
	"io_uring/io_uring_complete",
	"sched/sched_process_fork",
	"sched/sched_process_exit",
	"sched/sched_waking",
	"workqueue/workqueue_queue_work",
	"workqueue/workqueue_execute_start",
	"workqueue/workqueue_execute_end",
};

static void give_up(void)
{
	fputs("record: no trace\n", stderr);
	exit(1);
}

void record_start(void)
{
	puts("KTAP version 1\n1..1");
	fflush(stdout);
	if (trace_begin(events, sizeof(events) / sizeof(events[0]), true))
		give_up();
}

static void mark(const char *text)
{
	if (trace_set("trace_marker", text))
		give_up();
}

void record_role(const char *name)
{
	char text[80];

	snprintf(text, sizeof(text), "role: %s", name);
	mark(text);
}

void record_note(const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	mark(text);
}

void record_program(const char *path, unsigned int limit_ms)
{
	struct run_result result;

	run_student(path, limit_ms, NULL, NULL, &result);
	/* The end of its rings is part of the story. */
	sleep(1);
}

int record_stop(void)
{
	char *text = trace_end(), *at = text, *end;

	if (!text)
		give_up();
	for (; (end = strchr(at, '\n')); at = end + 1)
		printf("# trace: %.*s\n", (int)(end - at), at);
	free(text);
	puts("# trace: # that is all");
	puts("ok 1 trace");
	return 0;
}
