// SPDX-License-Identifier: GPL-2.0
/*
 * Another process's memory.
 *
 * verdict: NOT PASSED
 */
#include "host.h"

AT_ONCE(host(101, 16, host(110, 0, 0, 0), 0))
