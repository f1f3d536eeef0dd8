/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_JSON_H
#define RUN_JSON_H

#include "text.h"

struct run;

/**
 * json_print() - a run as JSON
 */
void json_print(const struct run *r, struct text *out);

#endif
