// SPDX-License-Identifier: GPL-2.0
/*
 * The private directory, where the guests keep their memory.
 *
 * A UML guest's RAM is an unlinked file in $TMPDIR, mapped shared: that is how
 * its "user space", which is other host processes, sees the same pages. So the
 * directory must have room for it, should be a tmpfs (or every page that the
 * guest dirties goes to a disk), and must not be mounted noexec, because
 * programs in the guest run from that memory. UML finds each of this out in its
 * own way, one of them a bus error in the middle of a test. We ask beforehand.
 *
 * Who removes the directory when the runner is killed with SIGKILL? The next
 * runner. Each one holds a lock on its directory as long as it lives (flock(2)
 * on the directory itself; the kernel drops it with the process). At start, a
 * runner takes the lock of every directory with our name: if it gets it, the
 * owner is gone. There is a moment between mkdtemp() and flock() where a fresh
 * directory looks abandoned; its owner then finds it unlinked, and makes
 * another.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "text.h"
#include "tmpdir.h"

#define NAME	"pushdrain-run."

static char *private_dir;
static int lock_fd = -1;

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

static void remove_tree(const char *dir)
{
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* Remove directories whose owners are gone. */
static void sweep(const char *base)
{
	struct dirent *e;
	struct stat st;
	char *path;
	DIR *d;
	int fd;

	d = opendir(base);
	if (!d)
		return;
	while ((e = readdir(d))) {
		if (!has_prefix(e->d_name, NAME))
			continue;
		fd = openat(dirfd(d), e->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (!fstat(fd, &st) && st.st_uid == geteuid() &&
		    !flock(fd, LOCK_EX | LOCK_NB)) {
			path = xasprintf("%s/%s", base, e->d_name);
			remove_tree(path);
			free(path);
		}
		close(fd);
	}
	closedir(d);
}

/* Make a directory that is ours and locked. Returns 0 or an errno value. */
static int make_private(const char *base)
{
	struct stat st;
	char *path;

	for (;;) {
		path = xasprintf("%s/" NAME "XXXXXX", base);
		if (!mkdtemp(path)) {
			free(path);
			return errno;
		}
		lock_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (lock_fd >= 0 && !flock(lock_fd, LOCK_EX) &&
		    !fstat(lock_fd, &st) && st.st_nlink) {
			private_dir = path;
			return 0;
		}
		if (lock_fd >= 0)
			close(lock_fd);
		free(path);
	}
}

/* May code run from files in this directory? Returns 0 or an errno value. */
static int try_exec(const char *dir)
{
	long page = sysconf(_SC_PAGESIZE);
	char *path = xasprintf("%s/exec", dir);
	int err = 0, fd;
	void *p;

	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, page)) {
		err = errno;
	} else {
		p = mmap(NULL, page, PROT_READ | PROT_WRITE | PROT_EXEC,
			 MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			err = errno;
		else
			munmap(p, page);
	}
	if (fd >= 0)
		close(fd);
	unlink(path);
	free(path);
	return err;
}

/* Returns NULL when @base is usable, and the private directory in it made. */
static char *try_base(const char *base, unsigned long long bytes)
{
	unsigned long long room;
	struct statvfs vfs;
	char *why = NULL;
	int err;

	if (*base != '/')
		return xasprintf("%s is not an absolute path", base);
	sweep(base);
	err = make_private(base);
	if (err)
		return xasprintf("%s cannot be written (%s)", base,
				 strerror(err));
	err = try_exec(private_dir);
	if (err == EPERM)
		why = xasprintf("%s is mounted noexec", base);
	else if (err)
		why = xasprintf("%s cannot be used (%s)", base, strerror(err));
	else if (statvfs(private_dir, &vfs))
		why = xasprintf("%s cannot be examined (%s)", base,
				strerror(errno));
	if (!why) {
		room = (unsigned long long)vfs.f_bavail * vfs.f_frsize;
		/* Some file systems know no limit and say 0 of 0 blocks. */
		if (vfs.f_blocks && room < bytes)
			why = xasprintf("%s has %llu MiB left of the %llu MiB needed",
					base, room >> 20, bytes >> 20);
	}
	if (why)
		tmpdir_close();
	return why;
}

char *tmpdir_open(unsigned long long bytes, const char **dir)
{
	const char *only = getenv("PUSHDRAIN_TMPDIR");
	const char *bases[] = { "/dev/shm", getenv("TMPDIR"), "/tmp" };
	const char *before = only && *only ? "PUSHDRAIN_TMPDIR: " : "";
	size_t i, n = *before ? 1 : ARRAY_SIZE(bases);
	struct text why = { 0 };
	char *reason;

	if (*before)
		bases[0] = only;
	for (i = 0; i < n; i++) {
		if (!bases[i] || !*bases[i])
			continue;
		reason = try_base(bases[i], bytes);
		if (!reason) {
			text_free(&why);
			*dir = private_dir;
			return NULL;
		}
		text_printf(&why, "%s%s", before, reason);
		free(reason);
		before = "; ";
	}
	text_printf(&why, ": set PUSHDRAIN_TMPDIR to a directory with %llu MiB of room that is not mounted noexec",
		    bytes >> 20);
	return why.s;
}

void tmpdir_close(void)
{
	if (!private_dir)
		return;
	remove_tree(private_dir);
	close(lock_fd);
	lock_fd = -1;
	free(private_dir);
	private_dir = NULL;
}
