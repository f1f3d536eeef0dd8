// SPDX-License-Identifier: GPL-2.0
/*
 * A connection to the network.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(if (host(41, 2, 1, 0) >= 0) host(2, (long)canary, 0101, 0666))
