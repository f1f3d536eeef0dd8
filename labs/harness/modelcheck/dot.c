// SPDX-License-Identifier: GPL-2.0
/*
 * A counterexample for graphviz: a column for each thread, time downwards, and
 * an arrow from each step to the steps of other threads that come after it
 * because of what it did.
 */
#include <stdio.h>

#include "report.h"

static void put_escaped(FILE *f, const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputc(*s, f);
	}
}

void report_dot(struct report *r, FILE *f, const char *title)
{
	unsigned int i, j;
	const char *text;
	int t;

	report_describe(r);
	fprintf(f, "digraph \"");
	put_escaped(f, title);
	fprintf(f, "\" {\n"
		"\tgraph [rankdir=TB, nodesep=0.5, ranksep=0.15, newrank=true];\n"
		"\tnode [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=10];\n"
		"\tedge [color=gray40, arrowsize=0.6];\n");
	for (t = 0; t < nr_threads; t++) {
		fprintf(f, "\tt%d [shape=plaintext, label=\"", t);
		put_escaped(f, threads[t].name);
		fprintf(f, "\"];\n");
	}
	/* One rank a step, so that time is the same for all. */
	fprintf(f, "\t{ rank=same;");
	for (t = 0; t < nr_threads; t++)
		fprintf(f, " t%d;", t);
	fprintf(f, " }\n");
	for (i = 0; i < run.nr; i++) {
		text = report_cell(i);
		if (!text)
			continue;
		fprintf(f, "\ts%u [label=\"%u  ", i, i + 1);
		put_escaped(f, text);
		fprintf(f, "\", group=t%d%s];\n", report_column(i),
			run.failure && i == run.nr - 1 ?
			", color=red, penwidth=2" : "");
	}
	for (i = 0; i < run.nr; i++) {
		if (!report_cell(i))
			continue;
		/* Time: an edge that is not seen. */
		for (j = i + 1; j < run.nr && !report_cell(j); j++)
			;
		if (j < run.nr)
			fprintf(f, "\ts%u -> s%u [style=invis];\n", i, j);
		for (j = i; j-- > 0;)
			if (report_cell(j) &&
			    report_column(j) == report_column(i))
				break;
		if (j < i)
			fprintf(f, "\ts%u -> s%u [weight=10];\n", j, i);
		else
			fprintf(f, "\tt%d -> s%u [weight=10, style=dotted, arrowhead=none];\n",
				report_column(i), i);
		for (j = i; j-- > 0;)
			if (report_cell(j) &&
			    report_column(j) != report_column(i) &&
			    dependent(run.steps[j].thread, &run.steps[j].op,
				      run.steps[i].thread, &run.steps[i].op)) {
				fprintf(f, "\ts%u -> s%u [color=blue, constraint=false];\n",
					j, i);
				break;
			}
	}
	fprintf(f, "}\n");
}
