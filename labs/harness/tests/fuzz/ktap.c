// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's results, and all that is made of them.
 *
 * Input: lines of a plan up to a line "---", then what the guest has written.
 * Without such a line there is no plan.
 */
#include <json-c/json.h>
#include <string.h>

#include "fuzz.h"
#include "json.h"
#include "junit.h"
#include "report.h"
#include "run.h"
#include "symbolize_ktap.h"

/* All that is known of a test, and of those below it. */
static void dump(const struct ktap_test *t, struct text *out)
{
	for (; t; t = t->next) {
		text_printf(out, "%s %d %s %d %ld %ld\n%s{\n", t->name,
			    t->status, t->reason ? t->reason : "-", t->group,
			    t->planned, t->seen, text_str(&t->diag));
		dump(t->child, out);
		text_printf(out, "}\n");
	}
}

static void read_results(struct ktap *k, const char *s, size_t n, size_t chunk,
			 struct text *out)
{
	char *where;

	ktap_init(k, "the guest");
	for (; n > chunk; s += chunk, n -= chunk)
		ktap_feed(k, s, chunk);
	ktap_feed(k, s, n);
	where = ktap_where(k);
	ktap_finish(k);
	symbolize_ktap(k->root, "/dev/null", NULL,
		       &(struct source_map){ "io_uring/fallback.c", "f.c",
					      NULL });
	dump(k->root, out);
	text_printf(out, "%s %u %d %d %s\n", text_str(&k->errors), k->n_errors,
		    k->two_writers, k->stopped, where ? where : "-");
	free(where);
}

/* A pipe tears lines wherever it likes. */
static void read_torn(const char *s, size_t n, size_t chunk,
		      const struct text *whole)
{
	struct text torn = { 0 };
	struct ktap k;

	read_results(&k, s, n, chunk, &torn);
	must(!strcmp(text_str(&torn), text_str(whole)));
	text_free(&torn);
	ktap_free(&k);
}

/* Is there a line that says of this test what it should? */
static bool is_told(const char *lines, const char *test)
{
	const char *slash = strrchr(test, '/'), *line, *end;
	bool told = false;
	char *copy;

	test = slash ? slash + 1 : test;
	for (line = lines; *line && !told; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		copy = strndup(line, end - line);
		told = strstr(copy, test) && strstr(copy, "ok ");
		free(copy);
	}
	return told;
}

/* Is there a line that says of a test, or of all, that it failed? */
static bool is_bad(const char *lines)
{
	const char *line, *end;
	bool bad = false;
	char *copy, *at;

	for (line = lines; *line && !bad; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		copy = strndup(line, end - line);
		at = copy + strspn(copy, " ");
		bad = has_prefix(at, "Bail out!");
		if (has_prefix(at, "not ok ") && !strcasestr(at, "skip")) {
			at += 7;
			bad = *at >= '0' && *at <= '9' &&
			      strchr(" ", at[strspn(at, "0123456789")]);
		}
		free(copy);
	}
	return bad;
}

/* What has passed was planned, is there, and nothing speaks against it. */
static void judge_passed(const struct guest *g, const struct plan *plan,
			 const struct verdict *v, const char *s, size_t n)
{
	char *lines = clean_dup(s, n);
	const struct planned *t;
	unsigned int planned = 0;

	must(!v->headline && !v->host);
	must(ktap_fulfilled(&g->ktap) && !g->ktap.two_writers);
	must(v->count.passed && !v->count.failed && !v->count.missing);
	must(!is_bad(lines));
	for (t = plan->tests; t; t = t->next, planned++)
		must(is_told(lines, t->test));
	must(!plan->file || planned == v->count.passed + v->count.skipped);
	free(lines);
}

static void report(const struct run *r)
{
	struct text xml = { 0 }, json = { 0 };
	struct json_object *o;
	FILE *real = stdout;
	size_t n;
	char *s;

	stdout = open_memstream(&s, &n);
	report_guest(r, 0);
	report_run(r);
	fclose(stdout);
	stdout = real;
	must_be_clean(s, n);
	free(s);

	json_print(r, &json);
	must_be_clean(json.s, json.len);
	o = json_tokener_parse(json.s);
	must(o);
	json_object_put(o);
	text_free(&json);

	junit_print(r, &xml);
	must_be_clean(xml.s, xml.len);
	text_free(&xml);
}

static void judge(const struct options *o, struct plan *plan, const char *s,
		  size_t n)
{
	struct guest g = { .opt = o->guests, .state = GUEST_ENDED };
	struct text whole = { 0 };
	struct verdict v = { 0 };
	struct run r = {
		.opt = o,
		.guests = &g,
		.verdicts = &v,
		.n_guests = 1,
	};

	read_results(&g.ktap, s, n, n + 1, &whole);
	read_torn(s, n, 1, &whole);
	read_torn(s, n, n ? (unsigned char)s[n / 2] + 1 : 1, &whole);
	text_free(&whole);

	verdict_reach(&g, plan, &v);
	if (v.cause == CAUSE_PASSED)
		judge_passed(&g, plan, &v, s, n);
	r.cause = v.cause;
	r.count = v.count;
	report(&r);
	verdict_free(&v);
	ktap_free(&g.ktap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct guest_options guest = {
		.name = (char *)"guest",
		.title = "in the guest",
		.kernel = (char *)"/dev/null",
	};
	static struct options o = {
		.lab = "06-flush",
		.kernel_name = "6.12",
		.config = "fast",
		.guests = &guest,
	};
	const char *s = (const char *)data;
	const char *end = size ? memmem(s, size, "---\n", 4) : NULL;
	struct plan plan = { 0 };
	char *wrong;
	FILE *f;

	setenv("NO_COLOR", "y", 1);
	if (end && end > s) {
		plan.file = "plan";
		f = fmemopen((char *)s, end - s, "r");
		must(f);
		wrong = plan_parse(&plan, &o, f);
		fclose(f);
		if (wrong) {
			free(wrong);
			plan_free(&plan);
			return 0;
		}
		size -= end + 4 - s;
		s = end + 4;
	}
	judge(&o, &plan, s, size);
	plan_free(&plan);
	return 0;
}
