/* SPDX-License-Identifier: GPL-2.0 */
/*
 * proc.h - what a process is doing, in words
 */
#ifndef GUEST_PROC_H
#define GUEST_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** struct proc_stat - a part of /proc/PID/stat */
struct proc_stat {
	char name[32];	/* what the process is called */
	char state;	/* the letter that ps shows */
	unsigned int flags;	/* PF_... of include/linux/sched.h */
};

/** proc_read_stat - read /proc/PID/stat, if there is such a process */
bool proc_read_stat(pid_t pid, struct proc_stat *stat);

/**
 * describe_process - say where a process is
 * @pid: a process of ours or of a user we may trace
 * @buf: gets a phrase such as "asleep in wait4" or "running"
 *
 * Stops the process on the way: only for one that is about to be killed.
 */
void describe_process(pid_t pid, char *buf, size_t size);

/**
 * describe_user - say where each process of a user is
 * @first: the process to begin with
 * @buf: gets "PID NAME is asleep in wait4; PID NAME is running"
 *
 * Stops them, as describe_process() does.
 *
 * Return: how many live processes there are.
 */
unsigned int describe_user(uid_t uid, pid_t first, char *buf, size_t size);

#endif /* GUEST_PROC_H */
