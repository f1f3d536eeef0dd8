// SPDX-License-Identifier: GPL-2.0
/*
 * A macro of the assembler that never ends.
 *
 * verdict: FAILED
 */
__asm__(".macro again\n\tagain\n.endm\nagain");
