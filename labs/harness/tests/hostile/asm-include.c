// SPDX-License-Identifier: GPL-2.0
/*
 * A file and the environment of the host's in the assembler's messages.
 *
 * verdict: FAILED
 */
__asm__(".include \"/proc/1/environ\"");
__asm__(".include \"SECRET\"");
