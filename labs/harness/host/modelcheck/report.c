// SPDX-License-Identifier: GPL-2.0
/*
 * A counterexample as a table: a column for each thread, a line for each step,
 * and the list where it has changed.
 *
 *	push a                          push b
 *	47 reads ring.exit_task_work:
 *	   NULL
 *	...
 *
 * Steps that concern one thread only (it fills in its own request, say) are
 * left out: nobody could see them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "lines.h"
#include "report.h"

#define CELL_MAX	200
#define LIST_MAX	160
#define LINES_MAX	64
#define PERIOD_MAX	4

static struct {
	char cell[CELL_MAX];
	char list[LIST_MAX];
	bool shown;
	bool turn;	/* one of many, see leave_out_turns() */
} rows[STEPS_MAX];

/* Is there a step of another thread that has to do with this one? */
static bool concerns_others(unsigned int i)
{
	const struct step *s = &run.steps[i], *t;
	unsigned int j;

	/* What has arrived shows where it is read. */
	if (s->op.kind == OP_ARRIVE)
		return false;
	if (i == run.nr - 1 || (int)i == run.other)
		return true;
	if (s->op.kind == OP_FREE || s->op.kind == OP_LOCK ||
	    s->op.kind == OP_UNLOCK || s->op.kind == OP_TRYLOCK ||
	    s->op.kind == OP_SYNC || s->op.kind == OP_ENTER ||
	    s->op.kind == OP_EXIT)
		return true;
	for (j = 0; j < run.nr; j++) {
		t = &run.steps[j];
		if (t->thread != s->thread && t->op.kind != OP_FREE &&
		    t->op.kind != OP_ARRIVE && op_conflict(&t->op, &s->op))
			return true;
	}
	return false;
}

static void describe(const struct step *s, char *buf, size_t size)
{
	char where[60], value[60], old[60];
	const struct op *o = &s->op;
	const struct place *p = place_of(o->ip);
	char line[16] = "";

	/* The number of a line that is not shown below leads astray. */
	if (p->line && *p->text)
		snprintf(line, sizeof(line), "%u ", p->line);
	object_name(o->addr, where, sizeof(where));
	object_value(o->value, value, sizeof(value));
	object_value(o->old, old, sizeof(old));
	switch (o->kind) {
	case OP_READ:
		snprintf(buf, size, "%sreads %s: %s%s%s%s", line, where, value,
			 o->old_value ? " (in memory: " : "",
			 o->old_value ? old : "", o->old_value ? ")" : "");
		break;
	case OP_WRITE:
		snprintf(buf, size, "%s%s = %s%s", line, where, value,
			 o->local ? " (not in memory yet)" : "");
		break;
	case OP_RMW:
		if (o->wrote)
			snprintf(buf, size, "%s%s: %s, now %s", line, where,
				 old, value);
		else
			snprintf(buf, size, "%s%s is %s: not changed", line,
				 where, old);
		break;
	case OP_FREE:
		object_value(o->addr, value, sizeof(value));
		snprintf(buf, size, object_is_request(o->addr) ?
			 "%s runs, and is freed" : "%s is freed", value);
		break;
	case OP_LOCK:
		snprintf(buf, size, "%stakes the lock", line);
		break;
	case OP_TRYLOCK:
		snprintf(buf, size, "%s%s", line, o->wrote ? "takes the lock" :
			 !o->need ? "looks at the lock" :
			 "does not get the lock");
		break;
	case OP_SYNC:
		snprintf(buf, size, "%s%s", line, o->what);
		break;
	case OP_UNLOCK:
		snprintf(buf, size, "%sgives the lock back", line);
		break;
	case OP_LOCK_ALL:
		snprintf(buf, size, "takes all locks");
		break;
	case OP_UNLOCK_ALL:
		snprintf(buf, size, "gives all locks back");
		break;
	case OP_ENTER:
		snprintf(buf, size, "interrupt on the CPU of \"%s\"",
			 threads[threads[s->thread].interrupts].name);
		break;
	case OP_EXIT:
		snprintf(buf, size, "the interrupt is over");
		break;
	case OP_IRQS:
		snprintf(buf, size, "%sdisables interrupts", line);
		break;
	case OP_FENCE:
		snprintf(buf, size, "%sfull barrier", line);
		break;
	case OP_ARRIVE:
	case OP_FLUSH:
		snprintf(buf, size, "%s = %s gets to memory", where, value);
		break;
	}
}

/* Has this row been there @period rows before, and as long before that? */
static bool comes_again(const unsigned int *shown, unsigned int n,
			unsigned int period)
{
	const unsigned int a = shown[n], b = shown[n - period],
			   c = shown[n - 2 * period];

	return run.steps[a].thread == run.steps[b].thread &&
	       run.steps[b].thread == run.steps[c].thread &&
	       !strcmp(rows[a].cell, rows[b].cell) &&
	       !strcmp(rows[b].cell, rows[c].cell);
}

/* Of a loop that goes on and on, two turns are enough. */
static void leave_out_turns(void)
{
	unsigned int shown[STEPS_MAX], n = 0, i, period;
	bool again, before = false;

	for (i = 0; i < run.nr; i++) {
		if (!rows[i].shown)
			continue;
		shown[n] = i;
		again = false;
		for (period = 1; period <= PERIOD_MAX; period++)
			again = again || (2 * period <= n &&
					  comes_again(shown, n, period));
		rows[i].turn = again;
		n++;
	}
	for (i = 0; i < n; i++) {
		again = rows[shown[i]].turn;
		rows[shown[i]].shown = !again || !before;
		if (again && !before)
			snprintf(rows[shown[i]].cell, CELL_MAX, "... and so on");
		before = again;
	}
}

void report_describe(struct report *r)
{
	unsigned int i;

	execution_begin();
	for (i = 0; i < r->nr && !run.failure; i++) {
		execution_step(r->choices[i]);
		objects_list(rows[i].list, sizeof(rows[i].list));
	}
	if (!run.failure && !execution_enabled())
		execution_end();
	for (i = 0; i < run.nr; i++) {
		describe(&run.steps[i], rows[i].cell, sizeof(rows[i].cell));
		rows[i].shown = concerns_others(i);
	}
	leave_out_turns();
	r->shown = 0;
	for (i = 0; i < run.nr; i++)
		r->shown += rows[i].shown;
}

const char *report_cell(unsigned int i)
{
	return rows[i].shown ? rows[i].cell : NULL;
}

int report_column(unsigned int i)
{
	return execution_owner(run.steps[i].thread);
}

static void print_padded(FILE *f, const char *s, unsigned int width)
{
	if (width)
		fprintf(f, "%-*s  ", (int)width, s);
	else
		fputs(s, f);
}

static const char *base_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

/* What the user calls it: the source, or a file beside or behind it. */
static const char *shown_name(const char *file, const char *source)
{
	if (strstr(file, "/model/") ||
	    strcmp(base_name(file), base_name(source)))
		return base_name(file);
	return source;
}

/* The lines of C that the table speaks of, in order, file by file. */
static void print_source(FILE *f, const char *prefix, const char *source)
{
	const struct place *lines[LINES_MAX], *p;
	unsigned int i, j, n = 0;
	int c;

	for (i = 0; i < run.nr; i++) {
		p = place_of(run.steps[i].op.ip);
		if (!rows[i].shown || !p->line || !*p->text || n == LINES_MAX ||
		    run.steps[i].op.kind == OP_FREE)
			continue;
		for (j = 0, c = 1; j < n; j++) {
			c = strcmp(lines[j]->file, p->file);
			if (!c)
				c = lines[j]->line < p->line ? -1 :
				    lines[j]->line > p->line;
			if (c >= 0)
				break;
		}
		if (j < n && !c)
			continue;
		memmove(lines + j + 1, lines + j, (n - j) * sizeof(lines[0]));
		lines[j] = p;
		n++;
	}
	for (j = 0; j < n; j++) {
		if (!j || strcmp(lines[j]->file, lines[j - 1]->file))
			fprintf(f, "%s\n%s%s:\n", prefix, prefix,
				shown_name(lines[j]->file, source));
		fprintf(f, "%s%4u  %s\n", prefix, lines[j]->line,
			lines[j]->text);
	}
}

void report_table(struct report *r, FILE *f, const char *prefix,
		  const char *source)
{
	unsigned int width[THREADS_MAX] = { 0 }, i, n, step = 0;
	const char *before = "empty", *list;
	int t, c;

	report_describe(r);
	for (i = 0; i < run.nr; i++) {
		if (!rows[i].shown)
			continue;
		c = report_column(i);
		n = strlen(rows[i].cell);
		if (n > width[c])
			width[c] = n;
	}
	fprintf(f, "%s%4s  ", prefix, "");
	for (t = 0; t < nr_threads; t++) {
		if (!width[t])
			continue;
		if (width[t] < strlen(threads[t].name))
			width[t] = strlen(threads[t].name);
		print_padded(f, threads[t].name, width[t]);
	}
	fprintf(f, "list\n");
	for (i = 0; i < run.nr; i++) {
		if (!rows[i].shown)
			continue;
		c = report_column(i);
		list = strcmp(rows[i].list, before) ? rows[i].list : "";
		before = rows[i].list;
		fprintf(f, "%s%4u  ", prefix, ++step);
		for (t = 0; t < nr_threads; t++)
			if (width[t] && (t <= c || *list))
				print_padded(f, t == c ? rows[i].cell : "",
					     t < c || *list ? width[t] : 0);
		fprintf(f, "%s\n", list);
	}
	print_source(f, prefix, source);
}
