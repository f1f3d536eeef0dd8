/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_REAPER_H
#define RUN_REAPER_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * reaper_start() - start the reaper
 *
 * Call once, before the first guest. Exits with status 2 if it cannot be
 * started: guests must not run without it.
 */
void reaper_start(void);

/**
 * reaper_tell() - tell the reaper about a guest
 * @running: it is about to start; otherwise nothing of it is left
 *
 * Also works in a child of the process that called reaper_start(), up to its
 * exec.
 */
void reaper_tell(pid_t pgid, bool running);

/**
 * reaper_stop() - no guest is left: let the reaper go
 *
 * Does nothing when there is no reaper.
 */
void reaper_stop(void);

#endif
