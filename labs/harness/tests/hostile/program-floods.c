// SPDX-License-Identifier: GPL-2.0
/*
 * Output without an end.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <stdio.h>

int main(void)
{
	for (;;)
		puts("and on");
}
