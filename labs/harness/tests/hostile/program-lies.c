// SPDX-License-Identifier: GPL-2.0
/*
 * What is to be printed, and nothing done.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <stdio.h>

int main(void)
{
	puts("NOP completed: user_data 42, res 0");
	return 0;
}
