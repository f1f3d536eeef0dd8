// SPDX-License-Identifier: GPL-2.0
/*
 * Reads tracepoints from tracefs, see trace.h and
 * Documentation/trace/ftrace.rst in the kernel sources.
 *
 * A line of the trace looks like this, with these options set:
 *
 *	<...>-33  [000] .....  1.000127: io_uring_create: ring 60a1, fd 4 ...
 *	      |                |         |                |
 *	      pid              time      event            its fields, as text
 *
 * An address is printed as a hash of it (the option hash-ptr), which does as a
 * name. Without that option 6.1 uses one buffer for two things, in
 * trace_event_format() and trace_check_vprintf(), and loses each line's first
 * string.
 *
 * The fields are found by their names, so it does no harm that 6.1 and 6.12
 * print different ones.
 *
 * A task chooses its own name, with newlines in it if it likes.  Lest it writes
 * events for us: the option record-cmd is off, so that names are printed as
 * "<...>"; events that print a name inside (fork, exit) are read from the end
 * of the line; and a name has 15 characters, too few for the start of a line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace.h"

#define TRACEFS "/sys/kernel/tracing/"

/*
 * What is printed for an address until the kernel has made the key of its hash;
 * and how often to try until then, a second each.
 */
#define UNNAMED		"(____ptrval____)"
#define UNNAMED_TRIES	5

static const struct {
	enum trace_kind kind;
	const char *event;
} kinds[] = {
	{ TRACE_CREATE, "io_uring/io_uring_create" },
	{ TRACE_SUBMIT, "io_uring/io_uring_submit_req" },	/* 6.12 */
	{ TRACE_SUBMIT, "io_uring/io_uring_submit_sqe" },	/* 6.1 */
	{ TRACE_POLL_ARM, "io_uring/io_uring_poll_arm" },
	{ TRACE_TASK_ADD, "io_uring/io_uring_task_add" },
	{ TRACE_WAIT, "io_uring/io_uring_cqring_wait" },
	{ TRACE_COMPLETE, "io_uring/io_uring_complete" },
	{ TRACE_FORK, "sched/sched_process_fork" },
	{ TRACE_EXIT, "sched/sched_process_exit" },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int complain(const char *file)
{
	fprintf(stderr, "trace: " TRACEFS "%s: %s\n", file, strerror(errno));
	return -1;
}

int trace_set(const char *file, const char *text)
{
	int fd, ret = 0;
	char *path;

	if (asprintf(&path, TRACEFS "%s", file) < 0)
		return -1;
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		ret = -1;
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

int trace_begin(const char *const *events, size_t n, bool task_names)
{
	const struct {
		const char *file, *text;
	} settings[] = {
		{ "tracing_on", "0" },
		{ "trace_clock", "mono" },	/* CLOCK_MONOTONIC */
		{ "buffer_size_kb", "1024" },
		{ "options/record-cmd", task_names ? "1" : "0" },
		{ "trace", "\n" },	/* opening it with O_TRUNC clears it */
		{ "tracing_on", "1" },
	};
	char file[80];
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(file, sizeof(file), "events/%s/enable", events[i]);
		if (trace_set(file, "1") && errno != ENOENT)
			return complain(file);
	}
	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (trace_set(settings[i].file, settings[i].text))
			return complain(settings[i].file);
	return 0;
}

int trace_start(void)
{
	const char *events[N_KINDS];
	size_t i;

	for (i = 0; i < N_KINDS; i++)
		events[i] = kinds[i].event;
	return trace_begin(events, N_KINDS, false);
}

static char *read_trace(void)
{
	FILE *f = fopen(TRACEFS "trace", "r");
	char *text = NULL;
	size_t size = 0;

	if (!f || getdelim(&text, &size, '\0', f) < 0)
		complain("trace");
	if (f)
		fclose(f);
	return text;
}

/*
 * In 6.1 the key of the hash is there two seconds after boot, which is long
 * after the first test in virtual time. What was recorded before can be read
 * then.
 */
char *trace_end(void)
{
	char *text;
	int i;

	trace_set("tracing_on", "0");
	text = read_trace();
	for (i = 0; i < UNNAMED_TRIES && text && strstr(text, UNNAMED); i++) {
		free(text);
		sleep(1);
		text = read_trace();
	}
	return text;
}

int trace_stop(struct trace *t)
{
	char *text = trace_end();
	int ret = -1;
	FILE *f;

	memset(t, 0, sizeof(*t));
	f = text ? fmemopen(text, strlen(text), "r") : NULL;
	if (f) {
		ret = trace_parse(f, t);
		fclose(f);
	}
	free(text);
	return ret;
}

/* What follows the name of a field, behind ", " or at the start, or NULL. */
static const char *field(const char *text, const char *name)
{
	size_t len = strlen(name);
	const char *at = text;

	while ((at = strstr(at, name))) {
		if ((at == text || at[-1] == ' ') && at[len] == ' ')
			return at + len + 1;
		at += len;
	}
	return NULL;
}

static uint64_t number(const char *text, const char *name, int base)
{
	const char *at = field(text, name);

	return at ? strtoull(at, NULL, base) : 0;
}

/* As number(), for what can be negative. */
static int integer(const char *text, const char *name)
{
	const char *at = field(text, name);

	return at ? strtol(at, NULL, 10) : 0;
}

static void read_opcode(const char *text, struct trace_event *e)
{
	const char *at = field(text, "opcode");

	if (at)
		snprintf(e->opcode, sizeof(e->opcode), "%.*s",
			 (int)strcspn(at, ", \n"), at);
}

/* The last one: a task's name in front may look like a field. */
static int last_pid(const char *text, const char *name)
{
	const char *at = NULL, *next = text;

	while ((next = strstr(next, name))) {
		next += strlen(name);
		at = next;
	}
	return at ? atoi(at) : 0;
}

static void read_fields(const char *text, struct trace_event *e)
{
	e->ring = number(text, "ring", 16);
	e->req = number(text, "req", 16);
	e->user_data = number(text, "user_data", 16);
	read_opcode(text, e);
	switch (e->kind) {
	case TRACE_CREATE:
		e->value = integer(text, "fd");
		e->flags = number(text, "flags", 16);
		break;
	case TRACE_TASK_ADD:
		e->value = number(text, "mask", 16);
		break;
	case TRACE_WAIT:
		e->value = integer(text, "min_events");
		break;
	case TRACE_COMPLETE:
		e->value = integer(text, "result");
		break;
	case TRACE_FORK:
		e->value = last_pid(text, "child_pid=");
		break;
	default:
		break;
	}
}

static bool find_kind(const char *name, size_t len, enum trace_kind *kind)
{
	size_t i;

	for (i = 0; i < N_KINDS; i++) {
		const char *known = strchr(kinds[i].event, '/') + 1;

		if (strlen(known) == len && !strncmp(known, name, len)) {
			*kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static bool parse_line(const char *line, struct trace_event *e)
{
	unsigned long long sec, usec;
	int name = 0, end = 0;

	memset(e, 0, sizeof(*e));
	while (*line == ' ')
		line++;
	if (sscanf(line, "<%*[.idle]>-%d [%*u] %*s %llu.%6llu: %n%*[a-z_]%n",
		   &e->pid, &sec, &usec, &name, &end) != 3 ||
	    !end || line[end] != ':')
		return false;
	if (!find_kind(line + name, end - name, &e->kind))
		return false;
	e->usec = sec * 1000000 + usec;
	line += end + 1;
	read_fields(line + strspn(line, " "), e);
	return true;
}

static struct trace_event *add(struct trace *t)
{
	/* Room for 64, then for twice as many each time. */
	if (t->count < 64 ? !t->count : !(t->count & (t->count - 1))) {
		size_t room = t->count ? 2 * t->count : 64;
		void *more = reallocarray(t->events, room, sizeof(*t->events));

		if (!more)
			return NULL;
		t->events = more;
	}
	return &t->events[t->count++];
}

int trace_parse(FILE *f, struct trace *t)
{
	unsigned long kept, written;
	struct trace_event e, *new;
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	memset(t, 0, sizeof(*t));
	while (!ret && getline(&line, &size, f) > 0) {
		if (sscanf(line, "# entries-in-buffer/entries-written: %lu/%lu",
			   &kept, &written) == 2) {
			t->lost = written > kept ? written - kept : 0;
			continue;
		}
		if (!parse_line(line, &e))
			continue;
		new = add(t);
		if (new)
			*new = e;
		else
			ret = -1;
	}
	free(line);
	if (ret)
		trace_free(t);
	return ret;
}

void trace_free(struct trace *t)
{
	free(t->events);
	memset(t, 0, sizeof(*t));
}
