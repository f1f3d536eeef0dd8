/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_KEEPER_H
#define RUN_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * keeper_start() - start the keeper
 *
 * Call once, before the first guest. Exits with status 2 if it cannot be
 * started: guests must not run without it.
 */
void keeper_start(void);

/**
 * keeper_tell() - tell the keeper about a guest
 * @pgid: the guest's process group
 * @running: it is about to start; otherwise nothing of it is left
 *
 * Also works in a child of the process that called keeper_start(), up to its
 * exec.
 */
void keeper_tell(pid_t pgid, bool running);

/**
 * keeper_stop() - no guest is left: let the keeper go
 *
 * Does nothing when there is no keeper.
 */
void keeper_stop(void);

#endif
