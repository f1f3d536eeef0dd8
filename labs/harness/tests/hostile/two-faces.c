// SPDX-License-Identifier: GPL-2.0
/*
 * One thing to the model checker, another to the kernel.
 *
 * verdict: REVIEW
 * words: #ifdef SHIM_KERNEL_H
 */
#ifdef SHIM_KERNEL_H
#define REALLY 1
#endif
