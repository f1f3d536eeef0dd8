/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_UML_H
#define RUN_UML_H

#include "box.h"

/**
 * uml_start() - start a guest
 * @box: as for box_start(); NULL for none
 *
 * Return: NULL, or one line on why it cannot be started.
 */
char *uml_start(const struct guest_options *g, const char *box, const char *dir,
		struct process *p);

#endif
