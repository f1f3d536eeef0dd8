/* SPDX-License-Identifier: GPL-2.0 */
/*
 * setup.h - processes and pipes for a test, or the test fails
 *
 * What cannot be set up (no pipe, no child) fails the running test and ends the
 * program, so there is nothing to check.  Between test_begin() and the end of
 * the test, then.
 */
#ifndef GUEST_SETUP_H
#define GUEST_SETUP_H

#include <sys/types.h>

/** scene_failed - the test cannot be set up: fail it, and end the program */
void scene_failed(const char *what, int err) __attribute__((noreturn));

/** scene_pipe - pipe() */
void scene_pipe(int ends[2]);

/** scene_fork - fork() */
pid_t scene_fork(void);

/** scene_wait - wait until a child has ended; its status, as from waitpid() */
int scene_wait(pid_t child);

/** scene_kill - send a signal to a child, and wait until it has ended */
void scene_kill(pid_t child, int sig);

/**
 * scene_be_first - become a real-time process
 *
 * It and its children come before any kworker. So between a close() and a look
 * at the ring nobody runs but those for whom the closer waits.
 */
void scene_be_first(void);

#endif /* GUEST_SETUP_H */
