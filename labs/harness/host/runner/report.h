/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include <stddef.h>

struct guest;
struct options;
struct run;

/**
 * report_guest() - print what became of a guest, for people, to stdout
 * @o: the command line
 * @g: the run's guests, all before @i reported already
 * @i: the one to report; it has ended
 */
void report_guest(const struct options *o, const struct guest *g, size_t i);

/**
 * report_run() - print the end of the report: times, and the verdict
 * @r: a run that was judged
 */
void report_run(const struct run *r);

#endif
