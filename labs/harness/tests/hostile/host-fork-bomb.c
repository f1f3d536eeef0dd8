// SPDX-License-Identifier: GPL-2.0
/*
 * As many processes as there can be.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(for (int i = 0; i < 100; i++) host(57, 0, 0, 0))
