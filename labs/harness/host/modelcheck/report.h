/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MC_REPORT_H
#define MC_REPORT_H

#include <stdio.h>

#include "execution.h"
#include "explore.h"

/** struct report - a counterexample, ready to be shown */
struct report {
	uint8_t choices[STEPS_MAX];	/* a schedule that leads to it, with few
					 * changes between threads */
	unsigned int nr;		/* how many steps it has */
	unsigned int shown;		/* how many of them concern more than
					 * one thread */
};

/**
 * report_make() - find the form of a counterexample that is easy to follow
 *
 * "run" describes it afterwards.
 */
void report_make(const struct exploration *x, struct report *r);

/**
 * report_table() - print it: a column for each thread, a line for each step
 * @r: from report_make(), or a schedule to show in @choices and @nr
 * @f: where to
 * @prefix: in front of each line
 * @source: the student's file
 */
void report_table(struct report *r, FILE *f, const char *prefix,
		  const char *source);

/** report_dot() - print it for graphviz */
void report_dot(struct report *r, FILE *f, const char *title);

/** report_describe() - make the run of a report, and texts for its steps */
void report_describe(struct report *r);

/**
 * report_cell() - what a step says
 *
 * Return: the text, or NULL if the step concerns nobody but its thread.
 */
const char *report_cell(unsigned int i);

/**
 * report_column() - in which thread's column does a step stand?
 *
 * Return: the thread's number. What a store buffer does, or an arrival, stands
 * with its owner, see execution_owner().
 */
int report_column(unsigned int i);

/**
 * schedule_print() - a schedule as a word
 *
 * "0x3.1x4" is three steps of the first thread and four of the second; with
 * %MODEL_WEAK, "1@4c5060+8x1" is the arrival, at the CPU of the second, of the
 * eight bytes at that address.
 */
void schedule_print(const struct report *r, FILE *f);

/**
 * schedule_parse() - the other way round
 *
 * Return: 0, or -1 if it is none.
 */
int schedule_parse(const char *s, struct report *r);

#endif
