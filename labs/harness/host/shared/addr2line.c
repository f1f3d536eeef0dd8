// SPDX-License-Identifier: GPL-2.0
/*
 * From addresses to lines of source, for all programs of the host.
 *
 * addr2line(1) reads symbols and debug information. It belongs to binutils,
 * like the linker, so it is always there. Its answer for each address ("-a"
 * prints it back, "-i" unfolds inlines):
 *
 *	0x0000000060041b7c
 *	llist_add
 *	/build/linux/include/linux/llist.h:248
 *	io_req_task_work_add_fallback
 *	/build/linux/io_uring/fallback.c:31
 *
 * "??" stands for what it does not know.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "addr2line.h"
#include "text.h"

/* Run addr2line; its output is appended to @out. */
static bool run_addr2line(char **argv, struct text *out)
{
	posix_spawn_file_actions_t fa;
	char buf[4096];
	int fds[2];
	ssize_t n;
	pid_t pid;
	int err;

	if (pipe2(fds, O_CLOEXEC))
		return false;
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&fa, fds[1], 1);
	posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0);
	err = posix_spawnp(&pid, argv[0], &fa, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	close(fds[1]);
	while (!err) {
		n = read(fds[0], buf, sizeof(buf));
		if (n > 0)
			text_add(out, buf, n);
		else if (n == 0 || errno != EINTR)
			break;
	}
	close(fds[0]);
	if (!err)
		waitpid(pid, NULL, 0);
	return !err && out->len;
}

/* @place is FILE:LINE with a comment perhaps. */
static struct source_line *line_new(size_t addr, const char *func, char *place)
{
	struct source_line *l = xmalloc(sizeof(*l));
	char *colon = strrchr(place, ':');

	l->addr = addr;
	l->func = xstrdup(func);
	if (!has_prefix(place, "??") && colon) {
		*colon = '\0';
		l->line = strtoul(colon + 1, NULL, 10);
		if (l->line)
			l->file = xstrdup(place);
	}
	return l;
}

struct source_line *addr2line(const char *program, const uint64_t *addrs,
			      size_t n)
{
	struct source_line *head = NULL, **tail = &head;
	struct text out = { 0 };
	char **argv, *line, *place, *save;
	size_t i, at = (size_t)-1;

	if (!n)
		return NULL;
	argv = xmalloc((n + 5) * sizeof(*argv));
	argv[0] = "addr2line";
	argv[1] = "-afi";
	argv[2] = "-e";
	argv[3] = (char *)program;
	for (i = 0; i < n; i++)
		argv[4 + i] = xasprintf("0x%llx", (unsigned long long)addrs[i]);
	if (run_addr2line(argv, &out)) {
		line = strtok_r(out.s, "\n", &save);
		for (; line; line = strtok_r(NULL, "\n", &save)) {
			if (has_prefix(line, "0x")) {
				at++;
				continue;
			}
			place = strtok_r(NULL, "\n", &save);
			if (!place)
				break;
			if (at < n && !has_prefix(line, "??")) {
				*tail = line_new(at, line, place);
				tail = &(*tail)->next;
			}
		}
	}
	text_free(&out);
	for (i = 0; i < n; i++)
		free(argv[4 + i]);
	free(argv);
	return head;
}

void source_line_free(struct source_line *l)
{
	struct source_line *next;

	for (; l; l = next) {
		next = l->next;
		free(l->func);
		free(l->file);
		free(l);
	}
}
