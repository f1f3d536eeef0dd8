// SPDX-License-Identifier: GPL-2.0
/*
 * All processes, the first one included.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <signal.h>
#include <unistd.h>

int main(void)
{
	kill(1, SIGKILL);
	kill(-1, SIGKILL);
	pause();
	return 0;
}
