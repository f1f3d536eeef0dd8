// SPDX-License-Identifier: GPL-2.0
/*
 * A file of the host in the object, to print it later.
 *
 * verdict: FAILED
 */
__asm__(".incbin \"SECRET\"");
