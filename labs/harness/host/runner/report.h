/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include <stddef.h>

struct run;

/**
 * report_guest() - print what became of a guest, for people, to stdout
 * @i: the guest to report; it has a verdict, and so have all before it
 */
void report_guest(const struct run *r, size_t i);

/**
 * report_run() - print the end of the report: times, and the verdict
 */
void report_run(const struct run *r);

#endif
