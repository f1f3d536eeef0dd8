// SPDX-License-Identifier: GPL-2.0
/*
 * Turns all that is known about a guest into one verdict.
 *
 * Several things can be true at once: a test failed, then the kernel warned,
 * then it hung. The verdict names the one that explains the others, so the
 * order of the questions in verdict_reach() is what matters here:
 *
 *	was the run interrupted?	then nothing else means anything
 *	did it start at all?
 *	did the host let it down?	not the student's fault: exit status 2
 *	did it flood us?		we killed it, so the rest is torn
 *	did the kernel panic, or oops?	a panic explains why results are missing
 *	did it hang?
 *	did it keep to its own plan?	"not ok" explains less than "nothing"
 *	did a test fail?
 *	did the kernel warn?		all tests may pass on a broken kernel
 *	was anything tested?		skip is skip, never pass
 *	did it report what the host planned?
 *					last: a failure explains what is missing
 *
 * Only a guest that survives every question has passed. There is no other path
 * to CAUSE_PASSED.
 *
 * Where something happened is told twice if need be: the function in which the
 * kernel stumbled, which may be a helper inlined from a header, and the
 * innermost function in the student's own file, which called it.
 */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "verdict.h"

#define TAIL_LINES	6	/* of the console, when that is all we have */

static const char *const cause_names[] = {
	[CAUSE_PASSED] = "passed",
	[CAUSE_SKIPPED] = "skipped",
	[CAUSE_NOT_PROVEN] = "not proven",
	[CAUSE_FAILED] = "failed",
	[CAUSE_WARNING] = "warning",
	[CAUSE_TIMEOUT] = "timeout",
	[CAUSE_PANIC] = "panic",
	[CAUSE_OOPS] = "oops",
	[CAUSE_FLOOD] = "flood",
	[CAUSE_NO_START] = "no-start",
	[CAUSE_ENVIRONMENT] = "environment",
	[CAUSE_COMPILE] = "compile",
	[CAUSE_INTERRUPTED] = "interrupted",
};

/* What a splat's trace starts with before it comes to the point. */
static const char *const splat_machinery[] = {
	"_print_addr", "dump_trace", "show_stack", "dump_stack",
	"dump_stack_lvl", "__dump_stack", "show_regs", "panic", "__warn",
	"warn_slowpath_fmt", "report_bug", "print_report", "kasan_report",
	"print_address_description", "kasan_check_range",
	"check_region_inline", "segv", "segv_handler", "sig_handler",
	"sig_handler_common", "hard_handler", "relay_signal", "bus_handler",
	"lockdep_rcu_suspicious", "print_circular_bug", "check_noncircular",
	"__lock_acquire", "lock_acquire", "sched_show_task", "save_addr",
};

/* The guest's scheduler has nothing to do. */
static const char *const idle_functions[] = {
	"do_idle", "cpu_startup_entry", "arch_cpu_idle", "default_idle_call",
	"um_idle_sleep", "time_travel_sleep",
};

#define one_of(s, list) is_one_of(s, list, ARRAY_SIZE(list))

static bool is_one_of(const char *s, const char *const *list, size_t n)
{
	while (n--)
		if (!strcmp(s, list[n]))
			return true;
	return false;
}

const char *cause_name(enum cause c)
{
	return cause_names[c];
}

static void __printf(3, 4)
decide(struct verdict *v, enum cause cause, const char *fmt, ...)
{
	va_list ap;

	v->cause = cause;
	va_start(ap, fmt);
	v->headline = xvasprintf(fmt, ap);
	va_end(ap);
}

/* The innermost frame of the student's file; one without "?" if there is one. */
static const struct frame *student_frame(const struct frame *f)
{
	const struct frame *unsure = NULL;

	for (; f; f = f->next) {
		if (f->student && f->sure)
			return f;
		if (f->student && !unsure)
			unsure = f;
	}
	return unsure;
}

static void set_place(struct verdict *v, const struct frame *f)
{
	free(v->func);
	free(v->file);
	v->func = xstrdup(f->func);
	v->file = xstrdup(f->file);
	v->line = f->line;
}

/*
 * Say where: ", in F at FILE:LINE", and who of the student's functions called
 * it. Remembers the student's function if there is one, else F. A fault that is
 * only a guess is worth telling when it is in the student's file, otherwise it
 * leads astray.
 */
static void tell_place(struct verdict *v, struct text *t,
		       const struct frame *fault, const struct frame *trace)
{
	const struct frame *mine = student_frame(trace);

	if (fault && fault->sure) {
		text_printf(t, ", in ");
		frame_print(t, fault);
		set_place(v, fault);
		if (!mine || fault->student)
			return;
		text_printf(t, mine->sure ? ", called from " :
					    ", probably called from ");
	} else if (mine) {
		text_printf(t, mine->sure ? ", in " : ", probably in ");
	} else {
		return;
	}
	frame_print(t, mine);
	set_place(v, mine);
}

/*
 * What stands between an access of the student's and our look at it, see
 * labs/harness/kernel/kunit/access.c: the student's function is meant.
 */
static bool is_watcher(const struct frame *f)
{
	return has_prefix(f->func, "watched_") || has_prefix(f->func, "__tsan_") ||
	       !strcmp(f->func, "fallback_access");
}

/* What the trace holds between the fault and the function that matters. */
static bool is_machinery(const struct frame *f)
{
	return one_of(f->func, splat_machinery) ||
	       has_prefix(f->func, "__asan_") || has_prefix(f->func, "kasan_");
}

static bool same_place(const struct frame *a, const struct frame *b)
{
	return a->line == b->line && !strcmp(a->func, b->func);
}

static struct frame *splat_frames(const struct guest *g, const struct splat *sp)
{
	struct frame *head, **at, *f, *prev = NULL;

	head = symbolize(g->opt->kernel, &g->opt->map, sp->addrs, sp->n_addrs);
	at = &head;
	while ((f = *at)) {
		if ((is_machinery(f) && !(f == head && f->sure)) ||
		    is_watcher(f) ||
		    (prev && same_place(prev, f))) {
			*at = f->next;
			f->next = NULL;
			frame_free(f);
		} else {
			prev = f;
			at = &f->next;
		}
	}
	return head;
}

static bool ends_with(const char *s, size_t n, const char *end)
{
	size_t len = strlen(end);

	return n >= len && !strncmp(s + n - len, end, len);
}

/*
 * The length of a line without " in 0x6059a465", or without the " 0x6059a465" of
 * a warning: both are told in words.
 */
static size_t without_address(const char *line)
{
	size_t n = strlen(line), end = n;

	while (end && isxdigit((unsigned char)line[end - 1]))
		end--;
	if (end == n || !ends_with(line, end, " 0x"))
		return n;
	end -= strlen(" 0x");
	return ends_with(line, end, " in") ? end - strlen(" in") : end;
}

/*
 * What a warning is about, with the place in its text as a place: "set at
 * [<0000000081aaad1d>] 0x00000000602b48f2" is what a kernel without names has.
 */
static void tell_said(const struct guest *g, struct text *t, const char *said)
{
	const char *at = strstr(said, " 0x0000");
	struct splat_addr addr = { .exact = true, .sure = true };
	struct frame *f = NULL;
	size_t n;

	if (at) {
		addr.addr = strtoull(at + 1, NULL, 16);
		f = symbolize(g->opt->kernel, &g->opt->map, &addr, 1);
	}
	if (f) {
		n = strcspn(said, "[");
		if (n >= (size_t)(at - said))
			n = (size_t)(at - said) + 1;
		text_add(t, said, n);
		frame_print(t, f);
		frame_free(f);
	} else {
		text_printf(t, "%s", said);
	}
	text_printf(t, ": ");
}

/* A splat in one line, with its place; its trace is appended to the verdict. */
static char *tell_splat(const struct guest *g, struct verdict *v,
			const struct splat *sp)
{
	struct frame named = { 0 }, *trace;
	const struct frame *fault;
	struct text t = { 0 };

	trace = splat_frames(g, sp);
	fault = trace;
	if (sp->file) {
		named.func = sp->func ? sp->func :
			     trace ? trace->func : "a function without a name";
		named.file = shown_path(g->opt->kernel, &g->opt->map, sp->file,
					&named.student);
		named.line = sp->lineno;
		named.sure = true;
		fault = &named;
	} else if (sp->func && !trace) {
		named.func = sp->func;
		named.sure = true;
		fault = &named;
	}
	if (sp->said)
		tell_said(g, &t, sp->said);
	text_printf(&t, "%.*s", (int)without_address(sp->line), sp->line);
	tell_place(v, &t, fault, trace);
	free(named.file);
	frame_free(v->trace);
	v->trace = trace;
	return t.s;
}

static const struct splat *find_splat(const struct guest *g,
				      enum splat_kind kind)
{
	const struct splat *sp;

	for (sp = g->splats; sp; sp = sp->next)
		if (sp->kind == kind)
			return sp;
	return NULL;
}

static bool is_allowed(const struct guest *g, const struct splat *sp)
{
	struct frame *trace = splat_frames(g, sp);
	bool allowed = false;
	size_t i;

	for (i = 0; i < g->opt->n_allowed && !allowed; i++)
		allowed = strstr(sp->line, g->opt->allowed[i]) ||
			  (trace && strstr(trace->func, g->opt->allowed[i]));
	frame_free(trace);
	return allowed;
}

static const struct splat *find_warning(const struct guest *g)
{
	const struct splat *sp;

	for (sp = g->splats; sp; sp = sp->next)
		if (sp->kind == SPLAT_WARNING && !is_allowed(g, sp))
			return sp;
	return NULL;
}

static void mention_warning(const struct guest *g, struct verdict *v)
{
	const struct splat *sp = find_warning(g);
	char *line;

	if (!sp)
		return;
	line = tell_splat(g, v, sp);
	text_printf(&v->detail, "the kernel warned: %s\n", line);
	free(line);
}

static void add_tail(const struct guest *g, struct verdict *v)
{
	char *tail;

	if (!g->opt->kernel)
		return;
	tail = console_tail(text_str(&g->console), g->console.len, TAIL_LINES);
	if (*tail)
		text_printf(&v->detail, "the last lines of its console:\n%s\n",
			    tail);
	else
		text_printf(&v->detail, "its console is empty\n");
	free(tail);
}

/*
 * Did UML stumble over its own feet at the very end?  When a guest has powered
 * off, UML goes back to main()'s stack, kills its helpers and lets pending
 * signals come.  One may be the timer's, whose handler wants a task, and there
 * is none any more (arch/um/os-Linux/main.c has a comment on it).  Nothing of
 * the guest runs after that line of its console.
 */
static bool died_powered_off(const struct guest *g)
{
	bool is_last;
	char *line;

	if (!g->opt->kernel || !WIFSIGNALED(g->status) ||
	    (WTERMSIG(g->status) != SIGSEGV && WTERMSIG(g->status) != SIGABRT))
		return false;
	line = console_tail(text_str(&g->console), g->console.len, 1);
	is_last = !strcmp(line, "reboot: Power down") ||
		  !strcmp(line, "reboot: System halted");
	free(line);
	return is_last;
}

/* How the kernel, or the program, ended, in words; NULL if it ended well. */
static char *tell_status(const struct guest *g)
{
	const char *who = g->opt->kernel ? "its kernel" : "it";

	if (g->killed || died_powered_off(g))
		return NULL;
	if (WIFSIGNALED(g->status))
		return xasprintf("%s was killed by SIG%s", who,
				 sigabbrev_np(WTERMSIG(g->status)) ?: "?");
	if (WEXITSTATUS(g->status))
		return xasprintf("%s exited with status %d", who,
				 WEXITSTATUS(g->status));
	return NULL;
}

/* That it did not end badly, where that is all there is to say. */
static const char *quiet_end(const struct guest *g)
{
	return g->opt->kernel ? "it powered off" : "it exited with status 0";
}

/* Nothing that is in the box has a chance to print before these have. */
static bool box_failed(const struct guest *g)
{
	const char *console = text_str(&g->console);

	return g->p.boxed && (has_prefix(console, "bwrap: ") ||
			      has_prefix(console, "setpriv: ") ||
			      has_prefix(console, "setarch: ") ||
			      has_prefix(console, "prlimit: "));
}

static void judge_start(const struct guest *g, struct verdict *v)
{
	const char *console = text_str(&g->console);
	char *status = tell_status(g);

	if (box_failed(g)) {
		v->host = true;
		decide(v, CAUSE_NO_START,
		       "%s did not start because its box could not be made",
		       guest_noun(g));
	} else if (strstr(console, "error while loading shared libraries")) {
		v->host = v->claimed = true;
		decide(v, CAUSE_NO_START,
		       "the guest did not start because a shared library is missing");
	} else if (strstr(console, "must be not mounted noexec")) {
		v->host = v->claimed = true;
		decide(v, CAUSE_NO_START,
		       "the guest did not start because its memory directory is mounted noexec");
	} else if (strstr(console, "Unable to mount root fs") ||
		   strstr(console, "No working init found") ||
		   strstr(console, "Initramfs unpacking failed")) {
		v->host = v->claimed = true;
		decide(v, CAUSE_NO_START,
		       "the guest did not start because its initramfs %s has no usable /init",
		       g->opt->initrd);
	} else {
		decide(v, CAUSE_NO_START,
		       "%s ended before its first test: %s", guest_noun(g),
		       status ? status : quiet_end(g));
	}
	free(status);
	add_tail(g, v);
}

/* "Attempted to kill init! exitcode=0x0000000b": a wait status, in words. */
static void tell_init(struct verdict *v, const char *line)
{
	const char *p = strstr(line, "Attempted to kill init! exitcode=");
	int status;

	if (!p)
		return;
	status = strtoul(strchr(p, '=') + 1, NULL, 16);
	if (WIFSIGNALED(status))
		text_printf(&v->detail,
			    "the guest's first process was killed by SIG%s\n",
			    sigabbrev_np(WTERMSIG(status)) ?: "?");
	else
		text_printf(&v->detail,
			    "the guest's first process exited with status %d; it should power off instead\n",
			    WEXITSTATUS(status));
}

/* Which test was running, in words; NULL when none was. */
static char *where_was(const struct guest *g)
{
	char *where = ktap_where(&g->ktap), *test;

	if (where || !g->opt->kernel)
		return where;
	test = console_test(text_str(&g->console), g->console.len);
	if (test)
		where = xasprintf("test %s", test);
	free(test);
	return where;
}

/* The first of a panic and an oops is the cause of the other. */
static void judge_crash(const struct guest *g, struct verdict *v,
			const struct splat *panic, const struct splat *oops)
{
	const struct splat *first = oops ? oops : panic;
	char *line = tell_splat(g, v, first), *where = where_was(g);

	decide(v, panic ? CAUSE_PANIC : CAUSE_OOPS, "%s", line);
	if (where)
		text_printf(&v->detail, "%s in %s\n", oops ?
			    "the guest ended" : "it happened", where);
	tell_init(v, first->line);
	if (panic && oops)
		text_printf(&v->detail, "then: %s\n", panic->line);
	free(line);
	free(where);
}

static void judge_flood(const struct guest *g, struct verdict *v)
{
	char *where = where_was(g);

	decide(v, CAUSE_FLOOD,
	       "%s printed more than %zu bytes and was stopped%s%s",
	       guest_noun(g), g->opt->output_limit,
	       where ? ", in " : "", where ? where : "");
	free(where);
	add_tail(g, v);
}

/*
 * What the samples of the kernel's stack have in common. Each sample votes for
 * the student's innermost function on it, or else for the function it was in.
 * Returns the samples' winner in words; sets @idle if most were idle.
 */
static char *common_place(const struct guest *g, struct verdict *v, bool *idle)
{
	struct frame *trace[STACK_SAMPLES], *f;
	const struct frame *vote[STACK_SAMPLES], *best = NULL;
	int i, j, n, taken = 0, idlers = 0, most = 0, winner = 0;
	struct text t = { 0 };
	bool idles;

	for (i = 0; i < STACK_SAMPLES; i++) {
		trace[i] = symbolize(g->opt->kernel, &g->opt->map,
				     g->samples[i].addrs, g->samples[i].n);
		vote[i] = student_frame(trace[i]);
		if (!vote[i])
			vote[i] = trace[i];
		while (vote[i] && is_watcher(vote[i]) && vote[i]->next)
			vote[i] = vote[i]->next;
		idles = false;
		for (f = trace[i]; f; f = f->next)
			idles |= one_of(f->func, idle_functions);
		taken += !!trace[i];
		idlers += idles;
	}
	for (i = 0; i < STACK_SAMPLES; i++) {
		for (j = n = 0; vote[i] && j < STACK_SAMPLES; j++)
			n += vote[j] && !strcmp(vote[i]->func, vote[j]->func);
		if (n > most) {
			most = n;
			winner = i;
			best = vote[i];
		}
	}
	*idle = taken && idlers * 2 > taken;
	if (best && !*idle) {
		frame_print(&t, best);
		set_place(v, best);
		if (!best->student)
			best = NULL;
		else if (trace[winner] != best &&
			 strcmp(trace[winner]->func, best->func))
			text_printf(&t, ", calling %s", trace[winner]->func);
	}
	for (i = 0; i < STACK_SAMPLES; i++)
		frame_free(trace[i]);
	return t.s;
}

static void decide_timeout(const struct guest *g, struct verdict *v)
{
	char *where = where_was(g);

	decide(v, CAUSE_TIMEOUT, "timed out after %u s%s%s",
	       g->limit == LIMIT_CPU ? g->opt->cpu : g->opt->wall,
	       where ? " in " : ", before any test began",
	       where ? where : "");
	free(where);
}

static void judge_starved(const struct guest *g, struct verdict *v)
{
	uint64_t ticks = g->used.kernel + g->used.user;

	v->host = true;
	decide(v, CAUSE_ENVIRONMENT,
	       "%s has used %.1f s of CPU time in %.0f s, so this machine is too busy: run the command again when it is not",
	       guest_noun(g), (double)ticks / sysconf(_SC_CLK_TCK),
	       g->ms / 1000.0);
}

static void judge_timeout(const struct guest *g, struct verdict *v)
{
	uint64_t kernel = g->watch_end.kernel - g->watch_start.kernel;
	uint64_t user = g->watch_end.user - g->watch_start.user;
	bool idle = false;
	char *place;

	mention_warning(g, v);
	place = common_place(g, v, &idle);
	decide_timeout(g, v);
	if (idle || g->limit == LIMIT_WAIT) {
		text_printf(&v->detail,
			    "the guest was asleep: everything in it waits for something that never comes\n");
	} else if (kernel > user) {
		text_printf(&v->detail, "its kernel was busy%s%s\n",
			    place ? ", in " : "", place ? place : "");
		if (!g->opt->real_time)
			text_printf(&v->detail,
				    "virtual time stands still while something spins: look for an infinite loop\n");
	} else {
		text_printf(&v->detail, kernel < 3 ?
			    "a program in it was busy, without calling the kernel: look for an infinite loop\n" :
			    "a program in it was busy, calling the kernel again and again\n");
	}
	free(place);
	if (!g->ktap.root->group)
		add_tail(g, v);
}

static void judge_plan(const struct guest *g, struct verdict *v)
{
	char *status = tell_status(g), *where = where_was(g);
	const struct ktap_test *root = g->ktap.root;
	bool early = root->planned < 0 || root->seen < root->planned;

	if (g->ktap.two_writers)
		decide(v, CAUSE_FAILED,
		       "%s's results look like those of two writers",
		       guest_noun(g));
	else if (early)
		decide(v, CAUSE_FAILED,
		       "%s ended before its plan was fulfilled%s%s: %s",
		       guest_noun(g), where ? ", in " : "", where ? where : "",
		       status ? status : quiet_end(g));
	else
		decide(v, CAUSE_FAILED,
		       "%s's results do not keep to the plan", guest_noun(g));
	text_add(&v->detail, text_str(&g->ktap.errors), g->ktap.errors.len);
	free(status);
	free(where);
	if (early)
		add_tail(g, v);
}

static void judge_tests(const struct guest *g, struct verdict *v)
{
	const struct ktap_count *c = &v->count;
	unsigned int bad = c->failed + c->missing;
	const struct splat *sp = find_warning(g);
	char *status = tell_status(g), *line;

	if (bad) {
		decide(v, CAUSE_FAILED, "%u of %u tests failed", bad,
		       bad + c->passed + c->skipped);
		mention_warning(g, v);
	} else if (status) {
		decide(v, CAUSE_FAILED, "after the last test, %s", status);
		add_tail(g, v);
	} else if (sp) {
		line = tell_splat(g, v, sp);
		decide(v, CAUSE_WARNING, "the kernel warned: %s", line);
		free(line);
	} else if (!c->passed && c->skipped) {
		decide(v, CAUSE_SKIPPED,
		       "every test was skipped: nothing was tested");
	} else if (!c->passed) {
		decide(v, CAUSE_FAILED, "there were no tests");
	} else {
		v->cause = CAUSE_PASSED;
	}
	free(status);
}

/* A program of ours says so by exit status 2, as the runner itself does. */
static bool could_not_work(const struct guest *g)
{
	return !g->opt->kernel && !g->killed && WIFEXITED(g->status) &&
	       WEXITSTATUS(g->status) == 2;
}

static void judge_helpless(const struct guest *g, struct verdict *v)
{
	char *last = console_tail(text_str(&g->console), g->console.len, 1);

	v->host = true;
	decide(v, CAUSE_ENVIRONMENT, "the program could not work: %s", last);
	free(last);
}

/* The results are in order, and good: are they those that were asked for? */
static void judge_names(const struct guest *g, struct plan *plan,
			struct verdict *v)
{
	unsigned int missing;
	char *headline = plan_compare(plan, g, &v->detail, &missing);

	if (!headline)
		return;
	v->count.missing += missing;
	free(v->headline);
	v->headline = headline;
	v->cause = CAUSE_FAILED;
}

void verdict_reach(const struct guest *g, struct plan *plan, struct verdict *v)
{
	const struct splat *panic, *oops;

	ktap_count(g->ktap.root, &v->count);
	panic = find_splat(g, SPLAT_PANIC);
	oops = find_splat(g, SPLAT_OOPS);

	if (g->interrupted) {
		decide(v, CAUSE_INTERRUPTED, "interrupted");
	} else if (g->start_error) {
		v->host = true;
		decide(v, CAUSE_NO_START, "%s did not start because %s",
		       guest_noun(g), g->start_error);
	} else if (find_splat(g, SPLAT_HOST)) {
		v->host = true;
		decide(v, CAUSE_ENVIRONMENT,
		       "the host directory of the guest's memory ran out of room: free some, or set PUSHDRAIN_TMPDIR");
	} else if (!g->killed && WIFSIGNALED(g->status) &&
		   WTERMSIG(g->status) == SIGKILL) {
		v->host = true;
		decide(v, CAUSE_ENVIRONMENT,
		       "something on the host killed %s (SIGKILL): perhaps the host ran out of memory",
		       guest_noun(g));
	} else if (could_not_work(g)) {
		judge_helpless(g, v);
	} else if (g->flooded) {
		judge_flood(g, v);
	} else if (panic && !g->ktap.root->group &&
		   (strstr(panic->line, "Unable to mount root fs") ||
		    strstr(panic->line, "No working init"))) {
		judge_start(g, v);
	} else if (panic || oops) {
		judge_crash(g, v, panic, oops);
	} else if (g->limit == LIMIT_WALL) {
		judge_starved(g, v);
	} else if (g->limit && !g->opt->kernel) {
		decide_timeout(g, v);
	} else if (g->limit) {
		judge_timeout(g, v);
	} else if (!g->ktap.root->group) {
		judge_start(g, v);
	} else if (g->ktap.two_writers || g->ktap.errors.len ||
		   g->ktap.root->planned < 0 ||
		   g->ktap.root->seen < g->ktap.root->planned) {
		judge_plan(g, v);
	} else {
		judge_tests(g, v);
		/* A breach that a test carries: it failed, so certain. */
		if (v->cause == CAUSE_PASSED && !ktap_fulfilled(&g->ktap))
			decide(v, CAUSE_FAILED,
			       "%s's results do not keep to the plan",
			       guest_noun(g));
		if (v->cause <= CAUSE_SKIPPED)
			judge_names(g, plan, v);
	}
}

void verdict_free(struct verdict *v)
{
	free(v->headline);
	free(v->func);
	free(v->file);
	text_free(&v->detail);
	frame_free(v->trace);
	memset(v, 0, sizeof(*v));
}
