// SPDX-License-Identifier: GPL-2.0
/*
 * The end of the guest.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <sys/reboot.h>
#include <unistd.h>

int main(void)
{
	reboot(RB_POWER_OFF);
	return 0;
}
