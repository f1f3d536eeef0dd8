// SPDX-License-Identifier: GPL-2.0
/*
 * The report in the terminal, for a student at midnight.
 *
 * One line for each test. The first that failed in a guest says what was
 * expected, what was seen and where to read, those behind it only what was
 * seen, and once if several saw the same, unless all is asked for; a guest that
 * ended badly says how, and where its log is.
 * The verdict comes last, because that is where the eye is when the prompt
 * returns. Plain words rather than symbols: they can be searched for, and every
 * terminal and screen reader knows them.
 *
 * Colour repeats what the words already say. It is used only on a terminal, and
 * not when NO_COLOR is set (see no-color.org) or the terminal is "dumb".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "run.h"

#define RED	"31"
#define GREEN	"32"
#define YELLOW	"33"

static bool use_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(1) && !(no && *no) && term && strcmp(term, "dumb");
}

static void put_word(const char *word, const char *colour)
{
	if (use_colour())
		printf("\033[%sm%s\033[0m", colour, word);
	else
		printf("%s", word);
}

/* A line of a test; its @name in front of it would be said twice. */
static const char *without_name(const char *line, const char *name)
{
	size_t n = strlen(name);

	return n && !strncmp(line, name, n) && has_prefix(line + n, ": ") ?
	       line + n + 2 : line;
}

/* KUnit counts, and says how fast a test is: that mends no file. */
static bool is_kunits(const char *line, const char *name)
{
	size_t n = strlen(name);

	return has_prefix(line, "pass:") || has_prefix(line, "Totals: pass:") ||
	       has_prefix(line, "Test should be marked slow ") ||
	       (n && !strncmp(line, name, n) && has_prefix(line + n, ".speed: "));
}

static void put_lines(const char *s, const char *name, int indent)
{
	const char *nl;

	for (; *s; s = *nl ? nl + 1 : nl) {
		nl = strchrnul(s, '\n');
		s = without_name(s, name);
		if (!is_kunits(s, name))
			printf("%*s%.*s\n", indent, "", (int)(nl - s), s);
	}
}

/* The line of a test that says what was seen, or an empty one. */
static const char *seen(const struct ktap_test *t)
{
	const char *s = text_str(&t->diag), *nl;

	for (; *s; s = *nl ? nl + 1 : nl) {
		nl = strchrnul(s, '\n');
		s = without_name(s, t->name);
		if (has_prefix(s, "seen: "))
			return s + strlen("seen: ");
	}
	return s;
}

/* The first of these and of those below them that has failed by itself. */
static const struct ktap_test *first_failed(const struct ktap_test *t)
{
	const struct ktap_test *below;

	for (; t; t = t->next) {
		below = first_failed(t->child);
		if (below || t->status == KTAP_FAILED)
			return below ? below : t;
	}
	return NULL;
}

/* Has a test failed by itself, and another one, @first, before it? */
static bool is_another_failure(const struct ktap_test *t,
			       const struct ktap_test *first)
{
	return t->status == KTAP_FAILED && t != first &&
	       !first_failed(t->child);
}

/* How many tests, from @t on, were skipped for one and the same reason? */
static unsigned int same_skips(const struct ktap_test *t)
{
	const struct ktap_test *u = t;
	unsigned int n = 0;

	while (u && u->status == KTAP_SKIPPED && !u->child && u->reason &&
	       t->reason && !strcmp(t->reason, u->reason)) {
		u = u->next;
		n++;
	}
	return n;
}

/* How many, from @t on, have failed after @first, and saw one and the same? */
static unsigned int same_failures(const struct ktap_test *t,
				  const struct ktap_test *first)
{
	const struct ktap_test *u = t;
	const char *what = seen(t);
	size_t len = strcspn(what, "\n");
	unsigned int n = 0;

	while (u && len && is_another_failure(u, first) &&
	       strcspn(seen(u), "\n") == len && !strncmp(seen(u), what, len)) {
		u = u->next;
		n++;
	}
	return n;
}

/* @n tests from @t on in one line. Return: the last of them. */
static const struct ktap_test *put_group(const struct ktap_test *t,
					 unsigned int n)
{
	const struct ktap_test *last = t;
	const char *what = seen(t);
	unsigned int i;

	for (i = 1; i < n; i++)
		last = last->next;
	if (t->status == KTAP_SKIPPED) {
		put_word("skip", YELLOW);
		printf("  %u tests: %s\n", n, t->reason);
	} else {
		put_word("FAIL", RED);
		printf("  %u tests, %s to %s: %.*s\n", n, t->name, last->name,
		       (int)strcspn(what, "\n"), what);
	}
	return last;
}

static void put_test(const struct options *o, const struct ktap_test *t,
		     const struct ktap_test *first, int indent)
{
	static const struct {
		const char *word, *colour;
	} words[] = {
		[KTAP_MISSING] = { "----", RED },
		[KTAP_PASSED] = { "ok  ", GREEN },
		[KTAP_FAILED] = { "FAIL", RED },
		[KTAP_SKIPPED] = { "skip", YELLOW },
	};
	const struct ktap_test *sub;
	const char *what;
	unsigned int n;

	printf("%*s", indent, "");
	put_word(words[t->status].word, words[t->status].colour);
	printf("  %s", *t->name ? t->name : "(no name)");
	if (t->status == KTAP_SKIPPED && t->reason && *t->reason)
		printf(": %s", t->reason);
	if (t->status == KTAP_MISSING)
		printf(": no result");
	if (!o->verbose && is_another_failure(t, first)) {
		what = seen(t);
		if (*what) {
			printf(": %.*s\n", (int)strcspn(what, "\n"), what);
			return;
		}
	}
	putchar('\n');
	for (sub = t->child; sub; sub = sub->next) {
		/* One of the two is 0. */
		n = same_skips(sub) + same_failures(sub, first);
		if (o->verbose || n < 3) {
			put_test(o, sub, first, indent + 2);
			continue;
		}
		printf("%*s", indent + 2, "");
		sub = put_group(sub, n);
	}
	if (t->status == KTAP_FAILED && t->reason)
		put_lines(t->reason, "", indent + 6);
	if (t->status == KTAP_FAILED || t->status == KTAP_MISSING || o->verbose)
		put_lines(text_str(&t->diag), t->name, indent + 6);
}

static void put_trace(const struct verdict *v)
{
	const struct frame *f, *sure = v->trace;
	int n = 0;

	while (sure && !sure->sure)
		sure = sure->next;
	/*
	 * Frames marked "?" only where they lead into the student's file, or
	 * where there is nothing better.
	 */
	for (f = v->trace; f && n < 12; f = f->next) {
		if (!f->sure && !f->student && (sure || f != v->trace))
			continue;
		printf("    %s %s", n++ ? "called from" : "in", f->func);
		if (f->file)
			printf(" at %s:%u", f->file, f->line);
		printf("%s\n", f->sure ? "" : " (perhaps)");
	}
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The same tests, with the same results and the same words? */
static bool same_tests(const struct ktap_test *a, const struct ktap_test *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (a->status != b->status || !same_text(a->name, b->name) ||
		    !same_text(a->reason, b->reason) ||
		    !same_text(text_str(&a->diag), text_str(&b->diag)) ||
		    !same_tests(a->child, b->child))
			return false;
	return a == b;
}

/* A guest that failed its tests in just the way in which this one did. */
static const struct guest *same_failure(const struct run *r, size_t i)
{
	const struct guest *g = r->guests;
	size_t j;

	if (r->verdicts[i].cause != CAUSE_FAILED)
		return NULL;
	for (j = 0; j < i; j++)
		if (r->verdicts[j].cause == CAUSE_FAILED &&
		    same_text(r->verdicts[j].headline,
			      r->verdicts[i].headline) &&
		    same_tests(g[j].ktap.root->child, g[i].ktap.root->child))
			return &g[j];
	return NULL;
}

/* A log as the caller wants it named, which may be where it moves it to. */
static void put_console(const struct options *o, const struct guest *g)
{
	if (!g->console_path || !g->opt->kernel)
		return;
	if (o->log_shown)
		printf("        its console: %s%s\n", o->log_shown,
		       strrchr(g->console_path, '/'));
	else
		printf("        its console: %s\n", g->console_path);
}

void report_guest(const struct run *r, size_t i)
{
	const struct guest *g = &r->guests[i], *before = same_failure(r, i);
	const struct verdict *v = &r->verdicts[i];
	const struct options *o = r->opt;
	const struct ktap_test *t, *first;

	printf("%s", g->opt->title);
	if (g->opt->kernel)
		printf(" (%s time)", g->opt->real_time ? "real" : "virtual");
	putchar('\n');
	if (before && !o->verbose) {
		printf("  ");
		put_word("FAIL", RED);
		printf("  as in %s, with the same words\n",
		       before->opt->title);
		return;
	}
	first = first_failed(g->ktap.root->child);
	for (t = g->ktap.root->child; t; t = t->next)
		put_test(o, t, first, 2);
	if (v->headline) {
		printf("  ");
		put_word(v->cause == CAUSE_SKIPPED ? "skip" : "FAIL",
			 v->cause == CAUSE_SKIPPED ? YELLOW : RED);
		printf("  %s\n", v->headline);
		put_lines(text_str(&v->detail), "", 8);
		put_trace(v);
		if (v->cause != CAUSE_SKIPPED &&
		    v->cause != CAUSE_INTERRUPTED && !g->start_error)
			put_console(o, g);
	}
	fflush(stdout);
}

static void put_times(const struct run *r)
{
	const struct options *o = r->opt;
	int64_t total = r->ms;
	size_t i;

	for (i = 0; i < o->n_phases; i++)
		total += o->phases[i].ms;
	printf("%.2f s: ", total / 1000.0);
	for (i = 0; i < o->n_phases; i++)
		printf("%s %.2f, ", o->phases[i].name,
		       o->phases[i].ms / 1000.0);
	printf("boot and tests %.2f\n", r->ms / 1000.0);
}

/* What failed, in a few words. */
static void put_summary(const struct run *r)
{
	unsigned int bad = r->count.failed + r->count.missing;
	unsigned int all = bad + r->count.passed + r->count.skipped;
	const char *headline = NULL, *title = NULL;
	size_t i;

	for (i = 0; i < r->n_guests && !title; i++)
		if (r->verdicts[i].cause == r->cause &&
		    r->guests[i].state == GUEST_ENDED) {
			headline = r->verdicts[i].headline;
			title = r->guests[i].opt->title;
		}
	if (r->message)
		printf("%s", r->message);
	else if (r->cause == CAUSE_FAILED && r->count.failed)
		printf("%u of %u tests failed", bad, all);
	else if (headline && r->n_guests > 1)
		printf("%s: %s", title, headline);
	else if (headline)
		printf("%s", headline);
	else
		printf("%s", cause_name(r->cause));
}

static const char *plural(unsigned int n)
{
	return n == 1 ? "" : "s";
}

/* What the lab was run on: "kernel 6.12, fast", or nothing. */
static void put_setting(const struct options *o, const char *before)
{
	if (*o->kernel_name)
		printf("%skernel %s", before, o->kernel_name);
	if (*o->config)
		printf("%s%s", *o->kernel_name ? ", " : before, o->config);
}

void report_run(const struct run *r)
{
	const struct options *o = r->opt;

	if (r->signal) {
		printf("interrupted\n");
		fflush(stdout);
		return;
	}
	if (r->message && r->host) {
		fflush(stdout);
		fprintf(stderr, "pushdrain-run: %s\n", r->message);
		return;
	}
	if (r->count.failed > 1 && !o->verbose)
		printf("add V=1 to see all of each failure\n");
	if (!r->message)
		put_times(r);
	if (r->review.len)
		printf("review these lines:\n%s", text_str(&r->review));
	if (r->cause == CAUSE_PASSED || r->cause == CAUSE_NOT_PROVEN) {
		put_word(r->review.len ? "REVIEW" :
			 r->cause == CAUSE_PASSED ? "PASSED" : "NOT PROVEN",
			 run_exit_status(r) ? YELLOW : GREEN);
		printf(" lab %s (%u test%s", o->lab, r->count.passed,
		       plural(r->count.passed));
		if (r->count.skipped)
			printf(", %u skipped", r->count.skipped);
		put_setting(o, ", ");
		printf(")\n");
	} else {
		put_word(r->host ? "ERROR" : "FAILED", RED);
		printf(" lab %s", o->lab);
		put_setting(o, " (");
		printf("%s: ", *o->kernel_name || *o->config ? ")" : "");
		put_summary(r);
		putchar('\n');
	}
	fflush(stdout);
}
