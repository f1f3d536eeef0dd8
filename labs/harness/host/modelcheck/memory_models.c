// SPDX-License-Identifier: GPL-2.0
/*
 * The memory models.  Sequential consistency is what is left when there is
 * nothing to be done.
 */
#include <stddef.h>

#include "memory_models.h"
#include "tso.h"
#include "weak.h"

static const struct memory_model sc_model = {
	.name = "sc",
	.text = "under sequential consistency",
};

const struct memory_model *const models[MODELS] = {
	[MODEL_SC] = &sc_model,
	[MODEL_TSO] = &tso_model,
	[MODEL_WEAK] = &weak_model,
};
