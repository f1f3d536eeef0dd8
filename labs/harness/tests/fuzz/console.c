// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's console, and what is said of a guest whose tests have all passed,
 * or of one that never came to its tests.
 *
 * Input: a byte that says how the guest ended, then its console.
 */
#include <signal.h>
#include <string.h>

#include "fuzz.h"
#include "report.h"
#include "run.h"

/* How the guest ended: bits of the first byte. */
#define TIMED_OUT	0x01
#define FLOODED		0x02
#define NO_TESTS	0x04
#define NO_KERNEL	0x08
#define BOXED		0x10
#define KILLED_BY	0x60	/* by nothing, SIGSEGV, SIGKILL */

static void check_splats(const struct splat *s)
{
	unsigned int n = 0;

	for (; s; s = s->next) {
		must_be_clean(s->line, strlen(s->line));
		must(s->n_addrs <= SPLAT_ADDRS);
		must(++n < 100);
	}
}

static void check_rest(const char *s, size_t n)
{
	char *tail = console_tail(s, n, 6), *test = console_test(s, n);
	unsigned int lines = 1;
	const char *nl = tail;

	while ((nl = strchr(nl, '\n'))) {
		nl++;
		lines++;
	}
	must(lines <= 6);
	must_be_clean(tail, strlen(tail));
	if (test)
		must_be_clean(test, strlen(test));
	free(tail);
	free(test);
}

/* The plainest forms of a complaint, which nobody may miss. */
static bool complains(const char *s, size_t n)
{
	static const char *const forms[] = {
		"\nKernel panic - not syncing: ", "\nBUG: ",
		"\nWARNING: CPU: ", "\nINFO: task ",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++)
		if (memmem(s, n, forms[i], strlen(forms[i])))
			return true;
	return false;
}

static void report(const struct run *r)
{
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
}

static void judge(unsigned int how, const char *s, size_t n)
{
	static const char results[] = "KTAP version 1\n1..1\nok 1 a\n";
	static const int ends[] = { 0, SIGSEGV, SIGKILL, 0x100 };
	struct guest_options guest = {
		.name = (char *)"guest",
		.title = "in the guest",
		.kernel = (char *)(how & NO_KERNEL ? NULL : "/dev/null"),
		.initrd = (char *)"initrd",
		.map = { "io_uring/fallback.c", "f.c" },
		.output_limit = 1 << 20,
		.wall = 60,
		.allowed = { "harmless" },
		.n_allowed = 1,
	};
	const struct options o = { .lab = "06-flush", .kernel_name = "6.12",
				   .config = "fast", .guests = &guest };
	struct guest g = {
		.opt = &guest,
		.state = GUEST_ENDED,
		.limit = how & TIMED_OUT ? LIMIT_CPU : LIMIT_NONE,
		.flooded = how & FLOODED,
		.killed = how & (TIMED_OUT | FLOODED),
		.p.boxed = how & BOXED,
		.status = ends[(how & KILLED_BY) >> 5],
	};
	struct plan plan = { 0 };
	struct verdict v = { 0 };
	struct run r = {
		.opt = &o,
		.guests = &g,
		.verdicts = &v,
		.n_guests = 1,
	};

	text_add(&g.console, s, n);
	ktap_init(&g.ktap, "the guest");
	if (!(how & NO_TESTS))
		ktap_feed(&g.ktap, results, strlen(results));
	ktap_finish(&g.ktap);
	g.splats = console_parse(g.console.s, n);
	check_splats(g.splats);
	check_rest(g.console.s, n);
	verdict_reach(&g, &plan, &v);
	must(v.cause != CAUSE_PASSED ||
	     !(how & (TIMED_OUT | FLOODED | NO_TESTS)));
	must(v.cause != CAUSE_PASSED || !complains(s, n) ||
	     memmem(s, n, "harmless", 8));
	r.cause = v.cause;
	r.host = v.host;
	r.count = v.count;
	report(&r);
	splat_free(g.splats);
	verdict_free(&v);
	ktap_free(&g.ktap);
	text_free(&g.console);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	setenv("NO_COLOR", "y", 1);
	if (size)
		judge(data[0], (const char *)data + 1, size - 1);
	return 0;
}
