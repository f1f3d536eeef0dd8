/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRACE_DRAW_H
#define TRACE_DRAW_H

#include <stdio.h>

#include "story.h"

/** draw() - print a story for graphviz, in the house style */
void draw(const struct story *s, FILE *out);

/**
 * tell() - print a story in words, for those who do not see the picture
 * @out: gets a line with the title, an empty one, and a line for each sentence
 */
void tell(const struct story *s, FILE *out);

#endif
