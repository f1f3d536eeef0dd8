// SPDX-License-Identifier: GPL-2.0
/*
 * Messages that name another file.
 *
 * verdict: FAILED
 */
#line 1 "/etc/passwd"
#error it is in /etc/passwd
