// SPDX-License-Identifier: GPL-2.0
/*
 * Result files appear whole or not at all. A grader may read result.json while
 * the next run writes it, and a runner may be killed at any moment.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"
#include "text.h"

static int write_all(int fd, const char *s, size_t n)
{
	ssize_t done;

	while (n) {
		done = write(fd, s, n);
		if (done < 0 && errno != EINTR)
			return errno;
		if (done > 0) {
			s += done;
			n -= done;
		}
	}
	return 0;
}

/* Not a regular file, such as /dev/stdout: that must not be replaced. */
static int write_special(const char *path, const char *s, size_t n)
{
	int err, fd;

	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	err = write_all(fd, s, n);
	if (close(fd) && !err)
		err = errno;
	return err;
}

static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

void outfile_remove(const char *path)
{
	if (!is_special(path))
		unlink(path);
}

int outfile_write(const char *path, const char *s, size_t n)
{
	mode_t mask;
	int err, fd;
	char *tmp;

	if (is_special(path))
		return write_special(path, s, n);
	tmp = xasprintf("%s.XXXXXX", path);
	fd = mkstemp(tmp);
	if (fd < 0) {
		err = errno;
		free(tmp);
		return err;
	}
	err = write_all(fd, s, n);
	/* mkstemp() makes private files; results are for everybody. */
	mask = umask(0);
	umask(mask);
	if (fchmod(fd, 0666 & ~mask) && !err)
		err = errno;
	if (close(fd) && !err)
		err = errno;
	if (!err && rename(tmp, path))
		err = errno;
	if (err)
		unlink(tmp);
	free(tmp);
	return err;
}
