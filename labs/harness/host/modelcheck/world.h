/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world.h - what a scenario and its fallback.c live in
 */
#ifndef MC_WORLD_H
#define MC_WORLD_H

#include "scenario.h"

/** world_use() - from now on this is the scenario */
void world_use(const struct scenario *s);

/** world_begin() - everything is as before the first run */
void world_begin(void);

/** world_check() - ask the scenario how it looks in the end */
void world_check(void);

/**
 * world_alloc() - memory, all zero; never freed, as a run is short
 *
 * Return: the memory, or NULL if there is no more in this run.
 */
void *world_alloc(size_t size);

#endif
