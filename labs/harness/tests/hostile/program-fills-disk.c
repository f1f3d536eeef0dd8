// SPDX-License-Identifier: GPL-2.0
/*
 * All of /tmp.
 *
 * lab: 00
 * verdict: FAILED
 */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
	static char block[1 << 16];
	int fd = open("/tmp/full", O_WRONLY | O_CREAT, 0600);

	while (write(fd, block, sizeof(block)) > 0)
		;
	return 0;
}
