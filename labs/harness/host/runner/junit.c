// SPDX-License-Identifier: GPL-2.0
/*
 * JUnit XML, which most graders and CI systems can show.
 *
 * A suite is a guest, a case is a test that counts: a leaf of the result tree,
 * or a group that failed although none of its tests did. A case that never
 * reported is an error, not a failure: the difference that JUnit makes between
 * a test that says no and a test that says nothing. How the guest itself ended
 * is a case too, named "the guest" or "the program", so a panic after the last
 * test shows up. The numbers in the attributes are counted from the cases as
 * written.
 */
#include <stdlib.h>
#include <string.h>

#include "junit.h"
#include "run.h"

/* Of a group: it may plan thousands, and a guest may have as many groups. */
#define MISSING_SHOWN	20

struct suite {
	struct text cases;
	unsigned int tests;
	unsigned int failures;
	unsigned int errors;
	unsigned int skipped;
};

void xml_escape(struct text *out, const char *s)
{
	static const char *const entities[128] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;",
		['"'] = "&quot;", ['\n'] = "&#10;",
	};

	for (; *s; s++) {
		if (*s > 0 && entities[(int)*s])
			text_printf(out, "%s", entities[(int)*s]);
		else
			text_add(out, s, 1);
	}
}

static void attribute(struct text *out, const char *name, const char *value)
{
	text_printf(out, " %s=\"", name);
	xml_escape(out, value);
	text_printf(out, "\"");
}

/* One case. @element is "failure", "error", "skipped", or NULL for passed. */
static void add_case(struct suite *s, const char *class, const char *name,
		     const char *element, const char *message,
		     const char *body)
{
	s->tests++;
	text_printf(&s->cases, "    <testcase");
	attribute(&s->cases, "classname", class);
	attribute(&s->cases, "name", name);
	if (!element) {
		text_printf(&s->cases, "/>\n");
		return;
	}
	s->failures += !strcmp(element, "failure");
	s->errors += !strcmp(element, "error");
	s->skipped += !strcmp(element, "skipped");
	text_printf(&s->cases, ">\n      <%s", element);
	attribute(&s->cases, "message", message);
	text_printf(&s->cases, ">");
	xml_escape(&s->cases, body);
	text_printf(&s->cases, "</%s>\n    </testcase>\n", element);
}

static void one_test(struct suite *s, const char *class,
		     const struct ktap_test *t)
{
	const char *reason = t->reason ? t->reason : "";

	switch (t->status) {
	case KTAP_PASSED:
		add_case(s, class, t->name, NULL, "", "");
		break;
	case KTAP_SKIPPED:
		add_case(s, class, t->name, "skipped", reason, "");
		break;
	case KTAP_FAILED:
		add_case(s, class, t->name, "failure", reason,
			 text_str(&t->diag));
		break;
	case KTAP_MISSING:
		add_case(s, class, t->name, "error", "no result",
			 text_str(&t->diag));
		break;
	}
}

static void all_tests(struct suite *s, const char *class,
		      const struct ktap_test *group)
{
	const struct ktap_test *t;
	char *below, *name;
	long n = 0, missing = 0;

	for (t = group->child; t; t = t->next, n++) {
		below = xasprintf("%s.%s", class, t->name);
		all_tests(s, below, t);
		free(below);
		/* Must agree with ktap_count(). */
		if (!t->group || ktap_fails_alone(t) ||
		    (t->status == KTAP_SKIPPED && !t->child))
			one_test(s, class, t);
	}
	for (; group->group && n < group->planned; n++) {
		if (missing++ < MISSING_SHOWN)
			name = xasprintf("planned test %ld", n + 1);
		else
			name = xasprintf("planned tests %ld to %ld", n + 1,
					 group->planned);
		add_case(s, class, name, "error", "no result", "");
		free(name);
		if (missing > MISSING_SHOWN)
			break;
	}
}

/* @ms: how long it took; negative when that is not known */
static void add_suite(struct text *out, const char *name, int64_t ms,
		      struct suite *s)
{
	text_printf(out, "  <testsuite");
	attribute(out, "name", name);
	text_printf(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"",
		    s->tests, s->failures, s->errors, s->skipped);
	if (ms >= 0)
		text_printf(out, " time=\"%.3f\"", ms / 1000.0);
	text_printf(out, ">\n%s  </testsuite>\n", text_str(&s->cases));
	text_free(&s->cases);
}

static void one_guest(struct text *out, const char *lab, const struct guest *g,
		      const struct verdict *v)
{
	struct suite s = { 0 };
	char *class;

	class = xasprintf("%s.%s", lab, g->opt->name);
	all_tests(&s, class, g->ktap.root);
	if (v->cause == CAUSE_PASSED || v->cause == CAUSE_SKIPPED)
		add_case(&s, class, guest_noun(g), NULL, "", "");
	else if (v->host || v->cause != CAUSE_FAILED || !v->count.failed ||
		 g->ktap.errors.len)
		add_case(&s, class, guest_noun(g),
			 v->host ? "error" : "failure", v->headline,
			 text_str(&v->detail));
	free(class);
	add_suite(out, g->opt->title, g->opt->kernel ? g->ms : -1, &s);
}

void junit_print(const struct run *r, struct text *out)
{
	struct suite s = { 0 };
	size_t i;

	text_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
	for (i = 0; i < r->n_guests; i++)
		if (r->guests[i].state == GUEST_ENDED)
			one_guest(out, r->opt->lab, &r->guests[i],
				  &r->verdicts[i]);
	if (r->message) {
		add_case(&s, r->opt->lab, cause_name(r->cause), "error",
			 r->message, text_str(&r->compile_log));
		add_suite(out, r->opt->lab, 0, &s);
	}
	text_printf(out, "</testsuites>\n");
}
