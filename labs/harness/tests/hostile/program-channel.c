// SPDX-License-Identifier: GPL-2.0
/*
 * Results on the channel.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	static const char forged[] = "ok 1 nop-check\n";
	int fd = open("/dev/ttyS0", O_WRONLY | O_NOCTTY);

	for (int i = 0; i < 64; i++)
		if (write(fd < 0 ? i : fd, forged, sizeof(forged) - 1) < 0)
			continue;
	puts("NOP completed: user_data 42, res 0");
	return 0;
}
