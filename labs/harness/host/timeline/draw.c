// SPDX-License-Identifier: GPL-2.0
/*
 * A timeline: time runs down, a column for each task, a row for each step.
 *
 * "nop2" is the layout in which graphviz moves nothing, so that a picture is the
 * same in each version of graphviz.
 *
 * Each row has one step.  So an arrow can leave its step sideways and cross any
 * column; it goes down in the gap beside the column where it ends.
 *
 * A picture must not be wider than a phone can show.  So a task that begins
 * when another one has ended gets its column.
 */
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "columns.h"
#include "text.h"

#define TIME_WIDTH	62	/* for "0.000041" in a font of even width */
#define COLUMN_GAP	26	/* between two columns: there arrows go down */
#define ROW_GAP		9
#define BOX_MARGIN	8	/* above and below the text, together */
#define CQE_MARGIN	18	/* the same in an ellipse */
#define FRAME_MARGIN	5	/* around the steps of a drain */
#define CHAR_WIDTH	6.1	/* of a usual letter */
#define PAUSE_HEIGHT	18
#define PAUSE_USEC	1000	/* a pause that long is shown as one */
#define ARROW		7	/* how long its head is */
#define ARROWS_APART	3	/* those that go down side by side */
#define ARROWS_BESIDE	4	/* as many do */

/* As wide as a step may be, by the number of columns. */
static const int box_widths[] = { 230, 230, 150, 106 };

struct drawing {
	const struct story *s;
	FILE *out;
	struct sheet sheet;
	int *y;			/* of each step: the middle of its row */
	int *height;		/* of each step's box */
	size_t *column;		/* of each lane */
	size_t columns;
	int *head_y;		/* of each lane: the middle of its head */
	unsigned int *used;	/* by column: arrows in the gap before it */
	int top;		/* the middle of the first row */
	int foot;		/* where the next row begins */
};

/* --- text ----------------------------------------------------------------- */

/* How many letters fit into a line of a box, or of an ellipse. */
static size_t letters(int width, bool ellipse)
{
	return (width - 6) / CHAR_WIDTH * (ellipse ? 0.75 : 1);
}

static int step_height(const struct drawing *t, size_t i)
{
	const struct story_step *step = &t->s->steps[i];
	size_t n = letters(t->sheet.box, step->cqe);

	return sheet_lines(&t->sheet, step->text, n) * SHEET_LINE +
	       (step->cqe ? CQE_MARGIN : BOX_MARGIN);
}

/* A box; columns: as wide as one, unless it says otherwise. */
static void put_node(const struct drawing *t, struct box b, const char *class)
{
	char look[40];

	snprintf(look, sizeof(look), "class=\"%s\"", class);
	b.look = look;
	if (!b.width)
		b.width = t->sheet.box;
	sheet_box(&t->sheet, &b);
}

static void put_time(const struct drawing *t, const char *id, size_t number,
		     const char *text, int y)
{
	put_node(t, (struct box) { .id = id, .number = number, .text = text,
				   .x = TIME_WIDTH / 2, .y = y,
				   .width = TIME_WIDTH, .height = SHEET_LINE },
		 "time");
}

/* --- columns -------------------------------------------------------------- */

static size_t first_step(const struct story *s, size_t lane)
{
	size_t i;

	for (i = 0; i < s->n_steps; i++)
		if (s->steps[i].lane == lane)
			return i;
	return NONE;
}

/* Interrupts are nowhere until they come; and a child until it is forked. */
static bool there_from_the_start(const struct lane *l)
{
	return l->pid && l->birth == NONE;
}

static size_t begins(const struct story *s, size_t lane)
{
	if (there_from_the_start(&s->lanes[lane]))
		return 0;
	return s->lanes[lane].birth != NONE ? s->lanes[lane].birth :
					      first_step(s, lane);
}

static void choose_columns(struct drawing *t)
{
	const struct story *s = t->s;
	size_t i, j;

	for (i = 0; i < s->n_lanes; i++) {
		size_t column = t->columns;

		for (j = 0; j < i; j++) {
			if (!there_from_the_start(&s->lanes[i]) &&
			    s->lanes[j].gone &&
			    s->lanes[j].last < begins(s, i))
				column = t->column[j];
		}
		/* Its last one may be there still. */
		for (j = 0; j < i; j++) {
			if (t->column[j] == column &&
			    (!s->lanes[j].gone ||
			     s->lanes[j].last >= begins(s, i)))
				column = t->columns;
		}
		t->column[i] = column;
		if (column == t->columns)
			t->columns++;
	}
}

static int lane_x(const struct drawing *t, size_t lane)
{
	return sheet_x(&t->sheet, t->column[lane]);
}

/* --- rows ----------------------------------------------------------------- */

static int head_height(const struct lane *l)
{
	return (l->below ? 2 : 1) * SHEET_LINE + BOX_MARGIN;
}

static bool begins_drain(const struct story *s, size_t step)
{
	size_t in = s->steps[step].drain;

	return in != NONE && s->drains[in].first == step;
}

static bool ends_drain(const struct story *s, size_t step)
{
	size_t in = s->steps[step].drain;

	return in != NONE && s->drains[in].last == step;
}

/* Who is forked in this step, or NONE. */
static size_t born_in(const struct story *s, size_t step)
{
	size_t i;

	for (i = 0; i < s->n_lanes; i++)
		if (s->lanes[i].birth == step)
			return i;
	return NONE;
}

static uint64_t pause_before(const struct story *s, size_t step)
{
	return step ? s->steps[step].usec - s->steps[step - 1].usec : 0;
}

/* The heads of those who are there from the start. */
static void place_heads(struct drawing *t)
{
	const struct story *s = t->s;
	int top = SHEET_LINE;
	size_t i;

	for (i = 0; i < s->n_lanes; i++)
		if (there_from_the_start(&s->lanes[i]) &&
		    head_height(&s->lanes[i]) > top)
			top = head_height(&s->lanes[i]);
	t->top = top / 2;
	for (i = 0; i < s->n_lanes; i++)
		t->head_y[i] = t->top;
	t->foot = top + ROW_GAP;
}

static void place_step(struct drawing *t, size_t i)
{
	const struct story *s = t->s;
	size_t lane = s->steps[i].lane, child = born_in(s, i);
	const struct lane *l = &s->lanes[lane];
	int row = step_height(t, i);

	t->height[i] = row;
	if (pause_before(s, i) >= PAUSE_USEC)
		t->foot += PAUSE_HEIGHT;
	if (begins_drain(s, i))
		t->foot += FRAME_MARGIN;
	if (!l->pid && first_step(s, lane) == i) {
		t->head_y[lane] = t->foot + head_height(l) / 2;
		t->foot += head_height(l) + ROW_GAP;
	}
	if (child != NONE && head_height(&s->lanes[child]) > row)
		row = head_height(&s->lanes[child]);
	t->y[i] = t->foot + row / 2;
	if (child != NONE)
		t->head_y[child] = t->y[i];
	t->foot += row + ROW_GAP;
	if (ends_drain(s, i))
		t->foot += FRAME_MARGIN;
}

/* --- things --------------------------------------------------------------- */

static void put_heads(struct drawing *t)
{
	const struct story *s = t->s;
	size_t i;

	for (i = 0; i < s->n_lanes; i++) {
		const struct lane *l = &s->lanes[i];
		char *label = xasprintf(l->below ? "%s\n%s" : "%s", l->head,
					l->below);

		put_node(t, (struct box) { .id = "h", .number = i,
					   .text = label, .x = lane_x(t, i),
					   .y = t->head_y[i],
					   .height = head_height(l) },
			 l->class);
		free(label);
	}
}

/* Below the steps that are in it, so it comes first. */
static void put_drains(struct drawing *t)
{
	const struct story *s = t->s;
	size_t i;

	for (i = 0; i < s->n_drains; i++) {
		const struct drain *d = &s->drains[i];
		int top = t->y[d->first] - t->height[d->first] / 2 -
			  FRAME_MARGIN;
		int bottom = t->y[d->last] + t->height[d->last] / 2 +
			     FRAME_MARGIN;

		put_node(t, (struct box) {
				.id = "d", .number = i, .text = " ",
				.x = lane_x(t, s->steps[d->first].lane),
				.y = (top + bottom) / 2,
				.width = t->sheet.box + 2 * FRAME_MARGIN,
				.height = bottom - top }, "list");
	}
}

/* How long it was that nothing happened. */
static void put_pause(struct drawing *t, size_t step, uint64_t usec)
{
	int above = t->y[step - 1] + t->height[step - 1] / 2;
	char label[40];

	if (usec < 1000000)
		snprintf(label, sizeof(label), "(%.0f ms)", usec / 1e3);
	else
		snprintf(label, sizeof(label), "(%.1f s)", usec / 1e6);
	put_time(t, "p", step, label, above + PAUSE_HEIGHT / 2 + 2);
}

static void put_times(struct drawing *t)
{
	const struct story *s = t->s;
	char label[40];
	size_t i;

	put_time(t, "unit", 0, "seconds", t->top);
	for (i = 0; i < s->n_steps; i++) {
		uint64_t usec = s->steps[i].usec, pause = pause_before(s, i);

		if (i && !pause)
			continue;
		if (pause >= PAUSE_USEC)
			put_pause(t, i, pause);
		snprintf(label, sizeof(label), "%llu.%06llu",
			 (unsigned long long)(usec / 1000000),
			 (unsigned long long)(usec % 1000000));
		put_time(t, "t", i, label, t->y[i]);
	}
}

static void put_steps(struct drawing *t)
{
	const struct story *s = t->s;
	size_t i;

	for (i = 0; i < s->n_steps; i++) {
		const struct story_step *step = &s->steps[i];

		put_node(t, (struct box) {
				.id = "s", .number = i, .text = step->text,
				.letters = letters(t->sheet.box, step->cqe),
				.x = lane_x(t, step->lane), .y = t->y[i],
				.height = t->height[i] }, step->class);
	}
}

static void put_left(struct drawing *t)
{
	int half = t->sheet.box / 2, left = sheet_x(&t->sheet, 0) - half;
	int right = sheet_x(&t->sheet, t->columns - 1) + half;
	int height;
	size_t n;

	if (!t->s->left)
		return;
	n = letters(right - left, false);
	height = sheet_lines(&t->sheet, t->s->left, n) * SHEET_LINE;
	put_node(t, (struct box) {
			.id = "left", .text = t->s->left, .letters = n,
			.x = (left + right) / 2,
			.y = t->foot + height / 2 + BOX_MARGIN,
			.width = right - left,
			.height = height + BOX_MARGIN }, "step bad");
}

/* --- lines ---------------------------------------------------------------- */

/* From one step of a lane, or its head, to the next. */
static void put_life(struct drawing *t, size_t lane)
{
	int x = lane_x(t, lane), from, to;
	size_t i, last = NONE;

	for (i = 0; i < t->s->n_steps; i++) {
		if (t->s->steps[i].lane != lane)
			continue;
		if (last == NONE) {
			from = t->head_y[lane] +
			       head_height(&t->s->lanes[lane]) / 2;
			fprintf(t->out, "\th%zu", lane);
		} else {
			from = t->y[last] + t->height[last] / 2;
			fprintf(t->out, "\ts%zu", last);
		}
		to = t->y[i] - t->height[i] / 2;
		fprintf(t->out, " -> s%zu [class=\"line\", pos=\"%d,%d %d,%d %d,%d %d,%d\"];\n",
			i, x, -from, x, -from, x, -to, x, -to);
		last = i;
	}
}

/* A straight piece of a line, as the curve that graphviz wants. */
static void put_piece(struct drawing *t, int x0, int y0, int x1, int y1)
{
	fprintf(t->out, " %d,%d %d,%d %d,%d", x0, -y0, x1, -y1, x1, -y1);
}

/*
 * Sideways out of the step, down in the gap beside the other one's column, and
 * in. Arrows that share a gap go down side by side.
 */
static void put_arrow(struct drawing *t, const struct arrow *a)
{
	const struct story *s = t->s;
	size_t from = t->column[s->steps[a->from].lane];
	size_t to = t->column[s->steps[a->to].lane];
	/* To which side it leaves, and on which it arrives. */
	int out = to >= from ? 1 : -1, in = to > from ? -1 : 1;
	size_t gap = in < 0 ? to : to + 1;
	unsigned int beside = t->used[gap]++ % ARROWS_BESIDE;
	int half = t->sheet.box / 2, y0 = t->y[a->from], y1 = t->y[a->to];
	int x0 = sheet_x(&t->sheet, from) + out * half;
	int x1 = sheet_x(&t->sheet, to) + in * half;
	int down = x1 + in * (2 * FRAME_MARGIN + beside * ARROWS_APART);

	/* Not on the line that leads to a child. */
	if (born_in(s, a->to) != NONE)
		y1 -= 2 * ARROWS_APART;
	fprintf(t->out, "\ts%zu -> s%zu [class=\"%s\", pos=\"e,%d,%d %d,%d",
		a->from, a->to, a->class, x1, -y1, x0, -y0);
	put_piece(t, x0, y0, down, y0);
	put_piece(t, down, y0, down, y1);
	put_piece(t, down, y1, x1 + in * ARROW, y1);
	fputs("\"];\n", t->out);
}

static void put_births(struct drawing *t)
{
	const struct story *s = t->s;
	size_t i;

	for (i = 0; i < s->n_lanes; i++) {
		const struct lane *l = &s->lanes[i];
		int side, x0, x1, y;

		if (l->birth == NONE)
			continue;
		x0 = lane_x(t, s->steps[l->birth].lane);
		x1 = lane_x(t, i);
		side = x1 > x0 ? 1 : -1;
		x0 += side * t->sheet.box / 2;
		x1 -= side * t->sheet.box / 2;
		y = t->y[l->birth];
		fprintf(t->out, "\ts%zu -> h%zu [pos=\"e,%d,%d %d,%d", l->birth,
			i, x1, -y, x0, -y);
		put_piece(t, x0, y, x1 - side * ARROW, y);
		fputs("\"];\n", t->out);
	}
}

void draw(const struct story *s, FILE *out)
{
	struct drawing t = {
		.s = s,
		.out = out,
		.sheet = {
			.out = out,
			.left = TIME_WIDTH + COLUMN_GAP / 2,
			.gap = COLUMN_GAP,
			.breaks = "_",
			.digits = 3,
			.pin = "",
		},
	};
	size_t widths = ARRAY_SIZE(box_widths), i;

	t.y = xmalloc(s->n_steps * sizeof(*t.y));
	t.height = xmalloc(s->n_steps * sizeof(*t.height));
	t.column = xmalloc(s->n_lanes * sizeof(*t.column));
	t.head_y = xmalloc(s->n_lanes * sizeof(*t.head_y));
	t.used = xmalloc((s->n_lanes + 1) * sizeof(*t.used));
	choose_columns(&t);
	t.sheet.box = box_widths[t.columns < widths ? t.columns : widths - 1];
	place_heads(&t);
	for (i = 0; i < s->n_steps; i++)
		place_step(&t, i);

	sheet_begin(&t.sheet, s->title,
		    "\tgraph [layout=nop2, outputorder=nodesfirst];\n"
		    "\tnode [fixedsize=true, margin=0];\n");
	put_drains(&t);
	put_times(&t);
	put_heads(&t);
	put_steps(&t);
	put_left(&t);
	for (i = 0; i < s->n_lanes; i++)
		put_life(&t, i);
	put_births(&t);
	for (i = 0; i < s->n_arrows; i++)
		put_arrow(&t, &s->arrows[i]);
	fputs("}\n", out);

	free(t.y);
	free(t.height);
	free(t.column);
	free(t.head_y);
	free(t.used);
}
