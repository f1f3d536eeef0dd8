// SPDX-License-Identifier: GPL-2.0
/*
 * One guest's life: waiting, running, ended. Nothing here blocks for long; the
 * loop in run.c calls in when there is output, when the kernel's process has
 * ended, or when the deadline has come.
 *
 * A guest ends in one of three ways. Its kernel ends by itself. It prints more
 * than it may, and is killed at once. Or it is still running at a limit; then
 * it is watched for a moment, so that the verdict can say what it was doing,
 * and killed after that.
 *
 * What is limited is what it does, not the time that passes, which depends on
 * what else the machine does: the CPU time that it uses, and the time in which
 * it could not use any because everything in it waits. A machine that gives it
 * no processor for so long that neither limit is reached is at fault itself.
 *
 * However it ends, the same things happen in the same order: kill the whole
 * process group, reap it, read the pipes up to their end (nobody can write any
 * more), and only then may it be judged. So the verdict never depends on
 * whether the last output or the news of the end was seen first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "symbolize_ktap.h"
#include "box.h"
#include "guest.h"
#include "symbolize.h"

#define WATCH_MS	200
#define WATCH_MOST_MS	5000	/* on a machine that is busy otherwise */
#define LOOK_MS		500	/* from one look at what it uses to the next */
#define WALL_FACTOR	10	/* of both limits together: too little */

int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static int open_log(const char *dir, const char *name, const char *suffix,
		    char **path)
{
	int fd;

	if (!dir)
		return -1;
	*path = xasprintf("%s/%s.%s", dir, name, suffix);
	fd = open(*path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		die("the log %s cannot be written: %s", *path,
		    strerror(errno));
	return fd;
}

static void write_log(int *fd, const char *path, const char *s, size_t n)
{
	ssize_t done;

	while (*fd >= 0 && n) {
		done = write(*fd, s, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			fprintf(stderr, "pushdrain-run: the log %s is not complete: %s\n",
				path, strerror(errno));
			close(*fd);
			*fd = -1;
			return;
		}
		s += done;
		n -= done;
	}
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

const char *guest_noun(const struct guest *g)
{
	return g->opt->kernel ? "the guest" : "the program";
}

/* The results of a program that there is not. */
static void skip(struct guest *g)
{
	char *s = xasprintf("KTAP version 1\n1..1\nok 1 can-be-checked # SKIP %s\n",
			    g->opt->skip);

	write_log(&g->results_log, g->results_path, s, strlen(s));
	ktap_feed(&g->ktap, s, strlen(s));
	free(s);
}

void guest_start(struct guest *g, const char *box, const char *dir,
		 const char *log_dir)
{
	ktap_init(&g->ktap, guest_noun(g));
	g->p = (struct process){ .pidfd = -1, .console = -1, .results = -1 };
	g->console_log = -1;
	g->results_log = -1;
	g->started = now_ms();
	g->state = GUEST_RUNNING;
	g->looked = g->started;
	g->deadline = g->started + LOOK_MS;
	g->console_log = open_log(log_dir, g->opt->name, g->opt->kernel ?
				  "console" : "stderr", &g->console_path);
	g->results_log = open_log(log_dir, g->opt->name, "ktap",
				  &g->results_path);
	if (g->opt->skip)
		skip(g);
	else if (g->opt->kernel)
		g->start_error = uml_start(g->opt, box, dir, &g->p);
	else if (box)
		g->start_error = box_start(box, g->opt,
					   (char **)g->opt->program, 1, dir,
					   &g->p);
	else
		g->start_error = process_start((char **)g->opt->program, NULL,
					       1, dir, &g->p);
	if (g->opt->skip || g->start_error)
		guest_end(g);
}

/* Read a pipe until it is empty, ended, or the guest has said too much. */
static void drain(struct guest *g, int *fd, bool results)
{
	char buf[65536];
	ssize_t n;

	while (*fd >= 0 && g->output <= g->opt->output_limit) {
		n = read(*fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close_fd(fd);
			return;
		}
		g->output += n;
		if (results) {
			write_log(&g->results_log, g->results_path, buf, n);
			ktap_feed(&g->ktap, buf, n);
		} else {
			write_log(&g->console_log, g->console_path, buf, n);
			text_add(&g->console, buf, n);
		}
	}
}

void guest_read(struct guest *g)
{
	drain(g, &g->p.results, true);
	drain(g, &g->p.console, false);
	if (g->output > g->opt->output_limit && !g->flooded) {
		g->flooded = true;
		g->killed = true;
		guest_end(g);
	}
}

static uint64_t cpu_ms(const struct cpu_time *t)
{
	return (t->kernel + t->user) * 1000 / sysconf(_SC_CLK_TCK);
}

/* Has it reached one of its limits? */
static enum limit look(struct guest *g)
{
	uint64_t before = cpu_ms(&g->used), used;
	int64_t now, ms;

	cpu_time_read(box_inner(&g->p), &g->used);
	now = now_ms();
	ms = now - g->looked;
	g->looked = now;
	used = cpu_ms(&g->used);
	/* The timer's ticks and one look like this cost some, too. */
	if (g->used.waits && used <= before + ms / 10)
		g->waited += ms;
	if (used >= g->opt->cpu * 1000ULL)
		return LIMIT_CPU;
	if (g->waited >= g->opt->wall * 1000LL)
		return LIMIT_WAIT;
	if (now - g->started >=
	    WALL_FACTOR * 1000LL * (g->opt->cpu + g->opt->wall))
		return LIMIT_WALL;
	return LIMIT_NONE;
}

/* Watched for long enough to say what it does? */
static bool watched(const struct guest *g)
{
	if (g->limit != LIMIT_CPU || now_ms() >= g->looked + WATCH_MOST_MS)
		return true;
	return cpu_ms(&g->watch_end) - cpu_ms(&g->watch_start) >= WATCH_MS / 2;
}

void guest_deadline(struct guest *g)
{
	uint64_t lo, hi;

	if (g->state == GUEST_RUNNING) {
		g->limit = look(g);
		if (!g->limit) {
			g->deadline = now_ms() + LOOK_MS;
			return;
		}
	}
	if (g->state == GUEST_RUNNING && g->opt->kernel) {
		g->watch_start = g->used;
		g->state = GUEST_WATCHED;
		g->deadline = now_ms() + WATCH_MS;
		return;
	}
	if (g->opt->kernel) {
		cpu_time_read(box_inner(&g->p), &g->watch_end);
		if (!watched(g)) {
			g->deadline = now_ms() + WATCH_MS;
			return;
		}
	}
	if (g->watch_end.kernel > g->watch_start.kernel + 1 &&
	    kernel_text(g->opt->kernel, &lo, &hi))
		stack_sample_take(box_inner(&g->p), lo, hi, g->samples);
	g->killed = true;
	guest_end(g);
}

void guest_end(struct guest *g)
{
	if (g->state == GUEST_ENDED)
		return;
	if (!g->start_error && !g->opt->skip) {
		g->status = process_reap(&g->p);
		drain(g, &g->p.results, true);
		drain(g, &g->p.console, false);
		if (g->output > g->opt->output_limit)
			g->flooded = true;
	}
	g->state = GUEST_ENDED;
	g->ms = now_ms() - g->started;
	close_fd(&g->p.console);
	close_fd(&g->p.results);
	close_fd(&g->console_log);
	close_fd(&g->results_log);
	ktap_finish(&g->ktap);
	if (g->opt->kernel) {
		g->splats = console_parse(text_str(&g->console),
					  g->console.len);
		symbolize_ktap(g->ktap.root, g->opt->kernel, g->opt->user,
			       &g->opt->map);
	} else if (g->console_path && !g->console.len) {
		unlink(g->console_path);
	}
}

void guest_free(struct guest *g)
{
	if (g->state == GUEST_WAITING)
		return;
	splat_free(g->splats);
	ktap_free(&g->ktap);
	text_free(&g->console);
	free(g->console_path);
	free(g->results_path);
	free(g->start_error);
}
