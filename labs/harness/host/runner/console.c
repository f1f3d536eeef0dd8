// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a guest's console the way a kernel developer does: skims, until the
 * kernel complains.
 *
 * A complaint ("splat") is a first line in a known form, followed by registers
 * and a call trace. Three things about User-Mode Linux shape this reader:
 *
 *  - For a bad access, the registers come *before* the first line: UML calls
 *    show_regs() and then panic(). So an instruction pointer is remembered
 *    until a complaint claims it.
 *
 *  - Without CONFIG_KALLSYMS (it doubles the time to link, so the fast guests
 *    go without) there are no names. "%pS" prints a bare 0x60012345, and the
 *    caller turns the addresses into names with the help of vmlinux.
 *
 *  - UML's unwinder walks the stack word by word. Without frame pointers
 *    everything that looks like code is in the trace, marked "?". Some of that
 *    was left there by functions that returned long ago.
 *
 * Programs in the guest print to the same console, so a line counts only when
 * it has one of the kernel's own forms at its start, where a kernel line would
 * have it. A program can still forge such a line. It gains nothing: a complaint
 * never makes a guest pass.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "text.h"

/* After this many lines a call trace belongs to something else. */
#define SPLAT_LINES	120

/* How WARN_ON() and WARN() begin. */
#define WARN_START	"WARNING: CPU: "

/* Of each kind so many are kept: a hostile program may print a million. */
#define SPLATS_MAX	16

struct form {
	const char *start;
	enum splat_kind kind;
};

/* Forms of a first line; earlier entries win. */
static const struct form forms[] = {
	{ "Kernel panic - not syncing: ", SPLAT_PANIC },
	{ "Bus error - the host /dev/shm or /tmp mount", SPLAT_HOST },
	{ "kernel BUG at ", SPLAT_OOPS },
	{ "BUG: ", SPLAT_OOPS },
	{ "UBSAN: ", SPLAT_OOPS },
	{ "Oops: ", SPLAT_OOPS },
	{ "general protection fault", SPLAT_OOPS },
	{ "watchdog: BUG: ", SPLAT_OOPS },
	{ WARN_START, SPLAT_WARNING },
	{ "WARNING: possible ", SPLAT_WARNING },
	{ "WARNING: suspicious ", SPLAT_WARNING },
	{ "WARNING: inconsistent ", SPLAT_WARNING },
	{ "WARNING: bad unlock balance", SPLAT_WARNING },
	{ "WARNING: lock held ", SPLAT_WARNING },
	{ "WARNING: held lock freed", SPLAT_WARNING },
	{ "WARNING: Nested lock ", SPLAT_WARNING },
	{ "WARNING: ODEBUG", SPLAT_WARNING },
	{ "ODEBUG: ", SPLAT_WARNING },
	{ "INFO: task ", SPLAT_WARNING },
	{ "INFO: trying to register non-static key", SPLAT_WARNING },
	{ "INFO: rcu", SPLAT_WARNING },
	{ "rcu: INFO: rcu", SPLAT_WARNING },
	{ "INFO: lockdep is turned off", SPLAT_WARNING },
};

/* Remove what printk puts in front: "[    0.123456] ", "[    T12] ". */
static const char *skip_stamp(const char *s)
{
	const char *p;

	while (*s == '[') {
		p = s + 1;
		p += strspn(p, " ");
		if (*p == 'T' || *p == 'C')
			p++;
		if (!isdigit((unsigned char)*p))
			break;
		p += strspn(p, "0123456789.");
		p += strspn(p, " ");
		if (*p != ']')
			break;
		s = p + 1;
		s += strspn(s, " ");
	}
	return s;
}

static const struct form *find_form(const char *s, const char **start)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		*start = s;
		if (has_prefix(s, forms[i].start))
			return &forms[i];
	}
	/* A program may have left the line before a panic unfinished. */
	*start = strstr(s, forms[0].start);
	return *start ? &forms[0] : NULL;
}

static void add_addr(struct splat *sp, uint64_t addr, bool exact, bool sure)
{
	if (!addr || sp->n_addrs == SPLAT_ADDRS)
		return;
	sp->addrs[sp->n_addrs++] = (struct splat_addr){ addr, exact, sure };
}

/*
 * Where the kernel says it happened: "at FILE:LINE FUNC", as WARN_ON() and BUG()
 * print it, or "in FUNC", as KASAN does. FUNC is a bare address when the kernel
 * has no symbol table.
 */
static void parse_place(struct splat *sp, const char *s)
{
	const char *colon, *end;
	char *rest;

	end = s + strcspn(s, " ");
	colon = memchr(s, ':', end - s);
	if (colon && isdigit((unsigned char)colon[1])) {
		sp->file = xstrndup(s, colon - s);
		sp->lineno = strtoul(colon + 1, &rest, 10);
		/* BUG: failure at FILE:LINE/FUNC()! */
		if (*rest == '/')
			sp->func = xstrndup(rest + 1,
					    strcspn(rest + 1, "( !"));
		s = end + strspn(end, " ");
		end = s + strcspn(s, " ");
	}
	if (has_prefix(s, "0x"))
		add_addr(sp, strtoull(s, NULL, 16), true, true);
	else if (!sp->func && memchr(s, '+', end - s))
		sp->func = xstrndup(s, strcspn(s, "+ "));
}

static struct splat *splat_new(enum splat_kind kind, const char *line)
{
	struct splat *sp = xmalloc(sizeof(*sp));
	const char *p;

	sp->kind = kind;
	sp->line = xstrdup(line);
	p = strstr(line, " ip 0x");
	if (p && kind == SPLAT_PANIC)
		add_addr(sp, strtoull(p + 4, NULL, 16), true, true);
	p = strstr(line, " at ");
	if (p && (kind == SPLAT_OOPS || has_prefix(line, WARN_START)))
		parse_place(sp, p + 4);
	p = strstr(line, " in ");
	if (p && !sp->file && kind == SPLAT_OOPS)
		parse_place(sp, p + 4);
	return sp;
}

/* "RIP: 0033:[<60012345>]", "RIP: 0033:0x60012345", "RIP: 0033:f+0x1/0x2" */
static uint64_t rip_line(const char *s)
{
	const char *p = strstr(s, "RIP: ");

	p = p ? strchr(p + 5, ':') : NULL;
	if (!p)
		return 0;
	p++;
	if (has_prefix(p, "[<"))
		p += 2;
	else if (!has_prefix(p, "0x"))
		return 0;
	return strtoull(p, NULL, 16);
}

/* " [<60012345>] ? 0x60012345" or " [<60012345>] func+0x1/0x2" */
static bool trace_line(struct splat *sp, const char *s)
{
	const char *p = strstr(s, "[<");
	char *end;
	uint64_t addr;

	if (!p)
		return false;
	addr = strtoull(p + 2, &end, 16);
	if (!has_prefix(end, ">]"))
		return false;
	add_addr(sp, addr, false, !has_prefix(end, ">] ?"));
	return true;
}

struct reader {
	struct splat *head;
	struct splat **tail;
	struct splat *cur;	/* whose trace is being read */
	unsigned int age;	/* lines since its first line */
	unsigned int n[SPLAT_KINDS];	/* first lines */
	uint64_t rip;		/* registers that no splat has claimed */
};

static void first_line(struct reader *r, enum splat_kind kind, const char *line)
{
	uint64_t rip = r->rip;

	r->cur = NULL;
	r->age = 0;
	r->rip = 0;
	if (r->n[kind] > SPLATS_MAX)
		return;
	/* The first was expected, perhaps; that there are so many is not. */
	if (r->n[kind]++ == SPLATS_MAX)
		line = "it complained too often to look at it all";
	r->cur = splat_new(kind, line);
	if (!r->cur->n_addrs)
		add_addr(r->cur, rip, true, true);
	*r->tail = r->cur;
	r->tail = &r->cur->next;
}

/* What a WARN() is about comes next, if it says so, and then "CPU: ". */
static bool said_line(const struct reader *r, const char *s)
{
	return r->cur && r->age == 1 && *s &&
	       has_prefix(r->cur->line, WARN_START) &&
	       !has_prefix(s, "CPU: ") && !has_prefix(s, "Modules linked in");
}

static void read_line(struct reader *r, const char *s)
{
	const struct form *f;
	const char *start;
	uint64_t rip;

	s = skip_stamp(s);
	f = find_form(s, &start);
	if (f) {
		first_line(r, f->kind, start);
		return;
	}
	rip = rip_line(s);
	if (rip && r->cur && !r->cur->n_addrs)
		add_addr(r->cur, rip, true, true);
	else if (rip)
		r->rip = rip;
	if (!r->cur)
		return;
	if (++r->age > SPLAT_LINES || has_prefix(s, "---[ end trace") ||
	    has_prefix(s, "Allocated by task") || has_prefix(s, "Freed by task"))
		r->cur = NULL;
	else if (said_line(r, s))
		r->cur->said = xstrdup(s);
	else
		trace_line(r->cur, s);
}

/* The next line of a log, cleaned and at most @max long, or NULL. */
static char *next_line(const char **s, size_t *n, size_t max)
{
	const char *nl = memchr(*s, '\n', *n);
	size_t len = nl ? (size_t)(nl - *s) : *n;
	char *line;

	if (!*n)
		return NULL;
	line = clean_dup(*s, len < max ? len : max);
	len += !!nl;
	*s += len;
	*n -= len;
	return line;
}

struct splat *console_parse(const char *s, size_t n)
{
	struct reader r = { .tail = &r.head };
	char *line;

	while ((line = next_line(&s, &n, 1024))) {
		read_line(&r, line);
		free(line);
	}
	return r.head;
}

char *console_tail(const char *s, size_t n, unsigned int lines)
{
	struct text out = { 0 };
	char *line[16];
	unsigned int found = 0;
	size_t end = n, start;

	if (lines > ARRAY_SIZE(line))
		lines = ARRAY_SIZE(line);
	while (end && found < lines) {
		start = end;
		while (start && s[start - 1] != '\n')
			start--;
		line[found] = clean_dup(s + start,
					end - start < 512 ? end - start : 512);
		if (line[found][strspn(line[found], " ")])
			found++;
		else
			free(line[found]);
		end = start ? start - 1 : 0;
	}
	while (found--) {
		text_printf(&out, "%s%s", out.len ? "\n" : "", line[found]);
		free(line[found]);
	}
	return out.s ? out.s : xstrdup("");
}

/* The name in a line "ok 1 NAME" or "not ok 1 NAME", or NULL. */
static const char *ended_test(const char *line)
{
	if (has_prefix(line, "not "))
		line += 4;
	if (!has_prefix(line, "ok "))
		return NULL;
	line += 3;
	line += strspn(line, "0123456789");
	return line + strspn(line, " -");
}

char *console_test(const char *s, size_t n)
{
	static const char begin[] = "# begin: ";
	const char *p, *ended;
	char *line, *running = NULL;

	while ((line = next_line(&s, &n, 256))) {
		p = skip_stamp(line);
		p += strspn(p, " ");
		ended = ended_test(p);
		if (has_prefix(p, begin)) {
			free(running);
			running = xstrdup(p + strlen(begin));
		} else if (running && ended && !strcmp(ended, running)) {
			free(running);
			running = NULL;
		}
		free(line);
	}
	return running;
}

void splat_free(struct splat *s)
{
	struct splat *next;

	for (; s; s = next) {
		next = s->next;
		free(s->line);
		free(s->said);
		free(s->func);
		free(s->file);
		free(s);
	}
}
