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
 * Columns are in the order of the table, as that is easier to follow than short
 * arrows.
 */
#include <stdio.h>
#include <string.h>

#include "report.h"
#include "columns.h"

#define NUMBERS_WIDTH	36	/* of the column with the steps' numbers */
#define LETTER_WIDTH	7
#define BOX_MARGIN	12
#define ROW_GAP		12
#define COLUMN_GAP	20

static struct {
	FILE *f;
	struct sheet sheet;
	unsigned int letters;		/* in a line of a label */
	int x[THREADS_MAX];		/* of each column, or 0 */
	int y;				/* where the next row begins */
} page;

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
	page.sheet = (struct sheet) {
		.out = page.f,
		.left = NUMBERS_WIDTH,
		.box = page.letters * LETTER_WIDTH,
		.gap = COLUMN_GAP,
		.breaks = "._",
		.digits = 2,
		.pin = "!",
	};
	columns = 0;
	for (t = 0; t < nr_threads; t++)
		page.x[t] = has_steps(t) ? sheet_x(&page.sheet, columns++) : 0;
}

static int height(const char *label)
{
	return sheet_lines(&page.sheet, label, page.letters) * SHEET_LINE +
	       BOX_MARGIN;
}

/* A box in a column. The row stays the same. */
static void put_box(const char *id, long number, const char *look, int x,
		    const char *label)
{
	sheet_box(&page.sheet, &(struct box) {
		.id = id,
		.number = number,
		.look = look,
		.text = label,
		.letters = page.letters,
		.x = x,
		.y = page.y + height(label) / 2,
		.width = page.sheet.box,
		.height = height(label),
	});
}

static void put_heads(void)
{
	int t;

	for (t = 0; t < nr_threads; t++) {
		if (!page.x[t])
			continue;
		put_box("t", t, threads[t].interrupts < 0 ?
			"class=\"task\"" : "class=\"interrupt\"",
			page.x[t], threads[t].name);
	}
	page.y += SHEET_LINE + BOX_MARGIN + ROW_GAP;
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
		put_box("s", i, run.failure && i == run.nr - 1 ? bad :
			"class=\"step\"", x, text);
		page.y += height(text) + ROW_GAP;
	}
	if (!run.failure || !x)
		return;
	page.y += ROW_GAP;
	put_box("end", -1, bad, x, run.text);
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
	sheet_begin(&page.sheet, title,
		    "\tgraph [layout=neato, inputscale=72, splines=true];\n"
		    "\tnode [shape=box, fontname=\"sans-serif\", fontsize=12, margin=\"0.05,0.05\"];\n"
		    "\tedge [arrowsize=0.7];\n");
	put_heads();
	put_steps();
	put_edges();
	fputs("}\n", f);
}
