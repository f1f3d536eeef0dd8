// SPDX-License-Identifier: GPL-2.0
/*
 * Turns the addresses in a splat into functions and source lines.
 *
 * The kernel could do half of this itself, with CONFIG_KALLSYMS: names, no
 * lines, and a link that takes twice as long. The host has the vmlinux with its
 * symbols and, for the student's file, its debug information.
 *
 * Paths are the compiler's. Three things make them readable: the student's file
 * is shown under the name the student knows it by, the kernel tree's own prefix
 * is cut off, and a file of the project is the one in this checkout, even if
 * the cache has an object that another checkout compiled from the same text.
 */
#include <elf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line.h"
#include "symbolize.h"
#include "text.h"

#define ADDR_DIGITS	16

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

/* The file of @checkout with the longest tail of @path, or NULL. */
static char *in_checkout(const char *checkout, const char *path)
{
	const char *tail;
	char *here;

	for (tail = path; tail && *path == '/'; tail = strchr(tail + 1, '/')) {
		here = xasprintf("%s%s", checkout, tail);
		if (!access(here, F_OK))
			return here;
		free(here);
	}
	return NULL;
}

char *shown_path(const char *vmlinux, const struct source_map *map,
		 const char *path, bool *student)
{
	char real[PATH_MAX], source[PATH_MAX + 8];
	char *here = NULL;
	bool mine;

	mine = map->shown && ends_with_path(path, map->build);
	if (student)
		*student = mine;
	if (mine)
		return xstrdup(map->shown);

	if (map->checkout)
		here = in_checkout(map->checkout, path);
	if (here)
		return here;
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

struct frame *symbolize(const char *vmlinux, const struct source_map *map,
			const struct splat_addr *addrs, size_t n)
{
	uint64_t *exact = xmalloc(n * sizeof(*exact));
	struct frame *head = NULL, **tail = &head, *f;
	struct source_line *lines, *l;
	size_t i;

	for (i = 0; i < n; i++)
		exact[i] = addrs[i].addr - !addrs[i].exact;
	lines = addr2line(vmlinux, exact, n);
	for (l = lines; l; l = l->next) {
		f = xmalloc(sizeof(*f));
		f->func = xstrdup(l->func);
		f->line = l->line;
		f->sure = addrs[l->addr].sure;
		if (l->file)
			f->file = shown_path(vmlinux, map, l->file,
					     &f->student);
		*tail = f;
		tail = &f->next;
	}
	source_line_free(lines);
	free(exact);
	return head;
}

/* The address at the start of a text, or 0. */
static uint64_t bare_address(const char *s)
{
	return has_prefix(s, "0x0000") &&
	       strspn(s + 2, "0123456789abcdef") == ADDR_DIGITS ?
	       strtoull(s, NULL, 16) : 0;
}

/* The next address in a text and what it is, or NULL. */
static const char *next_address(const char *s, uint64_t *addr)
{
	while ((s = strstr(s, "0x")) && !(*addr = bare_address(s)))
		s += 2;
	return s;
}

void symbolize_stream(const char *vmlinux, FILE *in, FILE *out)
{
	struct source_line *lines, *l;
	struct text text = { 0 };
	uint64_t *addrs, addr;
	const char *s, *at;
	char buf[65536];
	size_t n;

	while ((n = fread(buf, 1, sizeof(buf), in)) > 0)
		text_add(&text, buf, n);
	addrs = xmalloc(text.len / ADDR_DIGITS * sizeof(*addrs));
	n = 0;
	for (s = text_str(&text); (s = next_address(s, &addr)); s += 2)
		addrs[n++] = addr;
	lines = addr2line(vmlinux, addrs, n);

	l = lines;
	n = 0;
	for (s = text_str(&text); (at = next_address(s, &addr)); n++) {
		fwrite(s, 1, at - s, out);
		s = at + 2 + ADDR_DIGITS;
		while (l && l->addr < n)
			l = l->next;
		/* The last is the function that the others are inlined into. */
		while (l && l->next && l->next->addr == n)
			l = l->next;
		if (l && l->addr == n)
			fputs(l->func, out);
		else
			fwrite(at, 1, s - at, out);
	}
	fputs(s, out);
	source_line_free(lines);
	free(addrs);
	text_free(&text);
}

void frame_print(struct text *t, const struct frame *f)
{
	text_printf(t, "%s", f->func);
	if (f->file)
		text_printf(t, " at %s:%u", f->file, f->line);
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
