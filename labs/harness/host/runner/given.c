// SPDX-License-Identifier: GPL-2.0
/*
 * Results that are there already.
 *
 * Not every test of a lab needs a kernel: the model checker is a program of the
 * host, which the caller has run before. Its results are in a file, and how it
 * ended is a number, as a shell has it in $? after timeout(1):
 *
 *	0 to 123, 125 to 128	what the program returned
 *	124			it ran longer than it may
 *	more than 128		killed by the signal with the number 128 less
 *
 * From here on it is a guest like any other. The same parser reads the results,
 * and the same questions are asked: whoever says that all went well and then
 * crashes has not passed.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "given.h"

#define STATUS_TIMEOUT	124

static void tell_end(struct guest *g)
{
	int status = g->opt->status;

	if (status == STATUS_TIMEOUT) {
		g->timed_out = true;
		g->killed = true;
	} else if (status > 128) {
		g->status = W_EXITCODE(0, status - 128);
	} else {
		g->status = W_EXITCODE(status, 0);
	}
}

char *given_read(struct guest *g)
{
	char buf[65536];
	ssize_t n = 0;
	int fd, err;

	g->results_path = xstrdup(g->opt->results);
	fd = open(g->opt->results, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		while (!g->flooded && (n = read(fd, buf, sizeof(buf))) > 0) {
			g->output += n;
			ktap_feed(&g->ktap, buf, n);
			g->flooded = g->output > g->opt->output_limit;
		}
	}
	err = errno;
	if (fd >= 0)
		close(fd);
	tell_end(g);
	if (fd >= 0 && n >= 0)
		return NULL;
	return xasprintf("%s cannot be read: %s", g->opt->results,
			 strerror(err));
}
