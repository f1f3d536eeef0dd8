// SPDX-License-Identifier: GPL-2.0
/*
 * Records a lab's scenario, see record.h.
 *
 * What a task says of itself goes into the trace, too, by the file
 * trace_marker: there it stands among the events of the kernel, at its place
 * and time.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"
#include "run.h"
#include "trace.h"

#define TRACEFS "/sys/kernel/tracing/"

/* How often to try until addresses can be printed, a second each: trace.c. */
#define UNNAMED_TRIES	5

/* A group, or one event of it. */
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

static const struct {
	const char *file, *text;
} settings[] = {
	{ "tracing_on", "0" },
	{ "trace_clock", "mono" },
	{ "buffer_size_kb", "1024" },
	{ "options/record-cmd", "1" },
	{ "trace", "\n" },
	{ "tracing_on", "1" },
};

static void give_up(const char *what)
{
	fprintf(stderr, "record: " TRACEFS "%s: %s\n", what, strerror(errno));
	exit(1);
}

void record_start(void)
{
	char file[80];
	size_t i;

	puts("KTAP version 1\n1..1");
	fflush(stdout);
	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		snprintf(file, sizeof(file), "events/%s/enable", events[i]);
		if (trace_set(file, "1") && errno != ENOENT)
			give_up(file);
	}
	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (trace_set(settings[i].file, settings[i].text))
			give_up(settings[i].file);
}

static void mark(const char *text)
{
	if (trace_set("trace_marker", text))
		give_up("trace_marker");
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

static void no_output(void *arg, const char *data, size_t len)
{
	(void)arg;
	(void)data;
	(void)len;
}

void record_program(const char *path, unsigned int limit_ms)
{
	char *const argv[] = { (char *)path, NULL };
	char *const env[] = { "PATH=/bin", "HOME=/tmp", NULL };
	const struct run_spec spec = {
		.argv = argv,
		.env = env,
		.uid = STUDENT_UID,
		.limit_ms = limit_ms,
		.stderr_too = true,
		.sink = no_output,
	};
	struct run_result result;

	run(&spec, &result);
	/* The end of its rings is part of the story. */
	sleep(1);
}

/* Returns false when addresses have no names yet; prints nothing then. */
static bool print_trace(void)
{
	bool named = true;
	char *text = NULL;
	size_t size = 0;
	FILE *f, *all;
	char line[1024];
	char *at, *end;

	f = fopen(TRACEFS "trace", "r");
	all = open_memstream(&text, &size);
	if (!f || !all)
		give_up("trace");
	while (named && fgets(line, sizeof(line), f)) {
		named = !strstr(line, "(____ptrval____)");
		fputs(line, all);
	}
	fclose(f);
	fclose(all);
	for (at = text; named && *at; at = end + 1) {
		end = strchr(at, '\n');
		if (!end)
			break;
		printf("# trace: %.*s\n", (int)(end - at), at);
	}
	free(text);
	return named;
}

int record_stop(void)
{
	int i;

	trace_set("tracing_on", "0");
	for (i = 0; i < UNNAMED_TRIES && !print_trace(); i++)
		sleep(1);
	puts("# trace: # that is all");
	puts("ok 1 trace");
	return 0;
}
