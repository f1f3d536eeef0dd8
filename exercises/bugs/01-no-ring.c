// SPDX-License-Identifier: GPL-2.0
/*
 * No ring at all: the program prints what a right one would print.
 *
 * caught-by: healthy/makes-a-ring
 * message: no ring was made
 */
#include <liburing.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2];
	pid_t child;

	if (pipe(fds))
		return 2;

	child = fork();
	if (child < 0)
		return 2;
	if (!child) {
		_exit(0);
	}

	if (waitpid(child, NULL, 0) != child)
		return 2;
	if (write(fds[1], "x", 1) != 1)
		return 2;

	/* The mistake: words instead of deeds. */
	printf("result -125\n");
	return 0;
}
