/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory_models.h - the memory models that there are
 */
#ifndef MC_MEMORY_MODELS_H
#define MC_MEMORY_MODELS_H

#include "memory.h"

/** enum model - their places in models[] */
enum model {
	MODEL_SC,	/* sequential consistency */
	MODEL_TSO,	/* writes may be late, as on x86 */
	MODEL_WEAK,	/* reads may be late, unless something orders them */
	MODELS,		/* how many there are */
};

/* All memory models, each allows what the one before it does. */
extern const struct memory_model *const models[MODELS];

#endif
