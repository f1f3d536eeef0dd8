// SPDX-License-Identifier: GPL-2.0
/*
 * modelcheck - every interleaving of a lab's scenarios, on the student's own
 * file
 *
 * The lab's scenarios and the student's fallback.c are linked into this
 * program, so there is one program for each solution.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "explore.h"
#include "memory_models.h"
#include "lines.h"
#include "report.h"
#include "crash.h"
#include "world.h"

extern const struct scenario *const __start_scenarios[];
extern const struct scenario *const __stop_scenarios[];

static struct {
	bool ktap;
	bool full;
	const char *scenario;
	const char *dot;
	const char *schedule;
	const char *source;
	const char *again;
	const char *read;
} options = { .source = "fallback.c", .again = "" };

enum {
	OPT_KTAP = 256,
	OPT_MODEL,
	OPT_SCENARIO,
	OPT_DOT,
	OPT_SCHEDULE,
	OPT_FULL,
	OPT_SOURCE,
	OPT_AGAIN,
	OPT_READ,
};

static const struct argp_option argp_options[] = {
	{ "ktap", OPT_KTAP, NULL, 0, "Print KTAP", 0 },
	{ "model", OPT_MODEL, "sc|tso|weak", 0,
	  "Memory model: in order, with store buffers, or reads that are late",
	  0 },
	{ "scenario", OPT_SCENARIO, "NAME", 0, "Only this one", 0 },
	{ "dot", OPT_DOT, "FILE", 0,
	  "Draw the counterexample, for graphviz", 0 },
	{ "schedule", OPT_SCHEDULE, "0x3.1x4", 0,
	  "Do not search, but show this run", 0 },
	{ "no-reduction", OPT_FULL, NULL, 0,
	  "Try all interleavings, the equivalent ones as well", 0 },
	{ "source", OPT_SOURCE, "FILE", 0, "What to call the file", 0 },
	{ "again", OPT_AGAIN, "COMMAND", 0,
	  "How a counterexample's last line begins, for people to paste", 0 },
	{ "read", OPT_READ, "PAGE", 0,
	  "Where people read what a failure means", 0 },
	{ 0 }
};

/* NULL if there is none of this name. */
static const struct memory_model *model_named(const char *name)
{
	int i;

	for (i = 0; i < MODELS; i++)
		if (!strcmp(name, models[i]->name))
			return models[i];
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case OPT_KTAP:
		options.ktap = true;
		break;
	case OPT_MODEL:
		memory = model_named(arg);
		if (!memory)
			argp_error(state, "no memory model '%s': sc, tso or weak",
				   arg);
		break;
	case OPT_SCENARIO:
		options.scenario = arg;
		break;
	case OPT_DOT:
		options.dot = arg;
		break;
	case OPT_SCHEDULE:
		options.schedule = arg;
		break;
	case OPT_FULL:
		options.full = true;
		break;
	case OPT_SOURCE:
		options.source = arg;
		break;
	case OPT_AGAIN:
		options.again = arg;
		break;
	case OPT_READ:
		options.read = arg;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static bool chosen(const struct scenario *s)
{
	return !options.scenario || !strcmp(options.scenario, s->name);
}

/* Who is at fault, in the words of the report. */
static const char *culprit(void)
{
	const struct step *last = &run.steps[run.nr - 1];

	if (run.at_end && run.failure != FAIL_CHECK)
		return "after all that";
	if (!run.nr || run.failure == FAIL_CHECK ||
	    run.failure == FAIL_DEADLOCK)
		return "";
	return threads[execution_owner(last->thread)].name;
}

/* A scenario's file is named, the student's is not. */
static void tell_line(FILE *f, const struct place *at)
{
	const char *scenario = strstr(at->file, "/model/");

	fprintf(f, "line %u", at->line);
	if (scenario)
		fprintf(f, " (%s)", scenario + strlen("/model/"));
}

static void tell_failure(FILE *f, const char *prefix, const char *name,
			 const struct scenario *s)
{
	const char *who = culprit();
	const struct step *o;

	fprintf(f, "%s%sexpected: %s\n", prefix, name, s->claim);
	fprintf(f, "%s%sseen: %s%s%s", prefix, name, who, *who ? ": " : "",
		run.text);
	/* Of the scenario's check, or in the checker, the line is no help. */
	if (run.ip && !run.at_end &&
	    !strstr(place_of(run.ip)->file, "/modelcheck/"))
		fprintf(f, ", in line %u", place_of(run.ip)->line);
	if (run.other >= 0) {
		o = &run.steps[run.other];
		fputs(", ", f);
		tell_line(f, place_of(run.steps[run.nr - 1].op.ip));
		fputs("; ", f);
		if (run.failure == FAIL_FREED) {
			fprintf(f, "\"%s\" freed it", threads[o->thread].name);
		} else {
			fputs("the other is ", f);
			tell_line(f, place_of(o->op.ip));
			fprintf(f, " of \"%s\"", threads[o->thread].name);
		}
	}
	if (options.ktap && memory != models[MODEL_SC])
		fprintf(f, " (%s)", memory->text);
	fputc('\n', f);
}

static void draw(struct report *r, const struct scenario *s)
{
	FILE *f;

	if (!options.dot)
		return;
	f = fopen(options.dot, "we");
	if (f)
		report_dot(r, f, s->name);
	if (!f || fclose(f)) {
		perror(options.dot);
		exit(2);
	}
}

static void show(struct report *r, const struct scenario *s)
{
	const char *prefix = options.ktap ? "# " : "    ";
	static unsigned int shown;
	char name[80] = "";

	if (options.ktap)
		snprintf(name, sizeof(name), "%s: ", s->name);
	if (run.failure)
		tell_failure(stdout, prefix, name, s);
	/* One table is enough: the first that fails is the smallest. */
	if (!shown++) {
		report_table(r, stdout, prefix, options.source);
		if (options.read)
			printf("%sread: %s, \"%s\"\n", prefix, options.read,
			       s->name);
	}
	if (r->nr) {
		printf("%sagain: %s%s", prefix, options.again,
		       *options.again ? " " : "");
		if (memory != models[MODEL_SC])
			printf("MODEL=%s ", memory->name);
		printf("SCENARIO=%s SCHEDULE=", s->name);
		schedule_print(r, stdout);
		putchar('\n');
	}
	draw(r, s);
}

/* How much was tried; and what that stands for, if it can be counted soon. */
static void tell_runs(const struct exploration *x)
{
	static struct exploration counted;
	const struct explore_options o = {
		.reduce = true,
		.runs_max = ENOUGH_RUNS,
		.count = ENOUGH_PLACES,
	};

	if (x->failed)
		return;
	if (!x->complete) {
		printf("      no failure in %llu runs, but not all were tried\n",
		       (unsigned long long)x->runs);
		return;
	}
	printf("      %llu runs", (unsigned long long)x->runs);
	/* Of arrivals there are too many to count what they stand for. */
	if (!options.full && memory != models[MODEL_WEAK]) {
		same_is_read = false;
		explore(&o, &counted);
		same_is_read = true;
		printf(" instead of %s%.0Lf",
		       counted.complete ? "" : "more than ",
		       counted.interleavings);
	}
	putchar('\n');
}

/*
 * What holds in order may not hold where reads are late. In "make check" there
 * is time for a look at that: so many runs, and whatever they have not shown is
 * left to "make modelcheck MODEL=weak". If it fails with store buffers alone,
 * that is easier to follow.
 *
 * Return: true if it fails, and then "memory" is what it fails with.
 */
static bool fails_with_weaker(struct exploration *x)
{
	static struct exploration with_buffers;
	const struct explore_options o = {
		.reduce = true,
		.runs_max = ENOUGH_RUNS_WEAKER,
		.failed_max = ENOUGH_FAILED,
	};

	memory = models[MODEL_WEAK];
	explore(&o, x);
	if (x->failed) {
		memory = models[MODEL_TSO];
		explore(&o, &with_buffers);
		if (with_buffers.failed)
			*x = with_buffers;
		else
			memory = models[MODEL_WEAK];
		return true;
	}
	if (!x->complete)
		printf("# with late reads, no failure in %llu runs, but not all were tried\n",
		       (unsigned long long)x->runs);
	memory = models[MODEL_SC];
	return false;
}

enum verdict {
	VERDICT_PROVEN,
	VERDICT_REFUTED,
	VERDICT_OPEN,		/* there are too many runs for all of them */
};

/* Explore one scenario and report. */
static enum verdict try(const struct scenario *s, unsigned int number)
{
	static struct exploration x, weaker;
	static struct report r;
	const struct explore_options o = {
		.reduce = !options.full,
		.runs_max = options.full ? 0 : ENOUGH_RUNS,
		.runs_max_failed = options.full ? 0 : ENOUGH_RUNS_FAILED,
		.failed_max = ENOUGH_FAILED,
	};
	bool proven;

	if (options.ktap)
		printf("# begin: %s\n", s->name);
	explore(&o, &x);
	if (options.ktap && !x.failed && memory == models[MODEL_SC] &&
	    fails_with_weaker(&weaker))
		x = weaker;
	proven = x.complete && !x.failed;
	if (!options.ktap)
		printf("%s  %s: %s\n", proven ? "ok  " :
		       x.failed ? "FAIL" : "open", s->name, s->claim);
	if (x.failed) {
		report_make(&x, &r);
		show(&r, s);
	}
	if (!options.ktap)
		tell_runs(&x);
	else if (!x.failed && !x.complete)
		printf("ok %u %s # SKIP no failure in %llu runs, but not all were tried\n",
		       number, s->name, (unsigned long long)x.runs);
	else
		printf("%sok %u %s\n", proven ? "" : "not ", number, s->name);
	if (options.ktap)
		memory = models[MODEL_SC];
	return x.failed ? VERDICT_REFUTED :
	       x.complete ? VERDICT_PROVEN : VERDICT_OPEN;
}

/* Show a run that somebody has written down. */
static int replay(const struct scenario *s)
{
	static struct report r;
	const char *obstacle;
	int id;

	if (schedule_parse(options.schedule, &r)) {
		fprintf(stderr, "modelcheck: SCHEDULE=%s is no schedule of this scenario: it looks like 0x3.1x4\n",
			options.schedule);
		return 2;
	}
	obstacle = explore_replay(r.choices, r.nr);
	if (obstacle) {
		id = r.choices[run.nr];
		fprintf(stderr, "modelcheck: SCHEDULE= is of another run, or of another state of this file: step %u is \"%s\"'s%s, but %s. Without SCHEDULE= all runs are tried.\n",
			run.nr + 1, threads[execution_owner(id)].name,
			id < nr_threads ? "" : " memory", obstacle);
		return 2;
	}
	show(&r, s);
	return run.failure ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.doc = "Tries every interleaving of a lab's scenarios.",
	};
	unsigned int n = 0, i = 0, count[3] = { 0 };
	const struct scenario *const *s;

	memory = models[MODEL_SC];
	setvbuf(stdout, NULL, _IOLBF, 0);
	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	crash_begin();
	for (s = __start_scenarios; s < __stop_scenarios; s++)
		n += chosen(*s);
	if (!n) {
		fprintf(stderr, "modelcheck: no scenario '%s': there is",
			options.scenario);
		for (s = __start_scenarios; s < __stop_scenarios; s++)
			fprintf(stderr, " %s", (*s)->name);
		fputc('\n', stderr);
		return 2;
	}
	if (options.ktap)
		printf("KTAP version 1\n1..%u\n", n);
	/* The linker has them last first. */
	for (s = __stop_scenarios; s-- > __start_scenarios;) {
		if (!chosen(*s))
			continue;
		world_use(*s);
		if (options.schedule)
			return replay(*s);
		count[try(*s, ++i)]++;
	}
	if (!options.ktap && count[VERDICT_REFUTED])
		printf("\nREFUTED: %u of %u scenarios, %s\n",
		       count[VERDICT_REFUTED], n, memory->text);
	else if (!options.ktap)
		printf("\nPROVEN: %u of %u scenarios%s, %s\n",
		       count[VERDICT_PROVEN], n, count[VERDICT_OPEN] ?
		       " (the others have too many runs)" : "",
		       memory->text);
	return count[VERDICT_REFUTED] ? 1 : 0;
}
