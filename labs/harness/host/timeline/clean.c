// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a trace that is the same each time, and has nothing in it that is not
 * of the story.
 *
 * What differs from boot to boot is the addresses of rings, requests and works.
 * The kernel prints a hash of them, with a key that is new each time.  They are
 * only names, so they get others: ring 1, req 1, req 2, in the order in which
 * they come.  The memory of a request is used again for a later one, so one
 * that is submitted always gets a new name.
 *
 * What differs from kernel to kernel is how long it takes to boot, so time
 * begins with the first event.
 *
 * What a task says of itself, and its name, may be anything, so each line is
 * cleaned first.
 *
 * What is not of the story: works that have nothing to do with io_uring, and
 * tasks that do not appear in it but by being forked, woken or gone.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "addr2line.h"
#include "clean.h"
#include "ftrace.h"
#include "text.h"

#define HASH_DIGITS	16

/* Far more than a scenario has; a guest may send what it likes. */
#define MAX_LINES	10000
#define MAX_NAMES	1000

/* A hash that was seen, and the number that it gets. */
struct name {
	char kind;		/* the letter before the blank: rinG, reQ */
	char hash[HASH_DIGITS + 1];
	unsigned int number;
};

/* A function, by its address. */
struct symbol {
	uint64_t address;
	char *name;
};

struct cleaner {
	char **lines;
	size_t count;
	struct name *names;
	size_t n_names;
	struct symbol *symbols;
	size_t n_symbols;
	int *cast;		/* the tasks of the story */
	size_t n_cast;
};

/* One more element in an array that grows one by one; they are short. */
static void *grow(void *array, size_t count, size_t size)
{
	void *more = reallocarray(array, count + 1, size);

	if (!more)
		die("out of memory");
	return more;
}

static void read_lines(struct cleaner *c, FILE *in)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while (c->count <= MAX_LINES && (n = getline(&line, &size, in)) > 0) {
		c->lines = grow(c->lines, c->count, sizeof(*c->lines));
		c->lines[c->count++] =
			clean_dup(line, n - (line[n - 1] == '\n'));
	}
	free(line);
}

/* The function of a work, in the words of either kernel, or NULL. */
static const char *function(const struct line *l)
{
	const char *at = line_value(l->rest, "function=");

	return at ? at : line_value(l->rest, "function ");
}

/*
 * The kernel knows no names of functions, so it has printed addresses. Of those
 * that it calls, only io_uring's have lines in the debug information.
 */
static void read_symbols(struct cleaner *c, const char *kernel)
{
	uint64_t *addrs = xmalloc(c->count * sizeof(*addrs));
	struct source_line *lines, *f;
	struct line l;
	size_t i, n = 0;

	for (i = 0; i < c->count; i++) {
		if (!line_split(c->lines[i], &l))
			continue;
		if (function(&l))
			addrs[n++] = strtoull(function(&l), NULL, 16);
		line_free(&l);
	}
	lines = addr2line(kernel, addrs, n);
	for (f = lines; f; f = f->next) {
		if (!f->file)
			continue;
		c->symbols = grow(c->symbols, c->n_symbols,
				  sizeof(*c->symbols));
		c->symbols[c->n_symbols].address = addrs[f->addr];
		c->symbols[c->n_symbols++].name = xstrdup(f->func);
	}
	source_line_free(lines);
	free(addrs);
}

static const char *symbol(const struct cleaner *c, const char *address)
{
	uint64_t addr = strtoull(address, NULL, 16);
	size_t i;

	for (i = 0; i < c->n_symbols; i++)
		if (c->symbols[i].address == addr)
			return c->symbols[i].name;
	return NULL;
}

static bool about_a_work(const struct line *l)
{
	return has_prefix(l->event, "workqueue_");
}

static bool about_tasks(const struct line *l)
{
	return has_prefix(l->event, "sched_");
}

/* Which task an event about tasks is about. */
static int other_task(const struct line *l)
{
	const char *at = line_value(l->rest, "child_pid=");

	if (!at)
		at = line_value(l->rest, "pid=");
	return at ? atoi(at) : 0;
}

static bool in_cast(const struct cleaner *c, int pid)
{
	size_t i;

	for (i = 0; i < c->n_cast; i++)
		if (c->cast[i] == pid)
			return true;
	return false;
}

/* The program that PID 1 started to record, and that only starts another. */
static void find_cast(struct cleaner *c)
{
	struct line l;
	size_t i;

	for (i = 0; i < c->count; i++) {
		if (!line_split(c->lines[i], &l))
			continue;
		if (l.pid && !about_tasks(&l) &&
		    (!about_a_work(&l) || (function(&l) &&
					   symbol(c, function(&l)))) &&
		    !in_cast(c, l.pid)) {
			c->cast = grow(c->cast, c->n_cast, sizeof(*c->cast));
			c->cast[c->n_cast++] = l.pid;
		}
		line_free(&l);
	}
}

static bool of_the_story(const struct cleaner *c, const struct line *l)
{
	if (about_a_work(l))
		return function(l) && symbol(c, function(l));
	if (!about_tasks(l))
		return true;
	if (!in_cast(c, other_task(l)))
		return false;
	/* Who wakes a kworker does so by queueing a work. */
	return strcmp(l->event, "sched_waking") ||
	       !line_value(l->rest, "comm=kworker/");
}

static unsigned int number(struct cleaner *c, char kind, const char *hash,
			   bool fresh)
{
	unsigned int last = 0;
	struct name *found = NULL;
	size_t i;

	for (i = 0; i < c->n_names; i++) {
		if (c->names[i].kind != kind)
			continue;
		if (c->names[i].number > last)
			last = c->names[i].number;
		if (!strncmp(c->names[i].hash, hash, HASH_DIGITS))
			found = &c->names[i];
	}
	if (found && !fresh)
		return found->number;
	if (!found && c->n_names == MAX_NAMES)
		return 0;
	if (!found) {
		c->names = grow(c->names, c->n_names, sizeof(*c->names));
		found = &c->names[c->n_names++];
		found->kind = kind;
		memcpy(found->hash, hash, HASH_DIGITS);
		found->hash[HASH_DIGITS] = '\0';
	}
	found->number = last + 1;
	return found->number;
}

static bool is_hash(const char *rest, const char *at)
{
	size_t len = strspn(at, "0123456789abcdef");

	return len == HASH_DIGITS && at > rest + 1 &&
	       (at[-1] == ' ' || at[-1] == '=') &&
	       !isalnum((unsigned char)at[len]);
}

/* What an event says, with names in place of hashes and addresses. */
static void put_rest(struct cleaner *c, const struct line *l, FILE *out)
{
	bool submitted = has_prefix(l->event, "io_uring_submit_");
	const char *at = l->rest;

	while (*at) {
		if (is_hash(l->rest, at)) {
			fprintf(out, "%u", number(c, at[-2], at, submitted &&
						  at[-2] == 'q'));
			at += HASH_DIGITS;
		} else if (has_prefix(at, "0x0000") && symbol(c, at)) {
			fputs(symbol(c, at), out);
			at += strcspn(at, " ,");
		} else {
			fputc(*at++, out);
		}
	}
	fputc('\n', out);
}

static char *check(const struct cleaner *c)
{
	unsigned long kept, written;
	char *shown, *wrong;
	uint64_t before = 0, usec;
	struct line l;
	size_t i;

	if (c->count > MAX_LINES)
		return xasprintf("more than %u lines", MAX_LINES);
	for (i = 0; i < c->count; i++) {
		if (sscanf(c->lines[i],
			   "# entries-in-buffer/entries-written: %lu/%lu",
			   &kept, &written) == 2 && written > kept)
			return xasprintf("the guest had no room for %lu of %lu events",
					 written - kept, written);
		if (!c->lines[i][0] || c->lines[i][0] == '#')
			continue;
		if (!line_split(c->lines[i], &l)) {
			shown = clean_dup(c->lines[i],
					  strnlen(c->lines[i], 60));
			wrong = xasprintf("line %zu is none of ftrace: %s",
					  i + 1, shown);
			free(shown);
			return wrong;
		}
		usec = l.usec;
		line_free(&l);
		if (usec < before)
			return xasprintf("line %zu is earlier than the event before",
					 i + 1);
		before = usec;
	}
	return NULL;
}

/* What a task wrote to trace_marker is told as of an address in the kernel. */
static const char *event_name(const struct line *l)
{
	return has_prefix(l->event, "0x") ? "tracing_mark_write" : l->event;
}

static void put_all(struct cleaner *c, const char *title, FILE *out)
{
	uint64_t begin = 0, usec;
	bool begun = false;
	size_t i, n = 0;
	struct line l;

	fprintf(out, "# pushdrain trace: %s\n", title);
	for (i = 0; i < c->count && c->n_names < MAX_NAMES; i++) {
		if (!line_split(c->lines[i], &l))
			continue;
		if (of_the_story(c, &l)) {
			if (!begun && !has_prefix(l.rest, "role: ")) {
				begun = true;
				begin = l.usec;
			}
			n++;
			usec = begun ? l.usec - begin : 0;
			/* A name that begins with "#" is no comment. */
			fprintf(out, " %15s-%-5d [000] %s %5" PRIu64 ".%06" PRIu64
				": %s: ", l.task, l.pid, l.flags,
				usec / 1000000, usec % 1000000, event_name(&l));
			put_rest(c, &l, out);
		}
		line_free(&l);
	}
	fprintf(out, "# %zu events\n", n);
}

char *clean(FILE *in, const char *kernel, const char *title, FILE *out)
{
	struct cleaner c = { 0 };
	char *wrong;
	size_t i;

	read_lines(&c, in);
	wrong = check(&c);
	if (!wrong) {
		read_symbols(&c, kernel);
		find_cast(&c);
		put_all(&c, title, out);
		if (c.n_names == MAX_NAMES)
			wrong = xasprintf("more than %u rings, requests and works",
					  MAX_NAMES);
	}
	for (i = 0; i < c.count; i++)
		free(c.lines[i]);
	for (i = 0; i < c.n_symbols; i++)
		free(c.symbols[i].name);
	free(c.lines);
	free(c.symbols);
	free(c.names);
	free(c.cast);
	return wrong;
}
