// SPDX-License-Identifier: GPL-2.0
/*
 * result.json: all that the report says, for programs.
 *
 *	version		1; grows when a field changes its meaning
 *	lab, kernel, config, src
 *	versions	{ pushdrain, compiler, kernel }: texts that the caller
 *			has given
 *	result		"passed", "not proven", "review", "failed" or "error"
 *	cause		what the tests said, see cause_name(); the worst of
 *			the guests'
 *	exit_status	the runner's
 *	message		what went wrong before a guest was started, or null
 *	review		[ lines ], what a human has to read in the source
 *	compiler	[ lines ], the compiler's words when cause is "compile"
 *	tests		{ passed, failed, skipped, missing }
 *	phases		[ { name, ms } ], the last of them "boot and tests"
 *	cpu_ms		CPU time that the guests have used
 *	guests		[ {
 *	  name, title, time ("virtual" or "real"), ms; of a program that is run in
 *			the place of a guest, the last two are null
 *	  cause, message, detail [ lines ], function, file, line
 *	  trace		[ { function, file, line, certain } ]
 *	  exit_status, signal	of its kernel; null when it was killed by us
 *	  console, results	paths of its logs, or null
 *	  tests		{ passed, failed, skipped, missing }
 *	  planned	programs planned, or null
 *	  protocol_errors [ lines ]
 *	  programs	[ a test: { name, status ("passed", "failed", "skipped",
 *			"missing"), reason, diagnostics [ lines ], planned,
 *			tests [ nested tests ] } ]
 *	} ]
 *
 * What is not known is null, never left out: a program that reads this needs no
 * special cases. Every string was cleaned when it left the guest.
 */
#include <json-c/json.h>
#include <string.h>
#include <sys/wait.h>

#include "json.h"
#include "run.h"

static struct json_object *string(const char *s)
{
	return s ? json_object_new_string(s) : NULL;
}

static void add(struct json_object *o, const char *key, struct json_object *v)
{
	json_object_object_add(o, key, v);
}

static struct json_object *lines(const char *s)
{
	struct json_object *a = json_object_new_array();
	const char *nl;

	while (*s) {
		nl = strchrnul(s, '\n');
		json_object_array_add(a, json_object_new_string_len(s, nl - s));
		s = *nl ? nl + 1 : nl;
	}
	return a;
}

static struct json_object *counts(const struct ktap_count *c)
{
	struct json_object *o = json_object_new_object();

	add(o, "passed", json_object_new_int(c->passed));
	add(o, "failed", json_object_new_int(c->failed));
	add(o, "skipped", json_object_new_int(c->skipped));
	add(o, "missing", json_object_new_int(c->missing));
	return o;
}

static struct json_object *number_or_null(long n, bool known)
{
	return known ? json_object_new_int64(n) : NULL;
}

static struct json_object *tests(const struct ktap_test *parent)
{
	static const char *const names[] = {
		[KTAP_MISSING] = "missing",
		[KTAP_PASSED] = "passed",
		[KTAP_FAILED] = "failed",
		[KTAP_SKIPPED] = "skipped",
	};
	struct json_object *a = json_object_new_array(), *o;
	const struct ktap_test *t;

	for (t = parent->child; t; t = t->next) {
		o = json_object_new_object();
		add(o, "name", string(t->name));
		add(o, "status", string(names[t->status]));
		add(o, "reason", string(t->reason));
		add(o, "diagnostics", lines(text_str(&t->diag)));
		add(o, "planned", number_or_null(t->planned, t->planned >= 0));
		add(o, "tests", tests(t));
		json_object_array_add(a, o);
	}
	return a;
}

static struct json_object *trace(const struct frame *f)
{
	struct json_object *a = json_object_new_array(), *o;

	for (; f; f = f->next) {
		o = json_object_new_object();
		add(o, "function", string(f->func));
		add(o, "file", string(f->file));
		add(o, "line", number_or_null(f->line, f->line));
		add(o, "certain", json_object_new_boolean(f->sure));
		json_object_array_add(a, o);
	}
	return a;
}

static void add_end(struct json_object *o, const struct guest *g,
		    const struct verdict *v)
{
	bool own = !g->killed && !g->start_error;

	add(o, "cause", string(cause_name(v->cause)));
	add(o, "message", string(v->headline));
	add(o, "detail", lines(text_str(&v->detail)));
	add(o, "function", string(v->func));
	add(o, "file", string(v->file));
	add(o, "line", number_or_null(v->line, v->line));
	add(o, "trace", trace(v->trace));
	add(o, "exit_status", number_or_null(WEXITSTATUS(g->status),
					     own && WIFEXITED(g->status)));
	add(o, "signal", number_or_null(WTERMSIG(g->status),
					own && WIFSIGNALED(g->status)));
}

static const char *time_name(const struct guest *g)
{
	if (!g->opt->kernel)
		return NULL;
	return g->opt->real_time ? "real" : "virtual";
}

static struct json_object *guest(const struct guest *g,
				 const struct verdict *v)
{
	struct json_object *o = json_object_new_object();

	add(o, "name", string(g->opt->name));
	add(o, "title", string(g->opt->title));
	add(o, "time", string(time_name(g)));
	add(o, "ms", number_or_null(g->ms, g->opt->kernel));
	add_end(o, g, v);
	add(o, "console", string(g->opt->kernel ? g->console_path : NULL));
	add(o, "results", string(g->results_path));
	add(o, "tests", counts(&v->count));
	add(o, "planned", number_or_null(g->ktap.root->planned,
					 g->ktap.root->planned >= 0));
	add(o, "protocol_errors", lines(text_str(&g->ktap.errors)));
	add(o, "programs", tests(g->ktap.root));
	return o;
}

static void add_phase(struct json_object *a, const char *name, int64_t ms)
{
	struct json_object *o = json_object_new_object();

	add(o, "name", string(name));
	add(o, "ms", json_object_new_int64(ms));
	json_object_array_add(a, o);
}

void json_print(const struct run *r, struct text *out)
{
	struct json_object *o = json_object_new_object(), *a, *v;
	const struct options *opt = r->opt;
	const char *s;
	size_t i;

	add(o, "version", json_object_new_int(1));
	add(o, "lab", string(opt->lab));
	add(o, "kernel", string(opt->kernel_name));
	add(o, "config", string(opt->config));
	add(o, "src", string(opt->src));
	v = json_object_new_object();
	for (i = 0; i < opt->n_versions; i++)
		add(v, opt->versions[i].name, string(opt->versions[i].text));
	add(o, "versions", v);
	add(o, "result", string(run_verdict(r)));
	add(o, "cause", string(cause_name(r->cause)));
	add(o, "exit_status", json_object_new_int(run_exit_status(r)));
	add(o, "message", string(r->message));
	add(o, "review", lines(text_str(&r->review)));
	add(o, "compiler", lines(text_str(&r->compile_log)));
	add(o, "tests", counts(&r->count));
	a = json_object_new_array();
	for (i = 0; i < opt->n_phases; i++)
		add_phase(a, opt->phases[i].name, opt->phases[i].ms);
	add_phase(a, "boot and tests", r->ms);
	add(o, "phases", a);
	add(o, "cpu_ms", json_object_new_int64(r->cpu_ms));
	a = json_object_new_array();
	for (i = 0; i < r->n_guests; i++)
		if (r->guests[i].state == GUEST_ENDED)
			json_object_array_add(a, guest(&r->guests[i],
						       &r->verdicts[i]));
	add(o, "guests", a);

	s = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
					   JSON_C_TO_STRING_NOSLASHESCAPE);
	text_printf(out, "%s\n", s);
	json_object_put(o);
}
