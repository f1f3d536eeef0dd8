// SPDX-License-Identifier: GPL-2.0
/*
 * The parent's children, start them, stop and kill them, and see
 * what they leave behind when they are gone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"
#include "clock.h"
#include "orphan.h"
#include "proc.h"
#include "rules.h"

#define MAX_CHILDREN	64	/* at a time */

/* So long a child may take longer than its script says. */
#define LATE_MS		5000

/* One child. */
struct child {
	struct script script;
	pid_t pid;		/* 0: the slot is free */
	uint64_t stop_at;	/* by clock_ms(); 0: never, or done */
	uint64_t continue_at;
	uint64_t kill_at;
	uint64_t end_by;
	bool stopped;
};

static struct child children[MAX_CHILDREN];
static struct said *said;	/* by the same index */
static unsigned int counts[ENDINGS];

int children_open(void)
{
	said = mmap(NULL, MAX_CHILDREN * sizeof(*said), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return said == MAP_FAILED ? errno : 0;
}

uint32_t oldest_child(void)
{
	uint32_t oldest = UINT32_MAX;
	unsigned int i;

	for (i = 0; i < MAX_CHILDREN; i++)
		if (children[i].pid && children[i].script.number < oldest)
			oldest = children[i].script.number;
	return oldest;
}

static struct child *free_child(void)
{
	unsigned int i;

	for (i = 0; i < MAX_CHILDREN; i++)
		if (!children[i].pid)
			return &children[i];
	return NULL;
}

bool child_room(void)
{
	return free_child();
}

bool child_excused(uint32_t number)
{
	const struct child *c;

	for (c = children; c < children + MAX_CHILDREN; c++)
		if (c->pid && c->script.number == number)
			return c->stopped ||
			       (!c->stop_at &&
				c->continue_at + DUE_MS > clock_ms());
	return false;
}

/* A child's ring, if it is not gone already: a child may leave it early. */
static struct ring *ring_of(const struct script *s)
{
	if (s->ring < 0 || rings[s->ring].number != s->ring_number)
		return NULL;
	return &rings[s->ring];
}

bool ring_needed(const struct ring *ring)
{
	unsigned int i;

	for (i = 0; i < MAX_CHILDREN; i++)
		if (children[i].pid && children[i].script.shares_files &&
		    ring_of(&children[i].script) == ring && !said[i].done)
			return true;
	return false;
}

/* --- the beginning -------------------------------------------------------- */

/* How long the script takes, and what else the child is to suffer. */
static void schedule(struct child *c, struct dice *d)
{
	const struct script *s = &c->script;
	uint64_t now = clock_ms(), time = s->stays_ms;
	unsigned int i;

	for (i = 0; i < s->n_batches; i++)
		time += s->batches[i].gap_ms;
	c->end_by = now + time + LATE_MS;
	if (s->ending == ENDS_KILLED)
		c->kill_at = now + dice_below(d, time + 1);
	else if (s->ending == ENDS_IN_EXEC)
		c->end_by += s->stays_ms;
	if (dice_percent(d, 15)) {
		c->stop_at = now + dice_below(d, time + 1);
		c->continue_at = c->stop_at + 1 + dice_below(d, 2000);
		c->end_by += c->continue_at - c->stop_at;
	}
}

void child_start(const struct script *script, struct dice *d)
{
	struct child *c = free_child();
	struct said *s = &said[c - children];
	pid_t parent = getpid();
	unsigned int i;

	memset(c, 0, sizeof(*c));
	memset(s, 0, sizeof(*s));
	c->script = *script;
	schedule(c, d);
	if (script->shares_files)
		c->pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	else
		c->pid = fork();
	if (c->pid < 0)
		scene_failed("a child", errno);
	if (!c->pid)
		child_run(script, s, parent);

	newest_child = script->number;
	counts[script->ending]++;
	for (i = 0; i < script->n_fires; i++)
		events[script->fires[i]].pins++;
	if (script->shares_files)
		return;
	/* What it got by fork() it has for itself now. */
	for (i = 0; i < script->n_batches; i++)
		if (script->batches[i].event >= 0)
			event_let_go(&events[script->batches[i].event], true);
	if (script->ring >= 0 && rings[script->ring].registers >= 0) {
		close(rings[script->ring].registers);
		rings[script->ring].registers = -1;
	}
}

unsigned int children_count(enum ending ending)
{
	return counts[ending];
}

/* --- the end -------------------------------------------------------------- */

static void judge_end(const struct child *c, const struct said *s, int status)
{
	bool right;

	if (c->script.ending == ENDS_KILLED)
		right = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	else
		right = WIFEXITED(status) && !WEXITSTATUS(status);
	if (!right)
		wrong("a child can do what is in its script",
		      "child %u ended with status 0x%x: %s", c->script.number,
		      status, s->error[0] ? s->error : "it does not say why");
}

/*
 * From now on its open requests are orphans.  Those that are due already may
 * have been run by the child itself, in its last moments.  Exec cancels all
 * that a task has submitted, and every end those that poll a ring.
 */
static void leave_orphans(const struct script *s)
{
	uint64_t now = clock_ms(), n;

	for (n = ledger->oldest; n < ledger->next; n++) {
		struct request *r = ledger_find(n);

		if (r->child != s->number)
			continue;
		if (r->state == PLANNED) {
			ledger_end(r, DROPPED);
		} else if (ledger_is_open(r)) {
			ledger->orphans++;
			r->orphan = !r->due || r->due > now;
			if (s->ending == ENDS_IN_EXEC || r->kind == RING_POLL)
				ledger_happened(r, now);
		}
	}
}

/*
 * What a child that shares our descriptors has closed is not ours to close any
 * more: its number may be in use again.
 */
static void note_closed(struct child *c, const struct said *says)
{
	unsigned int i;

	for (i = 0; c->script.shares_files && i < c->script.n_batches; i++) {
		struct batch *b = &c->script.batches[i];

		if (b->event < 0 || !says->let_go[i])
			continue;
		event_let_go(&events[b->event], false);
		b->event = -1;
	}
}

static void gone(struct child *c, int status)
{
	const struct script *s = &c->script;
	struct said *says = &said[c - children];
	struct ring *ring = ring_of(s);
	unsigned int i;

	c->pid = 0;
	judge_end(c, says, status);
	note_closed(c, says);
	/* While it lived its requests could complete as they liked. */
	if (ring && ring->open)
		ring_reap(ring);
	leave_orphans(s);
	for (i = 0; i < s->n_fires; i++)
		events[s->fires[i]].pins--;
	for (i = 0; s->shares_files && i < s->n_batches; i++)
		if (s->batches[i].event >= 0)
			event_let_go(&events[s->batches[i].event], true);
	if (ring && ring->kind == RING_OWN)
		ring_ended(ring);
}

static void reap(void)
{
	unsigned int i;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < MAX_CHILDREN; i++)
			if (children[i].pid == pid)
				gone(&children[i], status);
}

static void send_signals(struct child *c, const struct said *s, uint64_t now)
{
	/* It has the lock, and what it does is not written down yet. */
	if (s->busy)
		return;
	if (c->stop_at && c->stop_at <= now) {
		kill(c->pid, SIGSTOP);
		c->stop_at = 0;
		c->stopped = true;
	}
	if (c->stopped && c->continue_at <= now) {
		kill(c->pid, SIGCONT);
		c->stopped = false;
		c->continue_at = now;
	}
	if (c->kill_at && c->kill_at <= now) {
		kill(c->pid, SIGKILL);
		c->kill_at = 0;
	}
}

void children_tend(void)
{
	uint64_t now = clock_ms();
	char where[120];
	unsigned int i;

	reap();
	for (i = 0; i < MAX_CHILDREN; i++) {
		struct child *c = &children[i];

		if (!c->pid)
			continue;
		note_closed(c, &said[i]);
		send_signals(c, &said[i], now);
		if (now <= c->end_by)
			continue;
		describe_process(c->pid, where, sizeof(where));
		wrong("a child comes to its end",
		      "child %u, which should have been gone %u ms ago, is %s",
		      c->script.number, LATE_MS, where);
		c->end_by = UINT64_MAX;
	}
}

void children_dismiss(void)
{
	unsigned int i;

	for (i = 0; i < MAX_CHILDREN; i++)
		if (children[i].kill_at)
			children[i].kill_at = clock_ms();
}
