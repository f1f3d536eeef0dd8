// SPDX-License-Identifier: GPL-2.0
/*
 * As many processes as there can be.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <unistd.h>

int main(void)
{
	for (;;)
		fork();
}
