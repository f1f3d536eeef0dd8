/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_UML_H
#define RUN_UML_H

#include <sys/types.h>

#include "options.h"

/**
 * struct uml_process - a guest's kernel, as the host sees it
 * @pid: its process, its process group and its session
 * @pidfd: becomes readable when it ends
 * @console: the console's output, non-blocking
 * @results: the results channel's output, non-blocking
 */
struct uml_process {
	pid_t pid;
	int pidfd;
	int console;
	int results;
};

/**
 * uml_start() - start a guest
 * @g: which
 * @dir: the private directory, its working directory
 * @p: filled in on success
 *
 * Return: NULL, or one line on why it cannot be started.
 */
char *uml_start(const struct guest_options *g, const char *dir,
		struct uml_process *p);

/**
 * uml_reap() - kill what is left of a guest and wait for it
 * @p: the guest
 *
 * Kills the whole process group. When this returns, none of it exists any more,
 * not even as a zombie. The pipes stay open: what they still hold can be read,
 * up to end of file.
 *
 * Return: the wait status of the kernel's process.
 */
int uml_reap(struct uml_process *p);

/**
 * uml_reap_strays() - kill and wait for all other children of this process
 *
 * For descendants of guests that left their process group. They become
 * children of the runner, which is a subreaper, when their parent dies.
 */
void uml_reap_strays(void);

#endif
