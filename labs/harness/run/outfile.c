// SPDX-License-Identifier: GPL-2.0
/*
 * Result files appear whole or not at all. A grader may read result.json while
 * the next run writes it, and a runner may be killed at any moment.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"
#include "text.h"

int outfile_write(const char *path, const char *s, size_t n)
{
	char *tmp = xasprintf("%s.XXXXXX", path);
	int err = 0, fd;
	ssize_t done;
	mode_t mask;

	fd = mkstemp(tmp);
	if (fd < 0) {
		err = errno;
		free(tmp);
		return err;
	}
	/* mkstemp() makes private files; results are for everybody. */
	mask = umask(0);
	umask(mask);
	if (fchmod(fd, 0666 & ~mask))
		err = errno;
	while (n && !err) {
		done = write(fd, s, n);
		if (done < 0 && errno != EINTR)
			err = errno;
		if (done > 0) {
			s += done;
			n -= done;
		}
	}
	if (close(fd) && !err)
		err = errno;
	if (!err && rename(tmp, path))
		err = errno;
	if (err)
		unlink(tmp);
	free(tmp);
	return err;
}
