// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's kernel, or the model checker with a student's code in it, is not to
 * be trusted: it may do all that a process may. So the command uml-config/box
 * starts it in namespaces of its own. It sees its own files there and nothing
 * of the host.
 *
 * The process that is started then, and that is killed in the end, is bwrap(1).
 * The first process of the box is its child, and what was asked for is that
 * one's child. When bwrap dies, so does the first, and with it the kernel kills
 * everything in the box.
 */
#include <stdlib.h>

#include "box.h"
#include "text.h"

#define MAX_WORDS	160	/* of a command line in a box */
#define ROOM_MIB	64	/* of /tmp, beyond a guest's memory */

/* What it sees: its program, and what that reads. Returns how many words. */
static size_t put_view(const struct guest_options *g, char **words)
{
	size_t i, n = 0;

	if (g->kernel) {
		words[n++] = xstrdup("--ro-bind");
		words[n++] = xstrdup(g->kernel);
		words[n++] = xstrdup(BOX_KERNEL);
		words[n++] = xstrdup("--ro-bind");
		words[n++] = xstrdup(g->initrd);
		words[n++] = xasprintf(BOX_HERE "/%s.initrd", g->name);
		return n;
	}
	words[n++] = xstrdup("--ro-bind");
	words[n++] = xstrdup(g->program[0]);
	words[n++] = xstrdup(g->program[0]);
	for (i = 0; i < g->n_read; i++) {
		words[n++] = xstrdup("--ro-bind");
		words[n++] = xstrdup(g->read[i]);
		words[n++] = xstrdup(g->read[i]);
	}
	return n;
}

static char *setting(const char *name, unsigned long long value)
{
	return xasprintf("%s=%llu", name, value);
}

char *box_start(const char *box, const struct guest_options *g, char **argv,
		int results_fd, const char *dir, struct process *p)
{
	char *words[MAX_WORDS + 1], *env[8], *why;
	size_t n = 0, n_env = 0, i;

	words[n++] = xstrdup(box);
	n += put_view(g, words + n);
	words[n++] = xstrdup("--chdir");
	words[n++] = xstrdup(BOX_HERE);
	words[n++] = xstrdup("--");
	for (i = 0; argv[i] && n < MAX_WORDS; i++)
		words[n++] = xstrdup(argv[i]);
	words[n] = NULL;

	env[n_env++] = xstrdup("PATH=/usr/bin:/bin");
	env[n_env++] = xasprintf("BOX_SECCOMP=%s", getenv("BOX_SECCOMP") ?: "");
	env[n_env++] = setting("BOX_ROOM", (g->mem_mib + ROOM_MIB) << 20);
	/* The runner's limit ends a guest; this is for when that fails. */
	env[n_env++] = setting("BOX_CPU", 2ULL * g->cpu + 10);
	if (g->space)
		env[n_env++] = xasprintf("BOX_MEMORY=%s", g->space);
	env[n_env] = NULL;

	p->boxed = true;
	why = process_start(words, env, results_fd, dir, p);
	while (n)
		free(words[--n]);
	while (n_env)
		free(env[--n_env]);
	return why;
}

pid_t box_inner(const struct process *p)
{
	pid_t first;

	if (!p->boxed)
		return p->pid;
	first = process_child(p->pid);
	return first ? process_child(first) : 0;
}
