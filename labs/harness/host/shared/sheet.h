/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sheet.h - boxes in columns, for graphviz
 *
 * Time runs down, and each task or thread has its column.  Where things are is
 * decided here and by the callers, not by graphviz: a reader must be able to
 * follow a column with the eye.  All lengths are points, and y grows downwards;
 * graphviz has it upwards.
 */
#ifndef SHARED_SHEET_H
#define SHARED_SHEET_H

#include <stddef.h>
#include <stdio.h>

#define SHEET_LINE	14	/* height of a line of text */

/**
 * struct sheet - a drawing
 * @out: gets the DOT
 * @left: where the first column begins
 * @box: width of a column's boxes
 * @gap: between two columns
 * @breaks: behind these letters of a long name a line may end, too
 * @digits: of widths and heights, in inches
 * @pin: what is written behind a position, "!" or ""
 */
struct sheet {
	FILE *out;
	int left;
	int box;
	int gap;
	const char *breaks;
	int digits;
	const char *pin;
};

/**
 * struct box - a box on it
 * @id: with @number, what lines call it
 * @number: -1 for none
 * @look: its attributes; a class of the house style, docs/diagrams/style.gvpr
 * @text: what is in it; a "~" is a blank at which no line may be broken
 * @letters: so many fit in a line; 0: it is in lines already
 * @x: of its middle
 * @y: of its middle
 * @width: of the box
 * @height: of the box
 */
struct box {
	const char *id;
	long number;
	const char *look;
	const char *text;
	size_t letters;
	int x;
	int y;
	int width;
	int height;
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
