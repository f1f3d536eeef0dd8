/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_JUNIT_H
#define RUN_JUNIT_H

#include "text.h"

struct run;

/**
 * junit_print() - a run as JUnit XML
 */
void junit_print(const struct run *r, struct text *out);

/**
 * xml_escape() - append text to XML content or to an attribute
 * @s: cleaned text: text_clean() has removed what XML cannot contain at all
 */
void xml_escape(struct text *out, const char *s);

#endif
