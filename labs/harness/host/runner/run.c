// SPDX-License-Identifier: GPL-2.0
/*
 * The loop that looks after all guests at once, and the verdict on the whole.
 *
 * One thread, one poll(2). Each running guest has three descriptors in it: its
 * pidfd (readable once its kernel has ended) and its two pipes. One more is a
 * signalfd, so that an interruption arrives like any other event and is handled
 * between two steps, never in the middle of one. The timeout is the nearest
 * deadline.
 *
 * An interruption ends the guests, removes the private directory and still
 * leaves a result behind. main() then dies of the same signal, so that a shell
 * or make sees what happened.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "process.h"
#include "reaper.h"
#include "report.h"
#include "run.h"
#include "tmpdir.h"

void run_init(struct run *r, const struct options *opt)
{
	const struct guest_options *go;
	size_t i = 0;

	memset(r, 0, sizeof(*r));
	r->opt = opt;
	plan_read(&r->plan, opt);
	for (go = opt->guests; go; go = go->next)
		r->n_guests++;
	r->guests = xmalloc(r->n_guests * sizeof(*r->guests));
	r->verdicts = xmalloc(r->n_guests * sizeof(*r->verdicts));
	for (go = opt->guests; go; go = go->next)
		r->guests[i++].opt = go;
}

static bool is_running(const struct guest *g)
{
	return g->state == GUEST_RUNNING || g->state == GUEST_WATCHED;
}

static size_t count_running(const struct run *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->n_guests; i++)
		n += is_running(&r->guests[i]);
	return n;
}

/* Start guests as long as there are any and there is room for them. */
static void start_some(struct run *r, const char *dir)
{
	size_t i;

	for (i = 0; i < r->n_guests; i++)
		if (r->guests[i].state == GUEST_WAITING &&
		    count_running(r) < r->opt->jobs)
			guest_start(&r->guests[i], r->opt->box, dir,
				    r->opt->log_dir);
}

/* Verdicts and reports come in the order of the command line. */
static void report_some(struct run *r, size_t *reported)
{
	size_t i;

	while (*reported < r->n_guests &&
	       r->guests[*reported].state == GUEST_ENDED) {
		i = (*reported)++;
		verdict_reach(&r->guests[i], &r->plan, &r->verdicts[i]);
		report_guest(r, i);
	}
}

static int next_timeout(const struct run *r)
{
	int64_t now = now_ms(), least = 60000;
	size_t i;

	for (i = 0; i < r->n_guests; i++)
		if (is_running(&r->guests[i]) &&
		    r->guests[i].deadline - now < least)
			least = r->guests[i].deadline - now;
	return least < 0 ? 0 : (int)least;
}

/* Wait for something to happen, and let each guest deal with its part. */
static void one_turn(struct run *r, int sigfd, struct pollfd *fds)
{
	struct signalfd_siginfo si;
	struct guest *g;
	size_t i;

	fds[0] = (struct pollfd){ sigfd, POLLIN, 0 };
	for (i = 0; i < r->n_guests; i++) {
		g = &r->guests[i];
		/* poll() ignores negative descriptors. */
		fds[3 * i + 1].fd = is_running(g) ? g->p.pidfd : -1;
		fds[3 * i + 2].fd = is_running(g) ? g->p.console : -1;
		fds[3 * i + 3].fd = is_running(g) ? g->p.results : -1;
		fds[3 * i + 1].events = POLLIN;
		fds[3 * i + 2].events = POLLIN;
		fds[3 * i + 3].events = POLLIN;
	}
	if (poll(fds, 3 * r->n_guests + 1, next_timeout(r)) < 0) {
		if (errno != EINTR)
			die("poll: %s", strerror(errno));
		return;
	}
	if (fds[0].revents && read(sigfd, &si, sizeof(si)) == sizeof(si)) {
		r->signal = si.ssi_signo;
		return;
	}
	for (i = 0; i < r->n_guests; i++) {
		g = &r->guests[i];
		if (is_running(g) && (fds[3 * i + 2].revents ||
				      fds[3 * i + 3].revents))
			guest_read(g);
		if (is_running(g) && fds[3 * i + 1].revents)
			guest_end(g);
		if (is_running(g) && now_ms() >= g->deadline)
			guest_deadline(g);
	}
}

static void interrupt_all(struct run *r)
{
	size_t i;

	for (i = 0; i < r->n_guests; i++) {
		if (!is_running(&r->guests[i]))
			continue;
		r->guests[i].interrupted = true;
		r->guests[i].killed = true;
		guest_end(&r->guests[i]);
	}
}

/* Memory for as many of the largest guests as may run at once. */
static unsigned long long memory_needed(const struct run *r)
{
	const struct guest_options *g;
	unsigned long long most = 0;
	size_t n = 0;

	for (g = r->opt->guests; g; g = g->next) {
		if (g->kernel && g->mem_mib > most)
			most = g->mem_mib;
		n += !!g->kernel;
	}
	if (n > r->opt->jobs)
		n = r->opt->jobs;
	return (most << 20) * n;
}

/* A file of the caller's, but its lines quote the student's. */
static void read_review(struct run *r)
{
	char buf[4096];
	FILE *f;

	if (!r->opt->review)
		return;
	f = fopen(r->opt->review, "re");
	if (!f)
		die("the list of what to read, %s, cannot be read: %s",
		    r->opt->review, strerror(errno));
	text_clean(&r->review, buf, fread(buf, 1, sizeof(buf), f));
	fclose(f);
}

static void add_counts(struct run *r)
{
	const struct ktap_count *c;
	size_t i;

	for (i = 0; i < r->n_guests; i++) {
		c = &r->verdicts[i].count;
		r->count.passed += c->passed;
		r->count.failed += c->failed;
		r->count.skipped += c->skipped;
		r->count.missing += c->missing;
	}
}

/*
 * The run is as bad as its worst guest. A guest that was skipped leaves a gap:
 * the others have passed, and nothing is proven. When nothing at all was
 * tested, nothing has passed.
 */
static void judge_all(struct run *r)
{
	const struct verdict *v;
	bool passed = false, skipped = false;
	size_t i;

	r->cause = CAUSE_PASSED;
	for (i = 0; i < r->n_guests; i++) {
		v = &r->verdicts[i];
		if (r->guests[i].state != GUEST_ENDED) {
			r->cause = CAUSE_INTERRUPTED;
			continue;
		}
		passed |= v->cause == CAUSE_PASSED;
		skipped |= !!r->guests[i].opt->skip;
		r->host |= v->host;
		if (v->cause > CAUSE_SKIPPED && v->cause > r->cause)
			r->cause = v->cause;
	}
	if (r->cause == CAUSE_PASSED && skipped)
		r->cause = CAUSE_NOT_PROVEN;
	if (r->cause < CAUSE_FAILED && !passed)
		r->cause = CAUSE_SKIPPED;
	if (r->signal)
		r->cause = CAUSE_INTERRUPTED;
}

/* Did all kernels power off? Otherwise something may have kept them from it. */
static bool ended_well(const struct run *r)
{
	const struct guest *g;
	size_t i;

	for (i = 0; i < r->n_guests; i++) {
		g = &r->guests[i];
		if (g->opt->kernel && (g->killed || g->status))
			return false;
	}
	return true;
}

/*
 * What the console says is not to be trusted: a file could blame the host. So
 * the host shows what it can do with another kernel.
 */
static void probe_host(struct run *r)
{
	bool claimed = false;
	char line[512] = "";
	size_t i;
	FILE *f;

	for (i = 0; i < r->n_guests; i++)
		claimed |= r->verdicts[i].claimed;
	if (!r->opt->probe || r->signal ||
	    (r->host ? !claimed : ended_well(r)))
		return;
	f = popen(r->opt->probe, "re");
	if (!f)
		die("popen: %s", strerror(errno));
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (!pclose(f)) {
		r->host = false;
		for (i = 0; i < r->n_guests; i++) {
			r->verdicts[i].host &= !r->verdicts[i].claimed;
			r->host |= r->verdicts[i].host;
		}
		return;
	}
	r->host = true;
	r->message = xasprintf("%s", *line ? line :
			       "the host cannot run another guest");
}

/* Catch the signals that end a run, but not those the caller has ignored. */
static int block_signals(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction old;
	sigset_t set;
	size_t i;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (!sigaction(ends[i], NULL, &old) &&
		    old.sa_handler != SIG_IGN)
			sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		die("signalfd: %s", strerror(errno));
	return fd;
}

void run_guests(struct run *r)
{
	int64_t start = now_ms();
	struct rusage usage;
	size_t reported = 0;
	struct pollfd *fds;
	const char *dir;
	int sigfd;

	sigfd = block_signals();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	r->message = tmpdir_open(memory_needed(r), &dir);
	if (r->message) {
		r->cause = CAUSE_ENVIRONMENT;
		r->host = true;
		close(sigfd);
		return;
	}
	reaper_start();
	fds = xmalloc((3 * r->n_guests + 1) * sizeof(*fds));
	for (;;) {
		start_some(r, dir);
		report_some(r, &reported);
		if (reported == r->n_guests)
			break;
		if (!count_running(r))
			continue;
		one_turn(r, sigfd, fds);
		if (r->signal) {
			interrupt_all(r);
			break;
		}
	}
	/* After an interruption, a verdict is for the files only. */
	for (; reported < r->n_guests; reported++)
		if (r->guests[reported].state == GUEST_ENDED)
			verdict_reach(&r->guests[reported], &r->plan,
				      &r->verdicts[reported]);
	free(fds);
	reaper_stop();
	process_reap_strays();
	tmpdir_close();
	close(sigfd);
	r->ms = now_ms() - start;
	getrusage(RUSAGE_CHILDREN, &usage);
	r->cpu_ms = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
		    (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
	add_counts(r);
	read_review(r);
	judge_all(r);
	probe_host(r);
}

void run_compile_failed(struct run *r)
{
	char buf[4096];
	FILE *f;
	size_t n;

	r->cause = CAUSE_COMPILE;
	r->message = xasprintf("%s does not compile",
			       r->opt->src ? r->opt->src : "the source");
	f = fopen(r->opt->compile_failed, "re");
	if (!f)
		die("the compiler's log %s cannot be read: %s",
		    r->opt->compile_failed, strerror(errno));
	n = fread(buf, 1, sizeof(buf), f);
	text_clean(&r->compile_log, buf, n);
	fclose(f);
}

void run_plan(const struct run *r, struct text *out)
{
	size_t i;

	for (i = 0; i < r->n_guests; i++)
		plan_record(&r->guests[i], out);
}

const char *run_verdict(const struct run *r)
{
	if (r->host)
		return "error";
	if (r->cause != CAUSE_PASSED && r->cause != CAUSE_NOT_PROVEN)
		return "failed";
	return r->review.len ? "review" : cause_name(r->cause);
}

int run_exit_status(const struct run *r)
{
	if (r->host)
		return 2;
	return !strcmp(run_verdict(r), "passed") ? 0 : 1;
}

void run_free(struct run *r)
{
	size_t i;

	for (i = 0; i < r->n_guests; i++)
		guest_free(&r->guests[i]);
	for (i = 0; i < r->n_guests; i++)
		verdict_free(&r->verdicts[i]);
	plan_free(&r->plan);
	free(r->guests);
	free(r->verdicts);
	free(r->message);
	text_free(&r->compile_log);
	text_free(&r->review);
}
