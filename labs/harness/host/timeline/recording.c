// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a recorded trace.
 *
 * It is ours, written by clean.c, but a file can be cut off or edited.  A
 * picture of half a trace would be a picture of something that did not happen,
 * so the first line that is not as it should be ends it all.
 *
 * What a task says of itself is in it, and its name, so each line is cleaned.
 */
#include <stdlib.h>
#include <string.h>

#include "ftrace.h"
#include "recording.h"
#include "text.h"

/* More than a picture can show, and far more than a lab's scenario has. */
#define MAX_EVENTS	400
#define MAX_LINE	2000	/* bytes; ftrace has less than 1200 */

static const struct {
	const char *name;
	enum event_kind kind;
} kinds[] = {
	{ "tracing_mark_write", EVENT_NOTE },
	{ "io_uring_create", EVENT_CREATE },
	{ "io_uring_submit_req", EVENT_SUBMIT },
	{ "io_uring_submit_sqe", EVENT_SUBMIT },
	{ "io_uring_task_add", EVENT_TASK_ADD },
	{ "io_uring_cqring_wait", EVENT_WAIT },
	{ "io_uring_complete", EVENT_COMPLETE },
	{ "io_fallback_push", EVENT_PUSH },
	{ "io_fallback_drain_begin", EVENT_DRAIN },
	{ "io_fallback_item", EVENT_ITEM },
	{ "io_fallback_drain_end", EVENT_DRAINED },
	{ "workqueue_queue_work", EVENT_QUEUE },
	{ "workqueue_execute_start", EVENT_WORK },
	{ "workqueue_execute_end", EVENT_WORKED },
	{ "sched_process_fork", EVENT_FORK },
	{ "sched_process_exit", EVENT_EXIT },
	{ "sched_waking", EVENT_WAKE },
};

static bool find_kind(const char *name, enum event_kind *kind)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].name, name)) {
			*kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static int number(const struct line *l, const char *word)
{
	const char *at = line_value(l->rest, word);

	return at ? atoi(at) : 0;
}

/* The word behind a word, or NULL. */
static char *word(const struct line *l, const char *before)
{
	const char *at = line_value(l->rest, before);

	return at ? xstrndup(at, strcspn(at, " ,")) : NULL;
}

/* Does the event have what events of its kind have, and nothing absurd? */
static bool complete(const struct record *e)
{
	if (e->ring > MAX_EVENTS || e->req > MAX_EVENTS || e->work > MAX_EVENTS)
		return false;
	switch (e->kind) {
	case EVENT_CREATE:
	case EVENT_WAIT:
	case EVENT_DRAIN:
	case EVENT_DRAINED:
		return e->ring;
	case EVENT_SUBMIT:
		return e->req && e->text;
	case EVENT_TASK_ADD:
	case EVENT_COMPLETE:
	case EVENT_PUSH:
	case EVENT_ITEM:
		return e->req;
	case EVENT_QUEUE:
	case EVENT_WORK:
		return e->work && e->text;
	case EVENT_WORKED:
		return e->work;
	case EVENT_FORK:
	case EVENT_WAKE:
		return e->other;
	default:
		return true;
	}
}

static bool read_event(const char *text, struct record *e)
{
	static const char role[] = "role: ";
	struct line l;
	bool ok;

	memset(e, 0, sizeof(*e));
	if (!line_split(text, &l))
		return false;
	ok = find_kind(l.event, &e->kind);
	e->usec = l.usec;
	e->task = xstrdup(l.task);
	e->pid = l.pid;
	e->interrupt = strlen(l.flags) > 2 &&
		       (l.flags[2] == 'h' || l.flags[2] == 'H');
	e->ring = number(&l, "ring ");
	e->req = number(&l, "req ");
	switch (e->kind) {
	case EVENT_NOTE:
		e->text = xstrdup(l.rest);
		if (has_prefix(l.rest, role)) {
			e->kind = EVENT_ROLE;
			memmove(e->text, e->text + strlen(role),
				strlen(e->text) - strlen(role) + 1);
		}
		break;
	case EVENT_SUBMIT:
		e->text = word(&l, "opcode ");
		break;
	case EVENT_COMPLETE:
		e->result = number(&l, "result ");
		break;
	case EVENT_QUEUE:
		e->work = number(&l, "struct=");
		e->text = word(&l, "function=");
		break;
	case EVENT_WORK:
	case EVENT_WORKED:
		e->work = number(&l, "struct ");
		e->text = word(&l, "function ");
		break;
	case EVENT_FORK:
		e->other = number(&l, "child_pid=");
		break;
	case EVENT_EXIT:
	case EVENT_WAKE:
		e->other = number(&l, "pid=");
		break;
	default:
		break;
	}
	line_free(&l);
	return ok && complete(e);
}

static char *no_event(const char *text, size_t line)
{
	char *shown = clean_dup(text, strnlen(text, 60));
	char *wrong = xasprintf("line %zu: not an event: %s", line, shown);

	free(shown);
	return wrong;
}

static char *add_event(const char *text, size_t line, struct recording *r)
{
	struct record *e = &r->events[r->count];

	if (r->count == MAX_EVENTS)
		return xasprintf("more than %u events, too many for a picture",
				 MAX_EVENTS);
	r->count++;
	if (!read_event(text, e))
		return no_event(text, line);
	if (r->count > 1 && e->usec < e[-1].usec)
		return xasprintf("line %zu: it is earlier than the line before",
				 line);
	return NULL;
}

/* The last line, which says how many events there are. */
static char *end(const char *text, size_t line, const struct recording *r)
{
	size_t count;
	int read = 0;

	if (sscanf(text, "# %zu events%n", &count, &read) != 1 || !read ||
	    text[read])
		return no_event(text, line);
	if (count != r->count)
		return xasprintf("line %zu: of %zu events there are %zu", line,
				 count, r->count);
	return NULL;
}

static char *read_lines(FILE *in, struct recording *r)
{
	static const char first[] = "# pushdrain trace: ";
	char *buf = NULL, *text, *wrong = NULL;
	size_t size = 0, lines = 0;
	bool ended = false;
	ssize_t n;

	while (!wrong && (n = getline(&buf, &size, in)) > 0) {
		lines++;
		text = clean_dup(buf, n - (buf[n - 1] == '\n'));
		if (ended) {
			wrong = xasprintf("line %zu: nothing may come after the end",
					  lines);
		} else if (strlen(text) > MAX_LINE) {
			wrong = xasprintf("line %zu: it is too long", lines);
		} else if (lines == 1) {
			if (has_prefix(text, first))
				r->title = xstrdup(text + strlen(first));
			else
				wrong = xasprintf("line 1: this is no recorded trace");
		} else if (has_prefix(text, "# ")) {
			ended = true;
			wrong = end(text, lines, r);
		} else {
			wrong = add_event(text, lines, r);
		}
		free(text);
	}
	free(buf);
	if (!wrong && !lines)
		wrong = xasprintf("it is empty");
	if (!wrong && !ended)
		wrong = xasprintf("it is cut off: its last line must say how many events there are");
	if (!wrong && !r->count)
		wrong = xasprintf("nothing happened in it");
	return wrong;
}

char *recording_read(FILE *in, struct recording *r)
{
	memset(r, 0, sizeof(*r));
	r->events = xmalloc(MAX_EVENTS * sizeof(*r->events));
	return read_lines(in, r);
}

void recording_free(struct recording *r)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		free(r->events[i].task);
		free(r->events[i].text);
	}
	free(r->events);
	free(r->title);
}
