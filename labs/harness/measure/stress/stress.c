// SPDX-License-Identifier: GPL-2.0
/*
 * stress - an hour in the life of many rings
 *
 * One process, the parent, makes rings, and events for requests to wait for,
 * and children that submit those requests and are gone: at once, later, killed,
 * or in exec.  Meanwhile the parent, or a child, lets the events happen, opens
 * and closes more descriptors of the rings, cancels requests, closes rings and
 * makes new ones.  All of it is random, and comes from one seed.
 *
 * What must hold, whatever happens:
 *
 *   - A request whose event has happened completes, at the latest when somebody
 *     has closed a descriptor of its ring. (With the seed's design an orphan is
 *     run by nobody else.)
 *   - It completes once, and if its submitter was gone before, with -ECANCELED.
 *   - A ring that nobody has any more is freed, and the requests that it still
 *     had let go of their files, at once.
 *   - A child that is to end ends.
 *   - At the end nothing is left, and the sums agree:
 *
 *	submitted = completed + cancelled + released with their ring
 *
 * The first time that one of these does not hold ends the run, and the message
 * says what it was.  The kernel has its own say: a warning, or a task that
 * hangs for 30 seconds, is found on its console by the runner.
 *
 * /etc/stress says how long to run, in seconds of the guest's time, and from
 * which seed: "3600 1".
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"
#include "clock.h"
#include "kthreads.h"
#include "ktap.h"
#include "orphan.h"
#include "rules.h"

#define N_SHARED	5	/* rings that everybody may submit to */
#define MAX_FIRES	4	/* how often one event happens */
#define REPORT_MS	(600 * 1000)

static struct dice dice;
static unsigned int made[RING_KINDS];

/* --- choosing ------------------------------------------------------------- */

static bool is_live(unsigned int i)
{
	return rings[i].number && rings[i].kind == RING_SHARED && rings[i].open;
}

/* A descriptor less, or what is mapped, if that is all that is left. */
static bool can_close(unsigned int i)
{
	return rings[i].number && rings[i].mapped && !ring_needed(&rings[i]);
}

static bool can_fire(unsigned int i)
{
	return events[i].used && events[i].ours >= 0 &&
	       events[i].fires < MAX_FIRES;
}

static bool is_used(unsigned int i)
{
	return events[i].used;
}

static unsigned int count(bool (*fits)(unsigned int), unsigned int slots)
{
	unsigned int i, n = 0;

	for (i = 0; i < slots; i++)
		n += fits(i);
	return n;
}

/* Each that fits is as likely as the next. Return: its index; -1 for none. */
static int pick(bool (*fits)(unsigned int), unsigned int slots)
{
	unsigned int n = count(fits, slots), i;

	if (!n)
		return -1;
	n = dice_below(&dice, n);
	for (i = 0; !fits(i) || n--; i++)
		;
	return i;
}

/* One of the rings that everybody may submit to, or NULL. */
static struct ring *some_ring(void)
{
	int i = pick(is_live, MAX_RINGS);

	return i < 0 ? NULL : &rings[i];
}

static struct event *some_event(void)
{
	int i = pick(can_fire, MAX_EVENTS);

	return i < 0 ? NULL : &events[i];
}

/* --- making things -------------------------------------------------------- */

static struct ring *make_ring(enum ring_kind kind)
{
	static const unsigned int sizes[] = { 1, 2, 4, 8, 16, 64, 256 };
	const unsigned int n = sizeof(sizes) / sizeof(sizes[0]);
	unsigned int flags = 0;
	struct ring *ring;

	if (dice_percent(&dice, 30))
		flags = IORING_SETUP_COOP_TASKRUN;
	if (flags && dice_percent(&dice, 50))
		flags |= IORING_SETUP_TASKRUN_FLAG;
	if (kind == RING_SINGLE ||
	    (kind == RING_OWN && dice_percent(&dice, 50)))
		flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
	if (kind == RING_SINGLE)
		flags |= IORING_SETUP_R_DISABLED;
	ring = ring_make(kind, sizes[dice_below(&dice, n)], flags);
	if (ring)
		made[kind]++;
	return ring;
}

/* A request on this ring that may be open, or one that never was. */
static uint64_t some_target(const struct ring *ring)
{
	unsigned int open = ledger->next - ledger->oldest, tries;
	uint64_t n = ledger->next;

	for (tries = 0; open && tries < 20; tries++) {
		n = ledger->oldest + dice_below(&dice, open);
		if (ledger_find(n)->ring == ring->number)
			break;
	}
	return n;
}

static bool is_pair(enum kind kind)
{
	return kind == CHAIN || kind == LIMITED;
}

/* Plan requests, and what they wait for. Return: false if there is no room. */
static bool plan_batch(struct batch *b, const struct ring *ring,
		       uint32_t child)
{
	static const enum kind kinds[] = {
		POLL, POLL, POLL, MULTISHOT, TIMER, READ, READ, RECV, RECV,
		CHAIN, LIMITED, TIMEOUT, TIMEOUT, CANCEL, RING_POLL,
	};
	unsigned int room = ring->entries < 8 ? ring->entries : 8, i;

	memset(b, 0, sizeof(*b));
	b->event = -1;
	b->kind = kinds[dice_below(&dice, sizeof(kinds) / sizeof(kinds[0]))];
	/* The parent is never gone, and would never take it along. */
	if ((is_pair(b->kind) && room == 1) || (b->kind == RING_POLL && !child))
		b->kind = POLL;
	b->count = 1 + dice_below(&dice, is_pair(b->kind) ? room / 2 : room);
	b->delay_ms = 1 + dice_below(&dice, 3000);
	b->async = (b->kind == READ || b->kind == RECV) &&
		   dice_percent(&dice, 15);
	if (ledger_room() < 2 * b->count)
		return false;
	if (b->kind != TIMEOUT && b->kind != CANCEL && b->kind != RING_POLL) {
		b->event = event_make(b->kind);
		if (b->event < 0)
			return false;
	}
	b->first = ledger->next;
	for (i = 0; i < b->count; i++) {
		struct request *r = ledger_plan(b->kind, ring->number, child,
						b->event);

		r->async = b->async;
		if (b->kind == CANCEL)
			r->target = some_target(ring);
		else if (is_pair(b->kind))
			ledger_plan(b->kind == CHAIN ? NOP : LIMIT,
				    ring->number, child, b->event);
	}
	if (b->event >= 0) {
		events[b->event].first = b->first;
		events[b->event].count = ledger->next - b->first;
	}
	return true;
}

static void plan_ending(struct script *s)
{
	unsigned int n = dice_below(&dice, 100);

	s->stays_ms = dice_below(&dice, 3000);
	if (n < 45) {
		s->ending = ENDS_AT_ONCE;
		s->stays_ms = 0;
	} else if (n < 70) {
		s->ending = ENDS_LATER;
	} else if (n < 90) {
		s->ending = ENDS_KILLED;
	} else {
		s->ending = ENDS_IN_EXEC;
	}
	s->waits = dice_percent(&dice, 50);
}

/* A child that submits requests. */
static void start_submitter(void)
{
	struct script s = { .number = newest_child + 1, .steals = -1 };
	unsigned int n = dice_below(&dice, 100), batches, i;
	struct ring *ring;

	if (n < 8)
		ring = make_ring(RING_OWN);
	else if (n < 16)
		ring = make_ring(RING_SINGLE);
	else
		ring = some_ring();
	if (!ring)
		return;
	s.ring = ring - rings;
	s.ring_number = ring->number;
	s.shares_files = ring->kind != RING_OWN && dice_percent(&dice, 40);
	if (!s.shares_files) {
		s.tidies = dice_percent(&dice, 50);
		s.leaves = dice_percent(&dice, 20);
		if (!s.tidies && dice_percent(&dice, 15) && some_ring())
			s.steals = some_ring()->uring.ring_fd;
	}
	plan_ending(&s);
	batches = 1 + dice_below(&dice, MAX_BATCHES);
	for (i = 0; i < batches; i++) {
		struct batch *b = &s.batches[i];

		if (!plan_batch(b, ring, s.number))
			break;
		if (!s.shares_files && dice_percent(&dice, 30))
			b->gap_ms = dice_below(&dice, 500);
		s.n_batches++;
	}
	child_start(&s, &dice);
}

/* A child that lets events happen. */
static void start_firer(void)
{
	struct script s = {
		.number = newest_child + 1,
		.ring = -1,
		.steals = -1,
		.shares_files = dice_percent(&dice, 50),
		.ending = ENDS_LATER,
		.stays_ms = dice_below(&dice, 2000),
	};
	unsigned int i;

	s.tidies = !s.shares_files && dice_percent(&dice, 50);
	for (i = 0; i < MAX_BATCHES; i++) {
		struct event *e = some_event();

		if (!e)
			break;
		e->fires++;
		s.fires[s.n_fires++] = e - events;
	}
	if (s.n_fires)
		child_start(&s, &dice);
}

/* --- what happens --------------------------------------------------------- */

static void submit(void)
{
	struct ring *ring = some_ring();
	struct said said = { 0 };
	struct batch b;

	if (!ring || !plan_batch(&b, ring, 0))
		return;
	if (!batch_submit(ring, &b, &said))
		wrong("the parent can submit", "%s", said.error);
	if (b.event >= 0)
		event_let_go(&events[b.event], true);
}

static void fire(void)
{
	unsigned int n;

	n = 1 + dice_below(&dice, count(is_used, MAX_EVENTS) / 8 + 1);
	for (; n; n--) {
		struct event *e = some_event();

		if (!e)
			return;
		e->fires++;
		event_fire(e);
	}
}

/*
 * Close a descriptor of a ring, and see whether everything has completed that
 * should have.
 */
static void audit(struct ring *ring)
{
	uint64_t now = clock_ms(), n;
	char request[120];

	if (!ring)
		return;
	ring_flush(ring);
	ring_reap(ring);
	for (n = ledger->oldest; n < ledger->next; n++) {
		struct request *r = ledger_find(n);

		if (r->ring != ring->number || !ledger_is_open(r) || !r->due ||
		    r->due + DUE_MS > now || child_excused(r->child))
			continue;
		wrong("a request completes when its event has happened and somebody has closed a descriptor of its ring",
		      "no completion of %s, %llu ms after its event",
		      request_describe(r, request, sizeof(request)),
		      (unsigned long long)(now - r->due));
	}
}

/*
 * One ring goes, in one of several ways: all at once, or its descriptors first
 * and what is mapped some time later.
 */
static void close_ring(void)
{
	int i = pick(can_close, MAX_RINGS);
	struct ring *ring;

	if (i < 0)
		return;
	ring = &rings[i];
	if (ring->open && dice_percent(&dice, 50))
		ring_reap(ring);
	if (ring->open && dice_percent(&dice, 30))
		ring_close_descriptors(ring);
	else
		ring_close(ring);
}

static void act(void)
{
	unsigned int n = dice_below(&dice, 100);
	struct ring *ring;

	if (count(is_live, MAX_RINGS) < N_SHARED && dice_percent(&dice, 50))
		make_ring(RING_SHARED);
	if (n < 40) {
		if (child_room())
			start_submitter();
	} else if (n < 44) {
		if (child_room())
			start_firer();
	} else if (n < 50) {
		submit();
	} else if (n < 75) {
		fire();
	} else if (n < 83) {
		ring = some_ring();
		if (ring)
			ring_toggle(ring, dice_below(&dice, MAX_DUPS));
	} else if (n < 93) {
		audit(some_ring());
	} else {
		close_ring();
	}
}

/* --- the run -------------------------------------------------------------- */

static void say_sums(const char *when)
{
	ktap_diag("%s: submitted %llu, completed %llu, cancelled %llu, released with their ring %llu",
		  when, (unsigned long long)ledger->submitted,
		  (unsigned long long)ledger_total(COMPLETED),
		  (unsigned long long)ledger_total(CANCELLED),
		  (unsigned long long)ledger_total(RELEASED));
}

static void go_on(unsigned int ms)
{
	sleep_ms(ms);
	children_tend();
	rings_look(oldest_child());
}

static void run(uint64_t end)
{
	uint64_t report = clock_ms() + REPORT_MS;
	char when[40];

	while (!is_wrong && clock_ms() < end) {
		go_on(dice_below(&dice, 400));
		if (!is_wrong)
			act();
		if (clock_ms() < report)
			continue;
		snprintf(when, sizeof(when), "after %llu s",
			 (unsigned long long)clock_ms() / 1000);
		say_sums(when);
		report += REPORT_MS;
	}
}

/* Children end, half of the events happen, and the rings go. */
static void finish(void)
{
	unsigned int i;

	children_dismiss();
	while (!is_wrong && oldest_child() != UINT32_MAX)
		go_on(50);
	for (i = 0; i < MAX_EVENTS; i++)
		if (events[i].used && events[i].ours >= 0 &&
		    dice_percent(&dice, 50))
			event_fire(&events[i]);
	go_on(DUE_MS + 1);
	for (i = 0; !is_wrong && i < MAX_RINGS; i++)
		if (is_live(i))
			audit(&rings[i]);
	for (i = 0; !is_wrong && i < MAX_RINGS; i++)
		if (rings[i].number && rings[i].mapped)
			ring_close(&rings[i]);
	while (!is_wrong && rings_left())
		go_on(50);
}

/* --- what is left --------------------------------------------------------- */

#define MAX_KTHREADS	256

/* What there was before the first ring, and must be again after the last. */
static struct {
	struct kthread kthreads[MAX_KTHREADS];
	unsigned int n_kthreads;
	unsigned int descriptors;
} before;

static unsigned int count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static void look_before(void)
{
	before.n_kthreads = kthreads(before.kthreads, MAX_KTHREADS);
	before.descriptors = count_descriptors();
}

/* Rings and requests are gone, or finish() would not be back. */
static bool nothing_is_left(void)
{
	static struct kthread now[MAX_KTHREADS];
	unsigned int descriptors = count_descriptors(), n;
	bool child = waitpid(-1, NULL, WNOHANG) >= 0;

	n = kthreads_new(now, kthreads(now, MAX_KTHREADS), before.kthreads,
			 before.n_kthreads);
	if (!n && !child && descriptors == before.descriptors)
		return true;
	test_expected("as many kernel threads, children and descriptors as at first");
	if (n)
		test_seen("%u kernel threads more, one of them %s", n,
			  now[0].stat.name);
	if (child)
		test_seen("a child that nobody knows of");
	if (descriptors != before.descriptors)
		test_seen("%u descriptors, not %u", descriptors,
			  before.descriptors);
	return false;
}

/* --- the end -------------------------------------------------------------- */

static void say_details(void)
{
	unsigned int i;

	ktap_diag("rings: %u for all, %u for one child, %u made by a child",
		  made[RING_SHARED], made[RING_SINGLE], made[RING_OWN]);
	ktap_diag("children: %u ended at once, %u later, %u were killed, %u called exec",
		  children_count(ENDS_AT_ONCE), children_count(ENDS_LATER),
		  children_count(ENDS_KILLED), children_count(ENDS_IN_EXEC));
	ktap_diag("requests that were open when their submitter was gone: %llu",
		  (unsigned long long)ledger->orphans);
	for (i = 0; i < KINDS; i++)
		ktap_diag("%20s: %6llu completed, %6llu cancelled, %6llu released",
			  kind_name(i),
			  (unsigned long long)ledger->states[i][COMPLETED],
			  (unsigned long long)ledger->states[i][CANCELLED],
			  (unsigned long long)ledger->states[i][RELEASED]);
	ktap_diag("%20s: %6llu before the last of each", "multishot events",
		  (unsigned long long)ledger->events);
}

static bool sums_agree(void)
{
	uint64_t completed = ledger_total(COMPLETED);
	uint64_t cancelled = ledger_total(CANCELLED);
	uint64_t released = ledger_total(RELEASED);

	ktap_diag("submitted %llu = completed %llu + cancelled %llu (%llu by a completion, %llu with their ring)",
		  (unsigned long long)ledger->submitted,
		  (unsigned long long)completed,
		  (unsigned long long)(cancelled + released),
		  (unsigned long long)cancelled,
		  (unsigned long long)released);
	if (ledger->submitted == completed + cancelled + released)
		return true;
	test_expected("as many requests come to an end as were submitted");
	test_seen("%llu submitted, %llu at their end",
		  (unsigned long long)ledger->submitted,
		  (unsigned long long)(completed + cancelled + released));
	return false;
}

static void verdict(bool ok)
{
	if (ok)
		test_pass();
	else
		test_fail();
}

static void judge(const char *name, bool (*ok)(void))
{
	test_begin(name);
	if (is_wrong)
		test_skip("the run was ended");
	else
		verdict(ok());
}

static void prepare(unsigned int *seconds)
{
	FILE *f = fopen("/etc/stress", "r");
	unsigned long long seed;

	if (!f || fscanf(f, "%u %llu", seconds, &seed) != 2)
		scene_failed("/etc/stress has SECONDS and a seed", EINVAL);
	fclose(f);
	dice.state = seed;
	ktap_diag("seed %llu, %u s of the guest's time", seed, *seconds);

	signal(SIGPIPE, SIG_IGN);
	errno = ledger_open();
	if (!errno)
		errno = children_open();
	if (errno)
		scene_failed("memory that processes share", errno);
	look_before();
}

int main(int argc, char **argv)
{
	unsigned int seconds;

	/* A child that has called exec, with what it still holds. */
	if (argc == 3) {
		sleep_ms(atoi(argv[2]));
		return 0;
	}
	plan(3);

	test_begin("nothing-goes-wrong");
	prepare(&seconds);
	run(clock_ms() + seconds * 1000ULL);
	if (!is_wrong)
		finish();
	if (is_wrong)
		say_sums("when the run was ended");
	say_details();
	verdict(!is_wrong);

	judge("nothing-is-left", nothing_is_left);
	judge("every-request-is-accounted-for", sums_agree);
	return ktap_exit();
}
