// SPDX-License-Identifier: GPL-2.0
/*
 * Code addresses in diagnostics, as places in the source.
 */
#include <stdlib.h>
#include <string.h>

#include "symbolize_ktap.h"

/* Each costs a run of addr2line, and a hostile test may print a million. */
#define ADDRESSES_MAX	32

/* "[<", up to 16 hexadecimal digits, ">]": its length, or 0. */
static size_t address_here(const char *s, uint64_t *addr)
{
	size_t n;

	if (!has_prefix(s, "[<"))
		return 0;
	n = strspn(s + 2, "0123456789abcdef");
	if (!n || n > 16 || !has_prefix(s + 2 + n, ">]"))
		return 0;
	*addr = strtoull(s + 2, NULL, 16);
	return n + 4;
}

/* Where code addresses lead, and how many more of them are looked up. */
struct codes {
	const char *vmlinux;
	const char *user;	/* the program, or NULL */
	uint64_t lo, hi;	/* where its code is */
	const struct source_map *map;
	unsigned int left;
};

static struct frame *look_up(struct codes *c, const struct splat_addr *addr)
{
	bool user = addr->addr >= c->lo && addr->addr < c->hi;

	if (!c->left)
		return NULL;
	c->left--;
	return symbolize(user ? c->user : c->vmlinux, c->map, addr, 1);
}

static void symbolize_lines(struct text *lines, struct codes *codes)
{
	struct splat_addr addr = { 0 };
	const char *s, *at;
	struct text out = { 0 };
	const struct frame *f;
	struct frame *head;
	size_t n;

	for (s = text_str(lines); (at = strstr(s, "[<")); s = at + n) {
		text_add(&out, s, at - s);
		n = address_here(at, &addr.addr);
		head = n ? look_up(codes, &addr) : NULL;
		if (!n)
			n = 2;
		/* The student's function, if it has been inlined into one. */
		for (f = head; f && !f->student; f = f->next)
			;
		if (head)
			frame_print(&out, f ? f : head);
		else
			text_add(&out, at, n);
		frame_free(head);
	}
	text_add(&out, s, strlen(s));
	text_free(lines);
	*lines = out;
}

static void symbolize_tree(struct ktap_test *t, struct codes *codes)
{
	for (; t; t = t->next) {
		if (strstr(text_str(&t->diag), "[<"))
			symbolize_lines(&t->diag, codes);
		symbolize_tree(t->child, codes);
	}
}

void symbolize_ktap(struct ktap_test *t, const char *vmlinux, const char *user,
		    const struct source_map *map)
{
	struct codes codes = {
		.vmlinux = vmlinux,
		.user = user,
		.map = map,
		.left = ADDRESSES_MAX,
	};

	if (user && !kernel_text(user, &codes.lo, &codes.hi))
		codes.lo = codes.hi = 0;
	symbolize_tree(t, &codes);
}
