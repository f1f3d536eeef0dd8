// SPDX-License-Identifier: GPL-2.0
/*
 * Processes and pipes for a test, see setup.h.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ktap.h"
#include "setup.h"

void scene_failed(const char *what, int err)
{
	unexpected(phrase("the test can be set up: %s", what),
		   "labs/harness/guest/setup.c", "%s", strerror(err));
	test_fail();
	exit(1);
}

void scene_pipe(int ends[2])
{
	if (pipe(ends))
		scene_failed("a pipe", errno);
}

pid_t scene_fork(void)
{
	pid_t child = fork();

	if (child < 0)
		scene_failed("a child", errno);
	return child;
}

int scene_wait(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child)
		scene_failed("waitpid()", errno);
	return status;
}

void scene_kill(pid_t child, int sig)
{
	kill(child, sig);
	scene_wait(child);
}

void scene_be_first(void)
{
	const struct sched_param first = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &first))
		scene_failed("a real-time process", errno);
}
