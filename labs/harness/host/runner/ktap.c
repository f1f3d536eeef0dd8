// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a guest's results: bytes in, a tree out.
 *
 * The format is KTAP version 1, as Documentation/dev-tools/ktap.rst in the
 * kernel describes it. A guest writes one block; a program in it, or a KUnit
 * suite, writes its own block, indented, before the line with its own result:
 *
 *	KTAP version 1
 *	1..2
 *	# running orphan
 *	  KTAP version 1
 *	  1..2
 *	  # begin: completes
 *	  ok 1 completes
 *	  # frees: seen: 1 request still pinned
 *	  not ok 2 frees
 *	not ok 1 orphan
 *	ok 2 kunit # SKIP not built in
 *
 * The kernel's own reader forgives much, because there KTAP shares a console
 * with everything else. Ours has a channel of its own, and what is behind it is
 * code by a student who may crash it, print to it or try to cheat it. So this
 * reader forgives nothing: a result must have been planned, numbers must count
 * up from 1, a group may not pass when one of its tests did not, and once the
 * plan is fulfilled there is nothing left to say. Each breach is recorded in
 * words, and a guest with a breach cannot pass, whatever its tests reported.
 *
 * One thing does stay as loose as the standard has it: a line that is neither
 * header, plan nor result is a diagnostic, with or without "#". It belongs to
 * the next result of its block.
 *
 * How blocks nest: only a header line opens a block, and its indentation is the
 * block's. A result closes every block that is indented deeper than it is. A
 * block's node is made when its header comes, nameless; the result line that
 * follows, one level further out, gives it its name.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ktap.h"

#define MAX_LINE	4096	/* bytes of a line that are kept */
#define MAX_DEPTH	8
#define MAX_TESTS	10000	/* of a guest, groups included */
#define MAX_ERRORS	20	/* that are kept in words */
#define MAX_DIAG	16384	/* bytes of diagnostics for one test */

static struct ktap_test *test_new(struct ktap_test *parent)
{
	struct ktap_test *t = xmalloc(sizeof(*t));

	t->planned = -1;
	t->name = xstrdup("");
	t->parent = parent;
	if (parent) {
		if (parent->tail)
			parent->tail->next = t;
		else
			parent->child = t;
		parent->tail = t;
	}
	return t;
}

static void set_string(char **where, char *fresh)
{
	free(*where);
	*where = fresh;
}

/* Record a breach of the protocol, with the test that is to blame if any. */
static void __printf(3, 4)
breach(struct ktap *k, struct ktap_test *t, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	k->n_errors++;
	if (t && t->parent)
		t->status = KTAP_FAILED;
	if (t && t->parent && !t->reason)
		t->reason = xstrdup(s);
	else if (k->n_errors <= MAX_ERRORS)
		text_printf(&k->errors, "%s\n", s);
	free(s);
}

/* Is there room for one more test? Each costs memory, in all reports. */
static bool has_room(struct ktap *k)
{
	if (k->n_tests == MAX_TESTS) {
		breach(k, NULL, "more than %d tests", MAX_TESTS);
		return false;
	}
	k->n_tests++;
	return true;
}

static const char *block_name(const struct ktap_test *t)
{
	if (*t->name)
		return t->name;
	if (t->parent->running)
		return t->parent->running;
	return "a nested block";
}

/* A test that was begun and has no result becomes a node of its own. */
static void leave_open(struct ktap_test *t)
{
	if (t->running) {
		if (!t->open)
			t->open = test_new(t);
		set_string(&t->open->name, xstrdup(t->running));
	}
	if (t->open) {
		text_add(&t->open->diag, text_str(&t->pending), t->pending.len);
		text_free(&t->pending);
	}
}

/* A block ends because a result further out came: was its plan fulfilled? */
static void close_block(struct ktap *k, struct ktap_test *t)
{
	leave_open(t);
	if (t->planned < 0)
		breach(k, t, "%s: a KTAP header without a plan", block_name(t));
	else if (t->seen < t->planned)
		breach(k, t, "%s%s%s: %ld tests planned, %ld results seen",
		       block_name(t), t->running ? " ended in test " : "",
		       t->running ? t->running : "", t->planned, t->seen);
	else if (t->open)
		breach(k, t->open, "%s: the result of %s is missing",
		       block_name(t), block_name(t->open));
}

static void pop(struct ktap *k)
{
	close_block(k, k->top);
	k->top = k->top->parent;
	k->depth--;
}

static void add_diag(struct text *to, const char *line)
{
	if (to->len + strlen(line) + 1 <= MAX_DIAG)
		text_printf(to, "%s\n", line);
}

/* The block that a diagnostic line with this indentation belongs to. */
static struct ktap_test *block_at(struct ktap *k, size_t indent)
{
	struct ktap_test *t = k->top;

	while (t->parent && t->indent > indent)
		t = t->parent;
	return t;
}

/* "# NAME: text" about the last test, which already has its result. */
static bool late_diag(struct ktap_test *block, const char *text)
{
	const char *colon = strstr(text, ": ");
	struct ktap_test *t = block->tail;
	size_t n;

	if (!colon || !t || t == block->open)
		return false;
	n = colon - text;
	if (strlen(t->name) != n || strncmp(t->name, text, n))
		return false;
	add_diag(&t->diag, text);
	return true;
}

static void diag_line(struct ktap *k, size_t indent, const char *text)
{
	struct ktap_test *block = block_at(k, indent);

	if (*text == '#') {
		text++;
		if (*text == ' ')
			text++;
		if (!block->parent && has_prefix(text, "running ")) {
			set_string(&block->running, xstrdup(text + 8));
			return;
		}
		if (has_prefix(text, "begin: ")) {
			set_string(&block->running, xstrdup(text + 7));
			return;
		}
		/* KUnit names a suite at the start of its block. */
		if (block->parent && has_prefix(text, "Subtest: ")) {
			set_string(&block->name, xstrdup(text + 9));
			return;
		}
		if (has_prefix(text, "module: "))
			return;
		if (late_diag(block, text))
			return;
	}
	if (*text)
		add_diag(&block->pending, text);
}

static bool is_header(const char *s)
{
	return !strcmp(s, "KTAP version 1") || !strcmp(s, "TAP version 13") ||
	       !strcmp(s, "TAP version 14");
}

static void header_line(struct ktap *k, size_t indent)
{
	struct ktap_test *t = k->top;

	if (!t->group && !t->parent) {
		if (indent)
			breach(k, NULL, "the first KTAP header is indented");
		t->group = true;
		return;
	}
	while (t->parent && indent < t->indent) {
		pop(k);
		t = k->top;
	}
	if (indent <= t->indent) {
		k->two_writers = true;
		breach(k, t, "%s: a second KTAP header", block_name(t));
		return;
	}
	if (t->planned < 0)
		breach(k, t, "%s: a nested block before the plan",
		       block_name(t));
	if (k->depth == MAX_DEPTH) {
		breach(k, t, "%s: blocks nested more than %d deep",
		       block_name(t), MAX_DEPTH);
		return;
	}
	if (t->open) {
		breach(k, t->open, "%s: two nested blocks, but no result for the first",
		       block_name(t));
		t->open->status = KTAP_FAILED;
	}
	if (!has_room(k))
		return;
	t->open = test_new(t);
	t->open->group = true;
	t->open->indent = indent;
	k->top = t->open;
	k->depth++;
}

/* "1..N", perhaps with a comment behind it. Returns -1 for other lines. */
static long plan_number(const char *s)
{
	char *end;
	long n;

	if (!has_prefix(s, "1..") || !isdigit((unsigned char)s[3]))
		return -1;
	n = strtol(s + 3, &end, 10);
	if (*end && !has_prefix(end, " #"))
		return -1;
	return n;
}

static void plan_line(struct ktap *k, size_t indent, long n)
{
	struct ktap_test *t = block_at(k, indent);

	k->two_writers |= t->indent == indent && t->planned >= 0;
	if (t->indent != indent || !t->group)
		breach(k, t, "a plan without a KTAP header");
	else if (t->planned >= 0)
		breach(k, t, "%s: a second plan", block_name(t));
	else if (t->seen)
		breach(k, t, "%s: the plan comes after the first result",
		       block_name(t));
	else if (n > MAX_TESTS)
		breach(k, t, "%s: a plan of more than %d tests",
		       block_name(t), MAX_TESTS);
	else
		t->planned = n;
}

/**
 * struct result - a result line, taken apart
 * @ok: it starts with "ok"
 * @number: the test's number; 0 when it is absurd
 * @name: start of the description, which ends before " #"
 * @name_len: its length
 * @directive: what follows "# ", or ""
 */
struct result {
	bool ok;
	long number;
	const char *name;
	size_t name_len;
	const char *directive;
};

static bool parse_result(const char *s, struct result *r)
{
	const char *hash;
	char *end;

	r->ok = has_prefix(s, "ok ");
	if (!r->ok && !has_prefix(s, "not ok "))
		return false;
	s += r->ok ? 3 : 7;
	if (!isdigit((unsigned char)*s))
		return false;
	r->number = strtol(s, &end, 10);
	if (*end && *end != ' ')
		return false;
	if (end - s > 9)
		r->number = 0;
	s = end + strspn(end, " ");
	if (s[0] == '-' && s[1] == ' ')
		s += 2;
	hash = *s == '#' ? s : strstr(s, " #");
	r->name = s;
	r->name_len = hash ? (size_t)(hash - s) : strlen(s);
	while (r->name_len && s[r->name_len - 1] == ' ')
		r->name_len--;
	r->directive = "";
	if (hash) {
		r->directive = hash + (*hash == ' ') + 1;
		r->directive += strspn(r->directive, " ");
	}
	return true;
}

static bool is_directive(const char *s, const char *word)
{
	size_t n = strlen(word);

	return !strncasecmp(s, word, n) && !isalnum((unsigned char)s[n]);
}

/* What the line itself says; a group's children may still speak against it. */
static enum ktap_status result_status(struct ktap_test *t,
				      const struct result *r)
{
	const char *d = r->directive;

	if (is_directive(d, "SKIP")) {
		d += 4;
		d += strspn(d, " :");
		if (!t->reason)
			t->reason = xstrdup(d);
		return KTAP_SKIPPED;
	}
	if (r->ok && !is_directive(d, "TIMEOUT") && !is_directive(d, "ERROR"))
		return KTAP_PASSED;
	if (*d && !t->reason)
		t->reason = xstrdup(d);
	return KTAP_FAILED;
}

/* A group is what its tests are; its own result line can only make it worse. */
static void judge_group(struct ktap *k, struct ktap_test *t)
{
	struct ktap_count c = { 0 };
	struct ktap_test *sub;
	unsigned int bad = 0;

	if (t->status != KTAP_PASSED && t->status != KTAP_SKIPPED)
		return;
	for (sub = t->child; sub; sub = sub->next)
		bad += sub->status == KTAP_FAILED ||
		       sub->status == KTAP_MISSING;
	if (bad) {
		t->status = KTAP_FAILED;
		breach(k, t, "%s: reported ok although %u of its tests failed",
		       t->name, bad);
		return;
	}
	if (t->status == KTAP_PASSED && !t->child) {
		breach(k, t, "%s: reported ok, but it had no tests", t->name);
		return;
	}
	ktap_count(t, &c);
	if (t->status == KTAP_PASSED && c.skipped && !c.passed)
		t->status = KTAP_SKIPPED;
}

static void result_line(struct ktap *k, size_t indent, const struct result *r)
{
	enum ktap_status said;
	struct ktap_test *b, *t;
	char *name;

	b = block_at(k, indent);
	if (!b->group || b->indent != indent) {
		breach(k, b, "a result without a KTAP header: %s %ld %.*s",
		       r->ok ? "ok" : "not ok", r->number,
		       (int)r->name_len, r->name);
		return;
	}
	while (k->top != b)
		pop(k);
	if (b->planned < 0)
		breach(k, b, "%s: a result before the plan", block_name(b));
	else if (b->seen >= b->planned)
		breach(k, b, "%s: more results than the %ld planned",
		       block_name(b), b->planned);
	if (r->number != b->seen + 1)
		k->two_writers = true;
	if (r->number <= b->seen && r->number)
		breach(k, b, "%s: test %ld is reported twice", block_name(b),
		       r->number);
	else if (r->number != b->seen + 1)
		breach(k, b, "%s: test %ld follows test %ld", block_name(b),
		       r->number, b->seen);
	b->seen++;
	if (!b->open && !has_room(k))
		return;

	t = b->open ? b->open : test_new(b);
	name = xstrndup(r->name, r->name_len);
	if (b->running && strcmp(b->running, name))
		breach(k, t, "a result of %s while %s was running", name,
		       b->running);
	set_string(&t->name, name);
	text_add(&t->diag, text_str(&t->pending), t->pending.len);
	text_free(&t->pending);
	text_add(&t->diag, text_str(&b->pending), b->pending.len);
	text_free(&b->pending);
	set_string(&b->running, NULL);
	b->open = NULL;

	said = result_status(t, r);
	if (t->status == KTAP_MISSING)
		t->status = said;
	if (t->group)
		judge_group(k, t);
	if (!b->parent && b->planned >= 0 && b->seen == b->planned)
		k->stopped = true;
}

static void one_line(struct ktap *k, const char *s)
{
	struct result r;
	size_t indent;
	long n;

	indent = strspn(s, " ");
	s += indent;
	if (!*s)
		return;
	if (k->stopped && !parse_result(s, &r)) {
		k->two_writers |= is_header(s);
		if (!k->past_end)
			breach(k, NULL, "text after the last planned result: %s", s);
		k->past_end = true;
		return;
	}
	if (is_header(s)) {
		header_line(k, indent);
		return;
	}
	if (!k->root->group) {
		if (!k->past_end)
			breach(k, NULL, "text before the KTAP header: %s", s);
		k->past_end = true;
		return;
	}
	if (has_prefix(s, "Bail out!")) {
		breach(k, k->top, "%s: %s", block_name(k->top), s);
		return;
	}
	n = plan_number(s);
	if (n >= 0)
		plan_line(k, indent, n);
	else if (parse_result(s, &r))
		result_line(k, indent, &r);
	else
		diag_line(k, indent, s);
}

static void end_line(struct ktap *k)
{
	char *s;

	while (k->line.len && k->line.s[k->line.len - 1] == '\r')
		k->line.len--;
	s = clean_dup(text_str(&k->line), k->line.len);
	if (k->cut) {
		char *cut = xasprintf("%s [line cut]", s);

		free(s);
		s = cut;
	}
	one_line(k, s);
	free(s);
	k->line.len = 0;
	k->cut = false;
}

void ktap_init(struct ktap *k, const char *who)
{
	memset(k, 0, sizeof(*k));
	k->root = test_new(NULL);
	set_string(&k->root->name, xstrdup(who));
	k->top = k->root;
}

void ktap_feed(struct ktap *k, const char *s, size_t n)
{
	const char *nl;
	size_t len, room;

	while (n) {
		nl = memchr(s, '\n', n);
		len = nl ? (size_t)(nl - s) : n;
		room = MAX_LINE - k->line.len;
		if (len > room)
			k->cut = true;
		text_add(&k->line, s, len < room ? len : room);
		if (!nl)
			return;
		end_line(k);
		s += len + 1;
		n -= len + 1;
	}
}

void ktap_finish(struct ktap *k)
{
	struct ktap_test *t;
	char *s;

	if (k->line.len) {
		s = clean_dup(k->line.s, k->line.len);
		breach(k, NULL, "the last line is not complete: %s", s);
		free(s);
		k->line.len = 0;
	}
	if (!k->root->group) {
		breach(k, NULL, "no KTAP header was seen");
		return;
	}
	/* Innermost first: what was running when the guest ended. */
	for (t = k->top; t; t = t->parent) {
		leave_open(t);
		if (t->planned < 0)
			breach(k, NULL, "%s: a KTAP header without a plan",
			       block_name(t));
		else if (t->seen < t->planned)
			breach(k, NULL, "%s: %ld tests planned, %ld results seen",
			       block_name(t), t->planned, t->seen);
	}
}

bool ktap_fulfilled(const struct ktap *k)
{
	return !k->n_errors && k->root->planned >= 0 &&
	       k->root->seen == k->root->planned;
}

static void count_below(const struct ktap_test *t, struct ktap_count *c)
{
	const struct ktap_test *sub;
	long n = 0;

	for (sub = t->child; sub; sub = sub->next, n++)
		ktap_count(sub, c);
	if (t->group && t->planned > n)
		c->missing += t->planned - n;
}

bool ktap_fails_alone(const struct ktap_test *t)
{
	struct ktap_count c = { 0 };

	if (t->status != KTAP_FAILED && t->status != KTAP_MISSING)
		return false;
	count_below(t, &c);
	return !c.failed && !c.missing;
}

void ktap_count(const struct ktap_test *t, struct ktap_count *c)
{
	bool alone = ktap_fails_alone(t);

	count_below(t, c);
	if (!t->parent)
		return;
	c->passed += t->status == KTAP_PASSED && !t->group;
	c->skipped += t->status == KTAP_SKIPPED && (!t->group || !t->child);
	c->failed += t->status == KTAP_FAILED && alone;
	c->missing += t->status == KTAP_MISSING && alone;
}

char *ktap_where(const struct ktap *k)
{
	const struct ktap_test *t = k->top;
	struct text out = { 0 };

	if (!k->root->group || k->stopped)
		return NULL;
	if (t->parent) {
		if (t->running)
			text_printf(&out, "test %s of %s", t->running,
				    block_name(t));
		else if (t->tail && t->seen)
			text_printf(&out, "%s, after its test %s",
				    block_name(t), t->tail->name);
		else
			text_printf(&out, "%s, before its first test",
				    block_name(t));
	} else if (t->running) {
		text_printf(&out, "%s", t->running);
	}
	return out.s;
}

static void test_free(struct ktap_test *t)
{
	struct ktap_test *sub, *next;

	for (sub = t->child; sub; sub = next) {
		next = sub->next;
		test_free(sub);
	}
	free(t->name);
	free(t->reason);
	free(t->running);
	text_free(&t->diag);
	text_free(&t->pending);
	free(t);
}

void ktap_free(struct ktap *k)
{
	test_free(k->root);
	text_free(&k->errors);
	text_free(&k->line);
	memset(k, 0, sizeof(*k));
}
