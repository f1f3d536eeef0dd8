/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_TMPDIR_H
#define RUN_TMPDIR_H

/**
 * tmpdir_open() - make the private directory for the guests' memory
 * @bytes: how much memory all guests that run at once need
 *
 * Takes the first of $PUSHDRAIN_TMPDIR (if set: only that), /dev/shm, $TMPDIR
 * and /tmp that can be written, has room and allows PROT_EXEC mappings. Also
 * removes what runners that were killed have left there.
 *
 * Return: NULL, or one line on what is wrong and what to do.
 */
char *tmpdir_open(unsigned long long bytes, const char **dir);

/**
 * tmpdir_close() - remove the private directory and everything in it
 *
 * Does nothing when there is none. No guest may be running.
 */
void tmpdir_close(void);

#endif
