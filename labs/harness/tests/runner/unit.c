// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the runner's pure parts: text, the KTAP reader, the console
 * reader, XML. Prints TAP; exits with 1 when a test failed.
 *
 * Each table below lists an input and what must come out. The KTAP tables are
 * the important ones: every way in which results can be malformed is there, and
 * each must end with the guest's results not fulfilled or a test failed. They
 * are fed twice, in one piece and byte by byte, because a pipe tears lines
 * wherever it likes.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "symbolize_ktap.h"
#include "junit.h"
#include "ktap.h"
#include "symbolize.h"
#include "text.h"

static unsigned int number, failures;

static void __printf(2, 3)
check(bool ok, const char *fmt, ...)
{
	va_list ap;

	printf("%s %u ", ok ? "ok" : "not ok", ++number);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	failures += !ok;
}

static void check_str(const char *seen, const char *expected, const char *what)
{
	bool ok = seen && expected ? !strcmp(seen, expected) : seen == expected;

	check(ok, "%s", what);
	if (!ok)
		printf("# expected: %s\n# seen: %s\n",
		       expected ? expected : "(nothing)",
		       seen ? seen : "(nothing)");
}

static void check_fresh(char *seen, const char *expected, const char *what)
{
	check_str(seen, expected, what);
	free(seen);
}

/* Results with nothing wrong in them. */
struct good {
	const char *what;
	const char *in;
	struct ktap_count count;
};

static const struct good good[] = {
	{ "one flat test",
	  "KTAP version 1\n1..1\nok 1 a\n", { 1, 0, 0, 0 } },
	{ "lines that end like a tty's",
	  "KTAP version 1\r\n1..1\r\nok 1 a\r\n", { 1, 0, 0, 0 } },
	{ "blank lines",
	  "\nKTAP version 1\n\n1..1\n\nok 1 a\n\n", { 1, 0, 0, 0 } },
	{ "a test without a name",
	  "KTAP version 1\n1..1\nok 1\n", { 1, 0, 0, 0 } },
	{ "nested two deep, as the guest does it",
	  "KTAP version 1\n1..2\n# running a\n  KTAP version 1\n  1..2\n"
	  "  # begin: x\n  ok 1 x\n  # begin: y\n  not ok 2 y\nnot ok 1 a\n"
	  "# running b\nok 2 b\n", { 2, 1, 0, 0 } },
	{ "KUnit's own form",
	  "KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: fallback\n"
	  "    # module: fallback\n    1..2\n    ok 1 push\n    ok 2 drain\n"
	  "# fallback: pass:2 fail:0 skip:0 total:2\n"
	  "# Totals: pass:2 fail:0 skip:0 total:2\nok 1 fallback\n",
	  { 2, 0, 0, 0 } },
	{ "three deep, with parameters",
	  "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n    KTAP version 1\n"
	  "    1..2\n    ok 1 p0\n    ok 2 p1\n  ok 1 t\nok 1 a\n",
	  { 2, 0, 0, 0 } },
	{ "flat tests that say when they begin",
	  "KTAP version 1\n1..2\n# begin: a\nok 1 a\n# begin: b\n# b: seen: 1\n"
	  "not ok 2 b\n", { 1, 1, 0, 0 } },
	{ "skips",
	  "KTAP version 1\n1..3\nok 1 a # SKIP no kernel\n"
	  "not ok 2 b # skip: nope\nok 3 c\n", { 1, 0, 2, 0 } },
	{ "a plan that skips everything",
	  "KTAP version 1\n1..1\n  KTAP version 1\n  1..0 # SKIP not here\n"
	  "ok 1 a # SKIP not here\n", { 0, 0, 1, 0 } },
	{ "a group whose tests were all skipped",
	  "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n"
	  "  ok 1 x # SKIP no\nok 1 a\n", { 0, 0, 1, 0 } },
	{ "a group that fails on its own",
	  "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n"
	  "  ok 1 x\n# a: exit status 3\nnot ok 1 a\n", { 1, 1, 0, 0 } },
	{ "directives that fail",
	  "KTAP version 1\n1..2\nok 1 a # TIMEOUT 3 s\nok 2 b # ERROR no\n",
	  { 0, 2, 0, 0 } },
	{ "a test expected to fail still failed",
	  "KTAP version 1\n1..1\nnot ok 1 a # TODO later\n", { 0, 1, 0, 0 } },
	{ "words that only resemble results",
	  "KTAP version 1\n1..1\nok then\nnot ok, but never mind\nok 1x\n"
	  "okay 1\n1..x\nok 1 a\n", { 1, 0, 0, 0 } },
};

/* Results that must not count as a guest that kept to its plan. */
struct bad {
	const char *what;
	const char *in;
	const char *says;	/* in the errors, or in a test's reason */
};

static const struct bad bad[] = {
	{ "nothing at all", "", "no KTAP header was seen" },
	{ "results without a header", "ok 1 a\n", "text before the KTAP header: ok 1 a" },
	{ "text before the header", "hello\nKTAP version 1\n1..1\nok 1 a\n",
	  "text before the KTAP header: hello" },
	{ "header only", "KTAP version 1\n", "a KTAP header without a plan" },
	{ "plan only", "KTAP version 1\n1..2\n", "the guest: 2 tests planned, 0 results seen" },
	{ "fewer results than planned", "KTAP version 1\n1..2\nok 1 a\n",
	  "the guest: 2 tests planned, 1 results seen" },
	{ "a result before the plan", "KTAP version 1\nok 1 a\n1..1\n",
	  "the guest: a result before the plan" },
	{ "the plan after the results", "KTAP version 1\nok 1 a\n1..1\n",
	  "the guest: the plan comes after the first result" },
	{ "no plan", "KTAP version 1\nok 1 a\n", "the guest: a result before the plan" },
	{ "an absurd plan", "KTAP version 1\n1..99999999999999999999\n",
	  "a plan of more than" },
	{ "more results than planned", "KTAP version 1\n1..1\nok 1 a\nok 2 b\n",
	  "the guest: more results than the 1 planned" },
	{ "text past the end", "KTAP version 1\n1..1\nok 1 a\nbye\n",
	  "text after the last planned result: bye" },
	{ "a comment past the end", "KTAP version 1\n1..1\nok 1 a\n# bye\n",
	  "text after the last planned result: # bye" },
	{ "bail out", "KTAP version 1\n1..1\nBail out! no ring\n",
	  "the guest: Bail out! no ring" },
	{ "bail out in a test", "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n"
	  "  Bail out! no ring\n  ok 1 x\nok 1 a\n", "Bail out! no ring" },
	{ "the last line torn", "KTAP version 1\n1..1\nok 1 a",
	  "the last line is not complete: ok 1 a" },
	{ "a group that says ok and is not",
	  "KTAP version 1\n1..1\n  KTAP version 1\n  1..2\n  ok 1 x\n"
	  "  not ok 2 y\nok 1 a\n", "a: reported ok although 1 of its tests failed" },
	{ "a group that says skip and is not",
	  "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  not ok 1 x\n"
	  "ok 1 a # SKIP\n", "a: reported ok although 1 of its tests failed" },
	{ "a group without a plan",
	  "KTAP version 1\n1..1\n# running a\n  KTAP version 1\nok 1 a\n",
	  "a: a KTAP header without a plan" },
	{ "a group whose plan is not fulfilled",
	  "KTAP version 1\n1..1\n# running a\n  KTAP version 1\n  1..2\n"
	  "  ok 1 x\nok 1 a\n", "a: 2 tests planned, 1 results seen" },
	{ "a group that died in a test",
	  "KTAP version 1\n1..1\n# running a\n  KTAP version 1\n  1..2\n"
	  "  ok 1 x\n  # begin: y\nok 1 a\n",
	  "a ended in test y: 2 tests planned, 1 results seen" },
	{ "a group with too many results",
	  "KTAP version 1\n1..1\n# running a\n  KTAP version 1\n  1..1\n"
	  "  ok 1 x\n  ok 2 y\nok 1 a\n", "a: more results than the 1 planned" },
	{ "a group without a result of its own",
	  "KTAP version 1\n1..1\n# running a\n  KTAP version 1\n  1..1\n"
	  "  ok 1 x\n", "the guest: 1 tests planned, 0 results seen" },
	{ "an indented result without a group",
	  "KTAP version 1\n1..1\n  ok 1 x\nok 1 a\n",
	  "a result without a KTAP header: ok 1 x" },
	{ "an indented plan without a group",
	  "KTAP version 1\n1..1\n  1..1\nok 1 a\n",
	  "a plan without a KTAP header" },
	{ "a result of another test than was begun",
	  "KTAP version 1\n1..1\n# running a\nok 1 b\n",
	  "a result of b while a was running" },
	{ "a flat test whose result another has",
	  "KTAP version 1\n1..1\n# begin: a\nok 1 b\n",
	  "a result of b while a was running" },
	{ "a group before the plan",
	  "KTAP version 1\n  KTAP version 1\n  1..1\n  ok 1 x\nok 1 a\n",
	  "the guest: a nested block before the plan" },
	{ "nested too deep",
	  "KTAP version 1\n1..1\n KTAP version 1\n 1..1\n  KTAP version 1\n  1..1\n"
	  "   KTAP version 1\n   1..1\n    KTAP version 1\n    1..1\n"
	  "     KTAP version 1\n     1..1\n      KTAP version 1\n      1..1\n"
	  "       KTAP version 1\n       1..1\n        KTAP version 1\n        1..1\n"
	  "         KTAP version 1\n         1..1\n", "nested more than" },
};

/* And those that look like the work of two writers. */
static const struct bad mixed[] = {
	{ "two plans", "KTAP version 1\n1..1\n1..1\nok 1 a\n", "the guest: a second plan" },
	{ "two headers", "KTAP version 1\nKTAP version 1\n1..1\nok 1 a\n",
	  "the guest: a second KTAP header" },
	{ "a number twice", "KTAP version 1\n1..2\nok 1 a\nok 1 a\n",
	  "the guest: test 1 is reported twice" },
	{ "a number left out", "KTAP version 1\n1..3\nok 1 a\nok 3 c\n",
	  "the guest: test 3 follows test 1" },
	{ "numbers from 0", "KTAP version 1\n1..1\nok 0 a\n",
	  "the guest: test 0 follows test 0" },
	{ "an absurd number", "KTAP version 1\n1..1\nok 18446744073709551617 a\n",
	  "the guest: test 0 follows test 0" },
	{ "results of another in between",
	  "KTAP version 1\n1..2\n# running a\n  KTAP version 1\n  1..2\n  ok 1 x\n"
	  "KTAP version 1\n1..2\nok 1 a\nok 2 b\n  ok 2 y\nok 1 a\nok 2 b\n",
	  "the guest: a second KTAP header" },
	{ "a header past the end", "KTAP version 1\n1..1\nok 1 a\nKTAP version 1\n",
	  "text after the last planned result: KTAP version 1" },
	{ "a group with a number twice",
	  "KTAP version 1\n1..1\n# running a\n  KTAP version 1\n  1..2\n"
	  "  ok 1 x\n  ok 1 x\nok 1 a\n", "a: test 1 is reported twice" },
	{ "two groups, one result",
	  "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  ok 1 x\n"
	  "  KTAP version 1\n  1..1\n  ok 1 x\nok 1 a\n", "a second KTAP header" },
};

static void parse(struct ktap *k, const char *in, size_t n, size_t step)
{
	size_t i;

	ktap_init(k, "the guest");
	for (i = 0; i < n; i += step)
		ktap_feed(k, in + i, n - i < step ? n - i : step);
	ktap_finish(k);
}

static bool says(const struct ktap_test *t, const char *what)
{
	if (t->reason && strstr(t->reason, what))
		return true;
	for (t = t->child; t; t = t->next)
		if (says(t, what))
			return true;
	return false;
}

static void test_good(const struct good *g, size_t step)
{
	struct ktap_count c = { 0 };
	struct ktap k;
	bool ok;

	parse(&k, g->in, strlen(g->in), step);
	ktap_count(k.root, &c);
	ok = ktap_fulfilled(&k) && !memcmp(&c, &g->count, sizeof(c));
	check(ok, "ktap: %s%s", g->what, step == 1 ? ", byte by byte" : "");
	if (!ok)
		printf("# passed %u failed %u skipped %u missing %u\n# %s\n",
		       c.passed, c.failed, c.skipped, c.missing,
		       text_str(&k.errors));
	ktap_free(&k);
}

static void test_bad(const struct bad *b, size_t step, bool two_writers)
{
	struct ktap k;
	bool said;

	parse(&k, b->in, strlen(b->in), step);
	said = strstr(text_str(&k.errors), b->says) || says(k.root, b->says);
	check(!ktap_fulfilled(&k) && said && k.two_writers == two_writers,
	      "ktap: %s%s is a failure", b->what,
	      step == 1 ? ", byte by byte," : "");
	if (!said)
		printf("# expected: %s\n# seen: %s\n", b->says,
		       text_str(&k.errors));
	ktap_free(&k);
}

static void test_tree(void)
{
	static const char in[] =
		"KTAP version 1\n1..2\n# running prog\n  KTAP version 1\n  1..3\n"
		"  # begin: one\n  # one: expected: 1\n  # one: seen: \033[31m2\n"
		"  # one: read: README.md\n  not ok 1 one\n  # one: late\n"
		"  # begin: two\n";
	const struct ktap_test *prog, *one;
	char *big;
	struct ktap k;

	ktap_init(&k, "the guest");
	ktap_feed(&k, in, strlen(in));
	check_fresh(ktap_where(&k), "test two of prog",
		    "ktap: which test is running");
	ktap_finish(&k);
	prog = k.root->child;
	check_str(prog->name, "prog", "ktap: a program without result has its name");
	check(prog->status == KTAP_MISSING, "ktap: and is missing");
	one = prog->child;
	check_str(text_str(&one->diag),
		  "one: expected: 1\none: seen: [31m2\none: read: README.md\none: late\n",
		  "ktap: diagnostics go to their test, cleaned");
	check_str(one->next->name, "two", "ktap: a test that was begun is in the tree");
	check(one->next->status == KTAP_MISSING, "ktap: and is missing");
	check_fresh(ktap_where(&k), "test two of prog",
		    "ktap: also after the end");
	ktap_free(&k);

	big = xmalloc(1 << 20);
	memset(big, 'x', 1 << 20);
	memcpy(big, "KTAP version 1\n1..1\n# ", 22);
	big[(1 << 20) - 1] = '\n';
	ktap_init(&k, "the guest");
	ktap_feed(&k, big, 1 << 20);
	ktap_feed(&k, "ok 1 a\n", 7);
	ktap_finish(&k);
	check(ktap_fulfilled(&k) && k.root->child->diag.len < 8192 &&
	      strstr(text_str(&k.root->child->diag), "[line cut]"),
	      "ktap: a line of 1 MiB is cut");
	ktap_free(&k);

	memset(big, 0, 1 << 20);
	parse(&k, big, 1 << 20, 4096);
	check(!ktap_fulfilled(&k), "ktap: a MiB of zero bytes is a failure");
	ktap_free(&k);
	free(big);
}

static void test_text(void)
{
	static const struct {
		const char *what, *in, *out;
	} t[] = {
		{ "text: plain text stays", "a b\nc", "a b\nc" },
		{ "text: UTF-8 stays", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7",
		  "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7" },
		{ "text: escape sequences lose their power", "\033[2Ja\b\r\a", "[2Ja" },
		{ "text: tabs become spaces", "a\tb", "a b" },
		{ "text: C1 controls vanish", "a\xc2\x9b" "31m", "a31m" },
		{ "text: text direction cannot be turned", "a\xe2\x80\xae" "b", "ab" },
		{ "text: a lone byte is replaced", "a\xff" "b", "a\xef\xbf\xbd" "b" },
		{ "text: an overlong form is replaced", "\xc0\xaf",
		  "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "text: a torn character is replaced", "\xe2\x82",
		  "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "text: a surrogate is replaced", "\xed\xa0\x80",
		  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "text: what XML forbids vanishes", "a\xef\xbf\xbf" "b", "ab" },
	};
	struct text out = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++)
		check_fresh(clean_dup(t[i].in, strlen(t[i].in)), t[i].out,
			    t[i].what);
	check_fresh(clean_dup("a\0b", 3), "ab", "text: zero bytes vanish");

	xml_escape(&out, "<a b=\"c\">&\n]]>");
	check_str(text_str(&out),
		  "&lt;a b=&quot;c&quot;&gt;&amp;&#10;]]&gt;",
		  "xml: everything special is escaped");
	text_free(&out);
}

/* A console, and its first complaint. */
struct splat_case {
	const char *what;
	const char *in;
	int kind;		/* -1: none */
	const char *line;
	const char *func;
	const char *file;
	unsigned int lineno;
	uint64_t addr;		/* the first one */
	size_t n_addrs;
};

static const struct splat_case splats[] = {
	{ "nothing", "Linux version 6.12\nreboot: Power down\n", -1,
	  NULL, NULL, NULL, 0, 0, 0 },
	{ "words of a program", "WARNING: low on tea\nthis is a BUG: no\nok 1 a\n",
	  -1, NULL, NULL, NULL, 0, 0, 0 },
	{ "panic", "Kernel panic - not syncing: No working init found.\n",
	  SPLAT_PANIC, "Kernel panic - not syncing: No working init found.",
	  NULL, NULL, 0, 0, 0 },
	{ "panic behind an unfinished line",
	  "half a line[   12.345678] Kernel panic - not syncing: x\r\n",
	  SPLAT_PANIC, "Kernel panic - not syncing: x", NULL, NULL, 0, 0, 0 },
	{ "a bad access: registers first, then the panic, no symbols",
	  "\nModules linked in:\nPid: 21, comm: t Not tainted 6.12.117\n"
	  "RIP: 0033:0x60041b7c\nRSP: 000000006088bd80  EFLAGS: 00010246\n"
	  "Kernel panic - not syncing: Kernel mode fault at addr 0x8, ip 0x60041b7c\n"
	  "Call Trace:\n [<60041c00>] ? 0x60041c00\n [<60041d00>] 0x60041d00\n",
	  SPLAT_PANIC,
	  "Kernel panic - not syncing: Kernel mode fault at addr 0x8, ip 0x60041b7c",
	  NULL, NULL, 0, 0x60041b7c, 3 },
	{ "registers in brackets",
	  "RIP: 0033:[<0000000060041b7c>]\n"
	  "Kernel panic - not syncing: Segfault with no mm\n",
	  SPLAT_PANIC, "Kernel panic - not syncing: Segfault with no mm",
	  NULL, NULL, 0, 0x60041b7c, 1 },
	{ "BUG() of an architecture without traps",
	  "BUG: failure at io_uring/fallback.c:31/io_run_ctx_fallback()!\n"
	  "Kernel panic - not syncing: BUG!\n",
	  SPLAT_OOPS,
	  "BUG: failure at io_uring/fallback.c:31/io_run_ctx_fallback()!",
	  "io_run_ctx_fallback", "io_uring/fallback.c", 31, 0, 0 },
	{ "WARN_ON without symbols",
	  "[    3.000000][    T7] WARNING: CPU: 0 PID: 7 at io_uring/io_uring.c:2811 0x60041b7c\n"
	  "Call Trace:\n [<60041c00>] ? 0x60041c00\n---[ end trace 0 ]---\n"
	  " [<60041d00>] ? 0x60041d00\n",
	  SPLAT_WARNING,
	  "WARNING: CPU: 0 PID: 7 at io_uring/io_uring.c:2811 0x60041b7c",
	  NULL, "io_uring/io_uring.c", 2811, 0x60041b7c, 2 },
	{ "WARN_ON with symbols",
	  "WARNING: CPU: 0 PID: 7 at io_uring/io_uring.c:2811 io_ring_exit_work+0x12/0x340\n",
	  SPLAT_WARNING,
	  "WARNING: CPU: 0 PID: 7 at io_uring/io_uring.c:2811 io_ring_exit_work+0x12/0x340",
	  "io_ring_exit_work", "io_uring/io_uring.c", 2811, 0, 0 },
	{ "KASAN",
	  "BUG: KASAN: slab-use-after-free in io_run_ctx_fallback+0x31/0x80\n"
	  "Read of size 8 at addr 0000000061f0c8a8 by task t/21\n"
	  "Call Trace:\n [<60041c00>] dump_stack_lvl+0x1/0x2\n"
	  "Allocated by task 3:\n [<60041d00>] kmalloc+0x1/0x2\n",
	  SPLAT_OOPS,
	  "BUG: KASAN: slab-use-after-free in io_run_ctx_fallback+0x31/0x80",
	  "io_run_ctx_fallback", NULL, 0, 0x60041c00, 1 },
	{ "lockdep", "WARNING: possible circular locking dependency detected\n",
	  SPLAT_WARNING, "WARNING: possible circular locking dependency detected",
	  NULL, NULL, 0, 0, 0 },
	{ "a hung task",
	  "INFO: task kworker/u2:1:12 blocked for more than 122 seconds.\n",
	  SPLAT_WARNING,
	  "INFO: task kworker/u2:1:12 blocked for more than 122 seconds.",
	  NULL, NULL, 0, 0, 0 },
	{ "no room on the host",
	  "Bus error - the host /dev/shm or /tmp mount likely just ran out of space\n"
	  "Kernel panic - not syncing: Kernel mode signal 7\n",
	  SPLAT_HOST,
	  "Bus error - the host /dev/shm or /tmp mount likely just ran out of space",
	  NULL, NULL, 0, 0, 0 },
};

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void test_splat(const struct splat_case *c)
{
	struct splat *sp = console_parse(c->in, strlen(c->in));
	bool ok;

	if (c->kind < 0)
		ok = !sp;
	else
		ok = sp && (int)sp->kind == c->kind &&
		     same(sp->line, c->line) && same(sp->func, c->func) &&
		     same(sp->file, c->file) && sp->lineno == c->lineno &&
		     sp->n_addrs == c->n_addrs &&
		     (!c->addr || sp->addrs[0].addr == c->addr);
	check(ok, "console: %s", c->what);
	if (!ok && sp)
		printf("# kind %d line '%s' func '%s' file '%s' line %u addrs %zu\n",
		       sp->kind, sp->line, sp->func ? sp->func : "",
		       sp->file ? sp->file : "", sp->lineno, sp->n_addrs);
	splat_free(sp);
}

/* What a WARN() is about, if it says so. */
static void test_said(void)
{
	static const char warn[] = "WARNING: CPU: 0 PID: 7 at a.c:5 0x60062b45\n";
	static const char cpu[] = "CPU: 0 UID: 0 PID: 7 Comm: t\n";
	static const char words[] = "do not call blocking ops; state=402";
	struct splat *sp;
	char in[256];

	snprintf(in, sizeof(in), "%s%s\n%s", warn, words, cpu);
	sp = console_parse(in, strlen(in));
	check(sp && same(sp->said, words), "console: the words of a WARN()");
	splat_free(sp);
	snprintf(in, sizeof(in), "%s%s%s\n", warn, cpu, words);
	sp = console_parse(in, strlen(in));
	check(sp && !sp->said, "console: a WARN_ON() has none");
	splat_free(sp);
}

static void test_tail(void)
{
	static const char in[] = "one\n\ntwo\r\n\r\nthree\nfour";

	check_fresh(console_tail(in, strlen(in), 2), "three\nfour",
		    "console: its last lines");
	check_fresh(console_tail(in, strlen(in), 9), "one\ntwo\nthree\nfour",
		    "console: all of its lines");
	check_fresh(console_tail("", 0, 9), "",
		    "console: an empty one has no last lines");
}

static void test_running(void)
{
	static const struct {
		const char *log, *running, *what;
	} cases[] = {
		{ "Linux\n", NULL, "console: no test began" },
		{ "    # begin: one\n", "one", "console: one began" },
		{ "[    0.1]     # begin: one\n    ok 1 one\n", NULL,
		  "console: one began and ended" },
		{ "    # begin: one\n    not ok 1 one\n    # begin: two\n    ok 1 one\n",
		  "two", "console: two began, then one ended again" },
		{ "    # begin: one\n    ok 1 - one\n    # begin: two", "two",
		  "console: the last line is torn" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		check_fresh(console_test(cases[i].log, strlen(cases[i].log)),
			    cases[i].running, cases[i].what);
}

static void test_diagnostics(void)
{
	static const char text[] = "a [<6020>] b [<>] c [< d [<12x>] e [<";
	const struct source_map map = { NULL };
	struct ktap_test t = { 0 };

	text_printf(&t.diag, "%s", text);
	symbolize_ktap(&t, "/nonexistent", "/nonexistent", &map);
	check_str(text_str(&t.diag), text,
		  "diagnostics: what cannot be told stays as it is");
	text_free(&t.diag);
}

static void test_paths(void)
{
	const struct source_map map = {
		.build = "io_uring/fallback.c",
		.shown = "labs/x/fallback.c",
		.checkout = "/proc",
	};
	bool mine;
	char *s;

	s = shown_path("/nonexistent", &map, "/b/linux/io_uring/fallback.c", &mine);
	check(mine && !strcmp(s, "labs/x/fallback.c"),
	      "symbolize: the student's file has the student's name");
	free(s);
	s = shown_path("/nonexistent", &map, "/b/my_io_uring/fallback.c", &mine);
	check(!mine, "symbolize: a file with a similar name is another file");
	free(s);
	s = shown_path("/nonexistent", &map, "../io_uring/rw.c", &mine);
	check(!mine && !strcmp(s, "io_uring/rw.c"),
	      "symbolize: other files are named from the top of the kernel");
	free(s);
	s = shown_path("/nonexistent", &map, "/home/x/self/status", NULL);
	check(!strcmp(s, "/proc/self/status"),
	      "symbolize: another checkout's file is the one in this checkout");
	free(s);
	s = shown_path("/nonexistent", &map, "/home/x/self/nothing.c", NULL);
	check(!strcmp(s, "/home/x/self/nothing.c"),
	      "symbolize: a file that is not in this checkout keeps its name");
	free(s);
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		test_good(&good[i], 1);
		test_good(&good[i], 1 << 20);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		test_bad(&bad[i], 1, false);
		test_bad(&bad[i], 1 << 20, false);
	}
	for (i = 0; i < ARRAY_SIZE(mixed); i++) {
		test_bad(&mixed[i], 1, true);
		test_bad(&mixed[i], 1 << 20, true);
	}
	test_tree();
	test_text();
	for (i = 0; i < ARRAY_SIZE(splats); i++)
		test_splat(&splats[i]);
	test_said();
	test_tail();
	test_running();
	test_diagnostics();
	test_paths();
	printf("1..%u\n", number);
	return !!failures;
}
