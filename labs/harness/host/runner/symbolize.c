// SPDX-License-Identifier: GPL-2.0
/*
 * Turns the addresses in a splat into functions and source lines.
 *
 * The kernel could do half of this itself, with CONFIG_KALLSYMS: names, no
 * lines, and a link that takes twice as long. The host has the vmlinux with its
 * symbols and, for the student's file, its debug information. addr2line(1)
 * reads both. It belongs to binutils, like the linker that made vmlinux, so it
 * is always there; it is started once per guest, with all addresses.
 *
 * Its answer for each address ("-a" prints it back, "-i" unfolds inlines):
 *
 *	0x0000000060041b7c
 *	llist_add
 *	/build/linux/include/linux/llist.h:248
 *	io_req_task_work_add_fallback
 *	/build/linux/io_uring/fallback.c:31
 *
 * "??" stands for what it does not know. Paths are the compiler's. Two things
 * make them readable: the student's file is shown under the name the student
 * knows it by, and the kernel tree's own prefix is cut off.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "symbolize.h"
#include "text.h"

static bool ends_with_path(const char *path, const char *tail)
{
	size_t n = strlen(path), m = strlen(tail);

	return m <= n && !strcmp(path + n - m, tail) &&
	       (m == n || path[n - m - 1] == '/');
}

/* Cut @dir off @path, when it is a directory above it. */
static const char *below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	if (n && !strncmp(path, dir, n) && path[n] == '/')
		return path + n + 1;
	return path;
}

char *shown_path(const char *vmlinux, const struct source_map *map,
		 const char *path, bool *student)
{
	char real[PATH_MAX], source[PATH_MAX + 8];
	bool mine;

	mine = map->shown && ends_with_path(path, map->build);
	if (student)
		*student = mine;
	if (mine)
		return xstrdup(map->shown);

	if (realpath(vmlinux, real)) {
		char *slash = strrchr(real, '/');

		if (slash)
			*slash = '\0';
		path = below(path, real);
		/* kbuild leaves this link when it builds outside the tree. */
		snprintf(source, sizeof(source), "%s/source", real);
		if (realpath(source, real))
			path = below(path, real);
	}
	while (has_prefix(path, "./") || has_prefix(path, "../"))
		path = strchr(path, '/') + 1;
	return xstrdup(path);
}

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

/* A pair of lines: the function, and FILE:LINE with a comment perhaps. */
static struct frame *frame_new(const char *vmlinux,
			       const struct source_map *map, const char *func,
			       char *place, bool sure)
{
	struct frame *f = xmalloc(sizeof(*f));
	char *colon;

	f->func = xstrdup(func);
	f->sure = sure;
	colon = strrchr(place, ':');
	if (!has_prefix(place, "??") && colon) {
		*colon = '\0';
		f->line = strtoul(colon + 1, NULL, 10);
		if (f->line)
			f->file = shown_path(vmlinux, map, place, &f->student);
	}
	return f;
}

struct frame *symbolize(const char *vmlinux, const struct source_map *map,
			const struct splat_addr *addrs, size_t n)
{
	struct frame *head = NULL, **tail = &head;
	struct text out = { 0 };
	char **argv, *line, *place, *save;
	size_t i, at = (size_t)-1;

	if (!n)
		return NULL;
	argv = xmalloc((n + 5) * sizeof(*argv));
	argv[0] = "addr2line";
	argv[1] = "-afi";
	argv[2] = "-e";
	argv[3] = (char *)vmlinux;
	for (i = 0; i < n; i++)
		argv[4 + i] = xasprintf("0x%llx", (unsigned long long)
					addrs[i].addr - !addrs[i].exact);
	if (run_addr2line(argv, &out)) {
		line = strtok_r(out.s, "\n", &save);
		while (line) {
			if (has_prefix(line, "0x")) {
				at++;
			} else {
				place = strtok_r(NULL, "\n", &save);
				if (!place)
					break;
				if (at < n && !has_prefix(line, "??")) {
					*tail = frame_new(vmlinux, map, line,
							  place,
							  addrs[at].sure);
					tail = &(*tail)->next;
				}
			}
			line = strtok_r(NULL, "\n", &save);
		}
	}
	text_free(&out);
	for (i = 0; i < n; i++)
		free(argv[4 + i]);
	free(argv);
	return head;
}

bool kernel_text(const char *vmlinux, uint64_t *lo, uint64_t *hi)
{
	Elf64_Ehdr eh;
	Elf64_Phdr ph;
	bool found = false;
	FILE *f;
	int i;

	f = fopen(vmlinux, "re");
	if (!f)
		return false;
	if (fread(&eh, sizeof(eh), 1, f) != 1 ||
	    memcmp(eh.e_ident, ELFMAG, SELFMAG) ||
	    eh.e_ident[EI_CLASS] != ELFCLASS64 || eh.e_type != ET_EXEC)
		eh.e_phnum = 0;
	for (i = 0; i < eh.e_phnum; i++) {
		if (fseek(f, eh.e_phoff + i * sizeof(ph), SEEK_SET) ||
		    fread(&ph, sizeof(ph), 1, f) != 1)
			break;
		/* UML maps its data executable too: code is never writable. */
		if (ph.p_type != PT_LOAD || !(ph.p_flags & PF_X) ||
		    (ph.p_flags & PF_W))
			continue;
		if (!found || ph.p_vaddr < *lo)
			*lo = ph.p_vaddr;
		if (!found || ph.p_vaddr + ph.p_memsz > *hi)
			*hi = ph.p_vaddr + ph.p_memsz;
		found = true;
	}
	fclose(f);
	return found;
}

void frame_free(struct frame *f)
{
	struct frame *next;

	for (; f; f = next) {
		next = f->next;
		free(f->func);
		free(f->file);
		free(f);
	}
}
