// SPDX-License-Identifier: GPL-2.0
/*
 * More than the kernel's memory.
 *
 * verdict: FAILED
 */
#ifndef SHIM_KERNEL_H
char large[1UL << 31];
#endif
