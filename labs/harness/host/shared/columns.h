/* SPDX-License-Identifier: GPL-2.0 */
/*
 * columns.h - boxes in columns, for graphviz
 *
 * Time runs down, and each task or thread has its column.  Where things are is
 * decided here and by the callers, not by graphviz: a reader must be able to
 * follow a column with the eye.  All lengths are points, and y grows downwards;
 * graphviz has it upwards.
 */
#ifndef SHARED_COLUMNS_H
#define SHARED_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

#define SHEET_LINE	14	/* height of a line of text */

/** struct sheet - a drawing */
struct sheet {
	FILE *out;		/* gets the DOT */
	int left;		/* where the first column begins */
	int box;		/* width of a column's boxes */
	int gap;		/* between two columns */
	const char *breaks;	/* behind these letters of a long name a line
				 * may end, too */
	int digits;		/* of widths and heights, in inches */
	const char *pin;	/* what is written behind a position, "!" or
				 * "" */
};

/** struct box - a box on it */
struct box {
	const char *id;	/* with the number, what lines call it */
	long number;	/* -1 for none */
	const char *look;	/* its attributes; a class of the house style,
				 * docs/diagrams/style.gvpr */
	const char *text;	/* what is in it; a "~" is a blank at which no
				 * line may be broken */
	size_t letters;	/* so many fit in a line; 0: it is in lines already */
	int x;		/* of its middle */
	int y;		/* of its middle */
	int width;	/* of the box */
	int height;	/* of the box */
};

/** sheet_begin() - the head of the file, with attributes for graph and nodes */
void sheet_begin(const struct sheet *s, const char *title, const char *look);

/** sheet_box() - put a box */
void sheet_box(const struct sheet *s, const struct box *b);

/** sheet_x() - the middle of a column */
int sheet_x(const struct sheet *s, size_t column);

/** sheet_lines() - how many lines a text needs, with so many letters in each */
int sheet_lines(const struct sheet *s, const char *text, size_t letters);

#endif
