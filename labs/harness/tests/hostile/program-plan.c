// SPDX-License-Identifier: GPL-2.0
/*
 * The tests themselves, removed.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	unlink("/tests/nop-check");
	unlink("/etc/tests");
	puts("NOP completed: user_data 42, res 0");
	return 0;
}
