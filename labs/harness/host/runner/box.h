/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_BOX_H
#define RUN_BOX_H

#include "options.h"
#include "process.h"

#define BOX_HERE	"/tmp"	/* where a boxed process begins */
#define BOX_KERNEL	"/linux"	/* a guest's kernel, in its box */

/**
 * box_start() - start a process in a box
 * @box: the command that runs another in a box, uml-config/box
 * @g: what it sees there, and how much it may have
 * @argv: its command line, as for process_start()
 *
 * Return: NULL, or one line on why it cannot be started.
 */
char *box_start(const char *box, const struct guest_options *g, char **argv,
		int results_fd, const char *dir, struct process *p);

/**
 * box_inner() - the process in the box
 *
 * Return: its pid as the runner sees it, p->pid if there is no box, and 0 if it
 * is gone.
 */
pid_t box_inner(const struct process *p);

#endif
