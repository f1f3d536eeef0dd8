// SPDX-License-Identifier: GPL-2.0
/*
 * The reaper: a second process which ends the guests when the runner cannot,
 * because it was killed with SIGKILL or crashed.
 *
 * The obvious means, PR_SET_PDEATHSIG, is not good enough here. It would kill
 * the guest's kernel when the runner dies. But the programs in a guest run in
 * host processes of their own, the stubs, and what keeps them from being
 * ordinary programs is that the kernel traces each of their system calls. When
 * a tracer dies, its tracees run on, untraced. On 6.12 the stubs have asked to
 * be killed as well. On 6.1 they have not: there, a guest's program would go on
 * as a host process, and its next system call, reboot(2) perhaps, would be a
 * call to the host.
 *
 * So a guest must only ever be killed as a whole: one kill(2) for its process
 * group, which marks every member before the first of them dies. That takes
 * somebody who is alive. The reaper holds the reading end of a pipe and knows
 * the groups that run. It sleeps until the pipe has news, or ends: the writing
 * end is the runner's alone (and a starting guest's, up to its exec), so the
 * end of the pipe is the end of the runner.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reaper.h"
#include "text.h"

#define MAX_GROUPS	1024	/* at once; --jobs allows fewer */

struct news {
	pid_t pgid;
	bool running;
};

static pid_t reaper;
static int news_fd = -1;

/* The reaper's whole life. */
static void __noreturn reap(int fd)
{
	pid_t groups[MAX_GROUPS];
	struct news news;
	size_t n = 0, i;
	ssize_t got;

	while ((got = read(fd, &news, sizeof(news))) != 0) {
		if (got != sizeof(news))
			continue;
		if (news.running && n < MAX_GROUPS)
			groups[n++] = news.pgid;
		for (i = 0; !news.running && i < n; i++)
			if (groups[i] == news.pgid)
				groups[i] = groups[--n];
	}
	for (i = 0; i < n; i++)
		kill(-groups[i], SIGKILL);
	_exit(0);
}

void reaper_start(void)
{
	int fds[2], null, sig;

	if (pipe2(fds, O_CLOEXEC))
		die("no pipe for the reaper: %s", strerror(errno));
	fflush(NULL);
	reaper = fork();
	if (reaper < 0)
		die("the reaper cannot be started: %s", strerror(errno));
	if (reaper) {
		close(fds[0]);
		news_fd = fds[1];
		return;
	}
	/* Out of reach of Ctrl-C, and of who waits for our output to end. */
	setsid();
	for (sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_IGN);
	prctl(PR_SET_NAME, "pushdrain-reap");
	null = open("/dev/null", O_RDWR);
	dup2(fds[0], 3);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	close_range(4, ~0U, 0);
	reap(3);
}

void reaper_tell(pid_t pgid, bool running)
{
	const struct news news = { pgid, running };

	/* Smaller than PIPE_BUF: never torn, no matter what else writes. */
	if (news_fd >= 0 && write(news_fd, &news, sizeof(news)) < 0)
		return;		/* no reaper any more: nothing to be done */
}

void reaper_stop(void)
{
	if (news_fd < 0)
		return;
	close(news_fd);
	news_fd = -1;
	while (waitpid(reaper, NULL, 0) < 0 && errno == EINTR)
		;
}
