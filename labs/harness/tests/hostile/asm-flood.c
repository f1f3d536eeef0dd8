// SPDX-License-Identifier: GPL-2.0
/*
 * A terabyte in the object.
 *
 * verdict: FAILED
 */
__asm__(".skip 1 << 40");
