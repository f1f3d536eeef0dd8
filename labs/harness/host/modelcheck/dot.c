// SPDX-License-Identifier: GPL-2.0
/*
 * A counterexample for graphviz: a column for each thread, time downwards, the
 * steps numbered as in the table, and an arrow from a step to one of another
 * thread that comes after it because of what it did.
 *
 * The classes are those of the house style, docs/diagrams/style.gvpr; so
 * "docs/diagrams/draw" makes a picture of it that looks like the book's.  What
 * is said beside them is for "dot" alone.
 *
 * Where things are is decided here, because columns in the order of the table
 * are easier to follow than short arrows.  All lengths are points.
 */
#include <stdio.h>
#include <string.h>

#include "report.h"

#define NUMBERS_WIDTH	36	/* of the column with the steps' numbers */
#define LETTER_WIDTH	7
#define LINE_HEIGHT	14
#define BOX_MARGIN	12
#define ROW_GAP		12
#define COLUMN_GAP	20

static struct {
	FILE *f;
	unsigned int letters;		/* in a line of a label */
	int x[THREADS_MAX];		/* of each column, or 0 */
	int y;				/* where the next row begins */
} page;

static int box_width(void)
{
	return page.letters * LETTER_WIDTH;
}

static bool has_steps(int thread)
{
	unsigned int i;

	for (i = 0; i < run.nr; i++)
		if (report_cell(i) && report_column(i) == thread)
			return true;
	return false;
}

/* A thread without steps in the report has no column. */
static void place_columns(void)
{
	int columns = 0, t;

	for (t = 0; t < nr_threads; t++)
		columns += has_steps(t);
	page.letters = columns > 2 ? 20 : 26;
	columns = 0;
	for (t = 0; t < nr_threads; t++) {
		page.x[t] = 0;
		if (has_steps(t))
			page.x[t] = NUMBERS_WIDTH + box_width() / 2 +
				    columns++ * (box_width() + COLUMN_GAP);
	}
}

static void put_escaped(const char *s, size_t n)
{
	for (; n && *s; s++, n--) {
		if (*s == '"' || *s == '\\')
			fputc('\\', page.f);
		fputc(*s, page.f);
	}
}

/*
 * How much of a label goes in its first line: up to a blank, or, if there is
 * none, behind a dot or an underscore of a name.
 */
static size_t line_length(const char *s)
{
	size_t i, blank = 0, name = 0;

	if (strlen(s) <= page.letters)
		return strlen(s);
	for (i = 1; i <= page.letters; i++) {
		if (s[i] == ' ')
			blank = i;
		if (s[i - 1] == '.' || s[i - 1] == '_')
			name = i;
	}
	return blank ? blank : name ? name : page.letters;
}

static const char *next_line(const char *s)
{
	s += line_length(s);
	return s + strspn(s, " ");
}

static int height(const char *label)
{
	int lines = 0;

	for (; *label; label = next_line(label))
		lines++;
	return lines * LINE_HEIGHT + BOX_MARGIN;
}

/* A box in a column; "more" is for its attributes. The row stays the same. */
static void put_box(const char *more, int x, const char *label)
{
	fprintf(page.f, " [%s, pos=\"%d,-%d!\", width=%.2f, height=%.2f, label=\"",
		more, x, page.y + height(label) / 2, box_width() / 72.0,
		height(label) / 72.0);
	while (*label) {
		put_escaped(label, line_length(label));
		label = next_line(label);
		if (*label)
			fputs("\\n", page.f);
	}
	fputs("\"];\n", page.f);
}

static void put_heads(void)
{
	int t;

	for (t = 0; t < nr_threads; t++) {
		if (!page.x[t])
			continue;
		fprintf(page.f, "\tt%d", t);
		put_box(threads[t].interrupts < 0 ? "class=\"task\"" :
						    "class=\"interrupt\"",
			page.x[t], threads[t].name);
	}
	page.y += LINE_HEIGHT + BOX_MARGIN + ROW_GAP;
}

static void put_steps(void)
{
	const char *bad = "class=\"step bad\", color=red, penwidth=2";
	unsigned int i, nr = 0;
	const char *text;
	int x = 0;

	for (i = 0; i < run.nr; i++) {
		text = report_cell(i);
		if (!text)
			continue;
		x = page.x[report_column(i)];
		fprintf(page.f, "\tn%u [class=\"time\", shape=none, pos=\"%d,-%d!\", width=0.3, height=0.3, label=\"%u\"];\n",
			i, NUMBERS_WIDTH / 3, page.y + height(text) / 2, ++nr);
		fprintf(page.f, "\ts%u", i);
		put_box(run.failure && i == run.nr - 1 ? bad : "class=\"step\"",
			x, text);
		page.y += height(text) + ROW_GAP;
	}
	if (!run.failure || !x)
		return;
	page.y += ROW_GAP;
	fputs("\tend", page.f);
	put_box(bad, x, run.text);
}

/* The step of this report before step i, of the same thread or of others. */
static int step_before(unsigned int i, bool same)
{
	unsigned int j;

	for (j = i; j-- > 0;) {
		if (!report_cell(j) ||
		    (report_column(j) == report_column(i)) != same)
			continue;
		if (same || dependent(run.steps[j].thread, &run.steps[j].op,
				      run.steps[i].thread, &run.steps[i].op))
			return j;
	}
	return -1;
}

static void put_edges(void)
{
	int j, last = -1;
	unsigned int i;

	for (i = 0; i < run.nr; i++) {
		if (!report_cell(i))
			continue;
		last = i;
		j = step_before(i, true);
		if (j >= 0)
			fprintf(page.f, "\ts%d", j);
		else
			fprintf(page.f, "\tt%d", report_column(i));
		fprintf(page.f, " -> s%u [class=\"line\", dir=none];\n", i);
		j = step_before(i, false);
		if (j >= 0)
			fprintf(page.f, "\ts%d -> s%u [class=\"then\"];\n", j,
				i);
	}
	if (run.failure && last >= 0)
		fprintf(page.f, "\ts%d -> end [class=\"bad\", color=red, penwidth=2];\n",
			last);
}

void report_dot(struct report *r, FILE *f, const char *title)
{
	report_describe(r);
	memset(&page, 0, sizeof(page));
	page.f = f;
	place_columns();
	fputs("digraph \"", f);
	put_escaped(title, strlen(title));
	fputs("\" {\n"
	      "\tgraph [layout=neato, inputscale=72, splines=true];\n"
	      "\tnode [shape=box, fontname=\"sans-serif\", fontsize=12, margin=\"0.05,0.05\"];\n"
	      "\tedge [arrowsize=0.7];\n", f);
	put_heads();
	put_steps();
	put_edges();
	fputs("}\n", f);
}
