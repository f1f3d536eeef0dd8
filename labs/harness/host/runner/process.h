/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_PROCESS_H
#define RUN_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct process - what was started on the host: a guest's kernel, or a program
 */
struct process {
	pid_t pid;	/* its process, its process group and its session */
	bool boxed;	/* that process is bwrap(1), see uml-config/box */
	int pidfd;	/* becomes readable when it ends */
	int console;	/* what it prints to people, non-blocking */
	int results;	/* its results, non-blocking */
};

/**
 * process_start() - start a process, in a session of its own
 * @argv: its command line, which begins with the path of the program
 * @env: its environment; NULL for a small one that is always the same
 * @results_fd: the descriptor that it writes its results to; what else it
 *	prints, on 1 and 2, is its console
 *
 * Return: NULL, or one line on why it cannot be started.
 */
char *process_start(char **argv, char **env, int results_fd, const char *dir,
		    struct process *p);

/**
 * process_child() - a child of another process
 *
 * Return: the pid of one, or 0 if there is none.
 */
pid_t process_child(pid_t parent);

/**
 * process_reap() - kill what is left of a process and wait for it
 *
 * Kills the whole process group. When this returns, none of it exists any more,
 * not even as a zombie. The pipes stay open: what they still hold can be read,
 * up to end of file.
 *
 * Return: the wait status of the first process, or of the process in the box.
 */
int process_reap(struct process *p);

/**
 * process_reap_strays() - kill and wait for all other children of this process
 *
 * For descendants that left their process group. They become children of the
 * runner, which is a subreaper, when their parent dies.
 */
void process_reap_strays(void);

#endif
