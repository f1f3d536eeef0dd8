// SPDX-License-Identifier: GPL-2.0
/*
 * Scenarios about which there is no doubt: data structures that are known to be
 * right, mistakes that everybody knows, and code that cannot be run to its end.
 *
 * This file is watched by the checker, as a fallback.c is.
 */
#include "shim/kernel.h"
#include "known.h"

struct node {
	struct node *next;
	int taken;
};

static struct node *top, nodes[4];
static struct llist_head list;
static struct llist_node links[3];
static int x, y, flag, other_flag, data;
static spinlock_t lock_a, lock_b;
static int seen[4];
static atomic_t counter;

static void clean(void)
{
	int i;

	for (i = 0; i < 4; i++) {
		nodes[i].next = NULL;
		nodes[i].taken = 0;
		seen[i] = -1;
	}
	for (i = 0; i < 3; i++)
		links[i].next = NULL;
	top = NULL;
	list.first = NULL;
	x = y = flag = other_flag = data = 0;
	atomic_set(&counter, 0);
}

static void nothing(void)
{
}

/* --- a Treiber stack ------------------------------------------------------ */

static void push(void *node)
{
	struct node *n = node, *old = READ_ONCE(top);

	do
		WRITE_ONCE(n->next, old);
	while (!try_cmpxchg(&top, &old, n));
}

static struct node *pop(void)
{
	struct node *old = READ_ONCE(top), *next;

	do {
		if (!old)
			return NULL;
		next = READ_ONCE(old->next);
	} while (!try_cmpxchg(&top, &old, next));
	return old;
}

static void three_there(void)
{
	clean();
	push(&nodes[2]);
	push(&nodes[1]);
	push(&nodes[0]);
}

/* What a thread pops is its own. */
static void pop_one(void *arg)
{
	struct node *n = pop();

	if (n)
		xchg(&n->taken, n->taken + 1);
}

/* Pops two, and the first is pushed again: top is what it was, but not next. */
static void pop_two_push_one(void *arg)
{
	struct node *a = pop(), *b = pop();

	if (b)
		b->taken++;
	if (a)
		push(a);
}

static void each_once(void)
{
	struct node *n;
	int i;

	for (n = top; n; n = n->next)
		if (++n->taken > 2)
			break;
	for (i = 0; i < 3; i++)
		if (nodes[i].taken != 1)
			scenario_fail("node %d was there %d times", i,
				      nodes[i].taken);
}

static void pop_two(void *arg)
{
	pop_one(arg);
	pop_one(arg);
}

static void push_fourth(void *arg)
{
	nodes[3].taken = 0;
	push(&nodes[3]);
}

/* Popped, and given back at once: others may be about to look at its next. */
static void pop_and_free(void *arg)
{
	struct node *n = pop();

	if (n)
		scenario_free(n, sizeof(*n));
}

/* --- llist --------------------------------------------------------------- */

static void add(void *link)
{
	llist_add(link, &list);
}

/* It does not look whether another has come in between. */
static void add_blindly(void *link)
{
	struct llist_node *n = link;

	n->next = READ_ONCE(list.first);
	smp_store_release(&list.first, n);
}

static void take_links(void *arg)
{
	struct llist_node *n = llist_del_all(&list);

	for (; n; n = n->next)
		if (xchg(&seen[n - links], 0) >= 0)
			scenario_fail("link %d was taken twice",
				      (int)(n - links));
}

static void all_taken(void)
{
	int i;

	take_links(NULL);
	for (i = 0; i < 3; i++)
		if (seen[i] != 0)
			scenario_fail("link %d was never taken", i);
}

/* A drain that reads the list and then empties it. */
static void take_in_two_steps(void *arg)
{
	struct llist_node *n = READ_ONCE(list.first);

	WRITE_ONCE(list.first, NULL);
	for (; n; n = n->next)
		if (xchg(&seen[n - links], 0) >= 0)
			scenario_fail("link %d was taken twice",
				      (int)(n - links));
}

static void links_there(void)
{
	int i;

	clean();
	for (i = 0; i < 3; i++)
		add(&links[i]);
}

/* --- message passing ----------------------------------------------------- */

static void send_once(void *arg)
{
	data = 1;
	WRITE_ONCE(flag, 1);
}

static void send_release(void *arg)
{
	data = 1;
	smp_store_release(&flag, 1);
}

static void send_wmb(void *arg)
{
	data = 1;
	smp_wmb();
	WRITE_ONCE(flag, 1);
}

static void receive(void *arg)
{
	if (smp_load_acquire(&flag))
		seen[0] = data;
}

static void receive_too_early(void *arg)
{
	(void)smp_load_acquire(&flag);
	seen[0] = data;
}

static void received(void)
{
	if (!seen[0])
		scenario_fail("the flag came, and the data did not");
}

/*
 * The xchg() changes nothing, so to the reduction its order is no matter; but
 * only if it comes before the other one is there an order between the writes.
 */
static void xchg_late(void *arg)
{
	data = 1;
	WRITE_ONCE(flag, 1);
	xchg(&x, 0);
}

static void xchg_then_read(void *arg)
{
	if (READ_ONCE(flag)) {
		xchg(&x, 0);
		seen[0] = data;
	}
}

static void xchg_early(void *arg)
{
	data = 1;
	xchg(&x, 0);
	WRITE_ONCE(flag, 1);
}

/*
 * The same without plain accesses, so that there is no data race: what is wrong
 * here only a machine shows that lets reads or writes overtake each other.
 */
static void post_once(void *arg)
{
	WRITE_ONCE(data, 1);
	WRITE_ONCE(flag, 1);
}

static void post_wmb(void *arg)
{
	WRITE_ONCE(data, 1);
	smp_wmb();
	WRITE_ONCE(flag, 1);
}

static void look_once(void *arg)
{
	if (READ_ONCE(flag))
		seen[0] = READ_ONCE(data);
}

static void look_rmb(void *arg)
{
	if (!READ_ONCE(flag) && !atomic_read(&counter))
		return;
	smp_rmb();
	seen[0] = READ_ONCE(data);
}

static void look_failing(void *arg)
{
	if (!READ_ONCE(flag))
		return;
	cmpxchg(&x, 1, 2);
	seen[0] = READ_ONCE(data);
}

static void await_once(void *arg)
{
	while (!READ_ONCE(flag))
		cpu_relax();
	seen[0] = READ_ONCE(data);
}

static void await_acquire(void *arg)
{
	while (!smp_load_acquire(&flag))
		cpu_relax();
	seen[0] = READ_ONCE(data);
}

static void post_inc(void *arg)
{
	WRITE_ONCE(data, 1);
	atomic_inc(&counter);
}

static void post_inc_return(void *arg)
{
	WRITE_ONCE(data, 1);
	atomic_inc_return(&counter);
}

static void nothing_much(void *arg)
{
	WRITE_ONCE(x, 1);
}

static void publish(void *arg)
{
	WRITE_ONCE(nodes[0].taken, 1);
	smp_store_release(&top, &nodes[0]);
}

static void publish_early(void *arg)
{
	WRITE_ONCE(nodes[0].taken, 1);
	WRITE_ONCE(top, &nodes[0]);
}

/* No barrier: that "taken" is read after "top" its address sees to. */
static void follow(void *arg)
{
	struct node *n = READ_ONCE(top);

	if (n)
		seen[0] = READ_ONCE(n->taken);
}

/* --- counting, excluding ------------------------------------------------- */

static void count(void *arg)
{
	WRITE_ONCE(x, READ_ONCE(x) + 1);
}

static void count_plain(void *arg)
{
	x++;
}

static void count_cmpxchg(void *arg)
{
	int old = READ_ONCE(x);

	while (!try_cmpxchg(&x, &old, old + 1))
		;
}

static void count_locked(void *arg)
{
	spin_lock(&lock_a);
	x++;
	spin_unlock(&lock_a);
}

static void count_irqsave(void *arg)
{
	unsigned long flags;

	spin_lock_irqsave(&lock_a, flags);
	x++;
	spin_unlock_irqrestore(&lock_a, flags);
}

/* A lock of one's own, of xchg(). */
static void count_own_lock(void *arg)
{
	while (xchg(&y, 1))
		;
	x++;
	smp_store_release(&y, 0);
}

static void both(void)
{
	if (x != 2)
		scenario_fail("two were counted as %d", x);
}

/* Dekker's beginning: I want to; do you? */
static void want(void *arg)
{
	int *mine = arg, *yours = arg == &x ? &y : &x;

	WRITE_ONCE(*mine, 1);
	if (!READ_ONCE(*yours))
		seen[mine == &x] = 1;
}

static void want_mb(void *arg)
{
	int *mine = arg, *yours = arg == &x ? &y : &x;

	smp_store_mb(*mine, 1);
	if (!READ_ONCE(*yours))
		seen[mine == &x] = 1;
}

static void only_one(void)
{
	if (seen[0] == 1 && seen[1] == 1)
		scenario_fail("both are in");
}

/* --- what does not end, or badly ----------------------------------------- */

static void a_then_b(void *arg)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
}

static void b_then_a(void *arg)
{
	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

static void twice(void *arg)
{
	spin_lock(&lock_a);
	spin_lock(&lock_a);
}

static void irqs_stay_off(void *arg)
{
	local_irq_disable();
	WRITE_ONCE(x, 1);
}

static void wait_for_flag(void *arg)
{
	while (!READ_ONCE(flag))
		;
}

static void look_often(void *arg)
{
	int i;

	for (i = 0; i < 100 && !READ_ONCE(flag); i++)
		cpu_relax();
}

static void wait_for_both(void *arg)
{
	while (!READ_ONCE(flag) || !READ_ONCE(other_flag))
		;
}

static void wait_for_any(void *arg)
{
	while (!READ_ONCE(flag) && !READ_ONCE(other_flag))
		;
}

static void set(void *f)
{
	WRITE_ONCE(*(int *)f, 1);
}

static void count_for_ever(void *arg)
{
	for (;;)
		WRITE_ONCE(x, READ_ONCE(x) + 1);
}

static void compute_for_ever(void *arg)
{
	for (;;)
		barrier();
}

static noinline int recurse(int n)
{
	volatile int here = n;

	return here < 0 ? 0 : recurse(here + 1) + here;
}

static void recurse_for_ever(void *arg)
{
	seen[0] = recurse(0);
}

static void follow_null(void *arg)
{
	WRITE_ONCE(*(int *)arg, 1);
}

static void trap(void)
{
	__builtin_trap();
}

static void trap_in_thread(void *arg)
{
	WRITE_ONCE(x, 1);
	trap();
}

static int *volatile null;

static void null_in_init(void)
{
	*null = 1;
}

static void null_in_check(void)
{
	x = *null;
}

static void loop_in_check(void)
{
	for (;;)
		barrier();
}

#define TWO(f, g)	{ { "1", f, NULL, NULL }, { "2", g, NULL, NULL } }
#define RIGHT		FAIL_NONE, FAIL_NONE, FAIL_NONE, NULL, false
#define ALL(kind)	kind, kind, kind, NULL, false
#define SAYS(kind, w)	kind, kind, kind, w, false
#define SLOW(kind, w)	kind, kind, kind, w, true
#define WEAK(kind)	FAIL_NONE, FAIL_NONE, kind, NULL, false

const struct known known[] = {
	{ { "pop with ABA", "", three_there,
	    TWO(pop_one, pop_two_push_one), each_once }, ALL(FAIL_CHECK) },
	{ { "a pop and two pops", "", three_there,
	    TWO(pop_one, pop_two), each_once }, RIGHT },
	{ { "a Treiber stack that nothing comes back to", "", three_there, {
	    { "1", pop_one, NULL, NULL }, { "2", pop_one, NULL, NULL },
	    { "3", push_fourth, NULL, NULL } }, each_once }, RIGHT },
	{ { "a Treiber stack, three pops", "", three_there, {
	    { "1", pop_one, NULL, NULL }, { "2", pop_one, NULL, NULL },
	    { "3", pop_one, NULL, NULL } }, each_once }, RIGHT },
	{ { "a Treiber stack whose nodes are freed at once", "", three_there,
	    TWO(pop_and_free, pop_and_free), nothing },
	  SAYS(FAIL_FREED, "it reads a request that was freed") },
	{ { "llist: three adds and a del_all", "", clean, {
	    { "1", add, &links[0], NULL }, { "2", add, &links[1], NULL },
	    { "3", add, &links[2], NULL }, { "4", take_links, NULL, NULL } },
	    all_taken }, RIGHT },
	{ { "llist: adds, one in an interrupt, and two del_all", "", clean, {
	    { "1", add, &links[0], NULL }, { "2", add, &links[1], "1" },
	    { "3", take_links, NULL, NULL }, { "4", take_links, NULL, NULL },
	    { "5", add, &links[2], NULL } }, all_taken }, RIGHT },
	{ { "pushes that do not look", "", clean, {
	    { "1", add_blindly, &links[0], NULL },
	    { "2", add_blindly, &links[1], NULL },
	    { "3", add_blindly, &links[2], NULL },
	    { "4", take_links, NULL, NULL } }, all_taken },
	  ALL(FAIL_CHECK) },
	{ { "two del_all", "", links_there,
	    TWO(take_links, take_links), all_taken }, RIGHT },
	{ { "two drains that read and then empty", "", links_there,
	    TWO(take_in_two_steps, take_in_two_steps), all_taken },
	  ALL(FAIL_CHECK) },

	{ { "message by WRITE_ONCE()", "", clean,
	    TWO(send_once, receive), received }, ALL(FAIL_RACE) },
	{ { "message by smp_store_release()", "", clean,
	    TWO(send_release, receive), received }, RIGHT },
	{ { "message by smp_wmb()", "", clean,
	    TWO(send_wmb, receive), received }, RIGHT },
	{ { "message that nobody looked whether it is there", "", clean,
	    TWO(send_release, receive_too_early), nothing },
	  ALL(FAIL_RACE) },
	{ { "an xchg() that changes nothing, too late", "", clean,
	    TWO(xchg_late, xchg_then_read), nothing }, ALL(FAIL_RACE) },
	{ { "an xchg() that changes nothing, in time", "", clean,
	    TWO(xchg_early, xchg_then_read), nothing }, RIGHT },

	{ { "message, nothing ordered", "", clean,
	    TWO(post_once, look_once), received }, WEAK(FAIL_CHECK) },
	{ { "message, only the sender orders", "", clean,
	    TWO(post_wmb, look_once), received }, WEAK(FAIL_CHECK) },
	{ { "message, only the receiver orders", "", clean,
	    TWO(post_once, look_rmb), received }, WEAK(FAIL_CHECK) },
	{ { "message by smp_wmb() and smp_rmb()", "", clean,
	    TWO(post_wmb, look_rmb), received }, RIGHT },
	{ { "message from an interrupt, nothing ordered", "", clean, {
	    { "1", nothing_much, NULL, NULL }, { "2", post_once, NULL, "1" },
	    { "3", look_once, NULL, NULL } }, received },
	  WEAK(FAIL_CHECK) },
	{ { "message to an interrupt on one's own CPU", "", clean, {
	    { "1", post_once, NULL, NULL },
	    { "2", look_once, NULL, "1" } }, received }, RIGHT },
	{ { "message found through its address", "", clean,
	    TWO(publish, follow), received }, RIGHT },
	{ { "message found through its address, published too early", "",
	    clean, TWO(publish_early, follow), received }, WEAK(FAIL_CHECK) },
	{ { "waiting for a message", "", clean,
	    TWO(post_wmb, await_once), received }, WEAK(FAIL_CHECK) },
	{ { "waiting for a message, with smp_load_acquire()", "", clean,
	    TWO(post_wmb, await_acquire), received }, RIGHT },
	{ { "an atomic_inc() orders nothing", "", clean,
	    TWO(post_inc, look_rmb), received }, WEAK(FAIL_CHECK) },
	{ { "an atomic_inc_return() orders", "", clean,
	    TWO(post_inc_return, look_rmb), received }, RIGHT },
	{ { "a cmpxchg() that fails orders nothing", "", clean,
	    TWO(post_wmb, look_failing), received }, WEAK(FAIL_CHECK) },

	{ { "lost update", "", clean, TWO(count, count), both },
	  ALL(FAIL_CHECK) },
	{ { "lost update, plain", "", clean,
	    TWO(count_plain, count_plain), both }, ALL(FAIL_RACE) },
	{ { "update by cmpxchg()", "", clean,
	    TWO(count_cmpxchg, count_cmpxchg), both }, RIGHT },
	{ { "update with a lock", "", clean,
	    TWO(count_locked, count_locked), both }, RIGHT },
	{ { "update with a lock made of xchg()", "", clean,
	    TWO(count_own_lock, count_own_lock), both }, RIGHT },
	{ { "interrupt updates, with irqsave", "", clean, {
	    { "1", count_irqsave, NULL, NULL },
	    { "2", count_locked, NULL, "1" } }, both }, RIGHT },
	{ { "interrupt takes the lock of whom it interrupts", "", clean, {
	    { "1", count_locked, NULL, NULL },
	    { "2", count_locked, NULL, "1" } }, both },
	  SAYS(FAIL_DEADLOCK, "waits for a lock") },
	{ { "Dekker", "", clean, {
	    { "1", want, &x, NULL }, { "2", want, &y, NULL } }, only_one },
	  FAIL_NONE, FAIL_CHECK, FAIL_CHECK, NULL, false },
	{ { "Dekker with smp_store_mb()", "", clean, {
	    { "1", want_mb, &x, NULL }, { "2", want_mb, &y, NULL } },
	    only_one }, RIGHT },

	{ { "two locks, in two orders", "", clean,
	    TWO(a_then_b, b_then_a), nothing },
	  SAYS(FAIL_DEADLOCK, "waits for a lock that is never given back") },
	{ { "a lock, twice", "", clean, TWO(twice, count), nothing },
	  ALL(FAIL_DEADLOCK) },
	{ { "interrupts stay disabled", "", clean, {
	    { "1", irqs_stay_off, NULL, NULL },
	    { "2", count, NULL, "1" } }, nothing },
	  SAYS(FAIL_DEADLOCK, "interrupts are never enabled again") },
	{ { "waiting for what comes", "", clean, {
	    { "1", wait_for_flag, NULL, NULL },
	    { "2", set, &flag, NULL } }, nothing }, RIGHT },
	{ { "waiting for two things", "", clean, {
	    { "1", wait_for_both, NULL, NULL },
	    { "2", set, &flag, NULL },
	    { "3", set, &other_flag, NULL } }, nothing }, RIGHT },
	{ { "waiting for one of two", "", clean, {
	    { "1", wait_for_any, NULL, NULL },
	    { "2", set, &other_flag, NULL } }, nothing }, RIGHT },
	{ { "waiting for what never comes", "", clean, {
	    { "1", wait_for_flag, NULL, NULL },
	    { "2", set, &other_flag, NULL } }, nothing },
	  SAYS(FAIL_LOOP, "for something that never comes") },
	{ { "waiting for two, one never comes", "", clean, {
	    { "1", wait_for_both, NULL, NULL },
	    { "2", set, &flag, NULL } }, nothing },
	  SAYS(FAIL_LOOP, "for something that never comes") },
	{ { "looking a hundred times", "", clean, {
	    { "1", look_often, NULL, NULL },
	    { "2", set, &other_flag, NULL } }, nothing }, RIGHT },
	{ { "writing for ever", "", clean,
	    TWO(count, count_for_ever), nothing },
	  SAYS(FAIL_LOOP, "it goes on for ever") },
	{ { "computing for ever", "", clean,
	    TWO(count, compute_for_ever), nothing },
	  SLOW(FAIL_LOOP, "it computes for ever") },
	{ { "recursion", "", clean,
	    TWO(count, recurse_for_ever), nothing },
	  SAYS(FAIL_STACK, "until its stack is full") },
	{ { "a NULL pointer", "", clean,
	    TWO(count, follow_null), nothing },
	  SAYS(FAIL_CRASH, "it follows a NULL pointer") },
	{ { "an instruction that is none", "", clean,
	    TWO(count, trap_in_thread), nothing },
	  SAYS(FAIL_CRASH, "it crashes") },
	{ { "a crash before the first step", "", null_in_init,
	    TWO(count, count), nothing },
	  SAYS(FAIL_CRASH, "it follows a NULL pointer") },
	{ { "a crash in the check", "", clean,
	    TWO(count, count), null_in_check },
	  SAYS(FAIL_CRASH, "it follows a NULL pointer") },
	{ { "a check that does not end", "", clean,
	    TWO(count, count), loop_in_check },
	  SLOW(FAIL_LOOP, "it computes for ever") },
};

const unsigned int nr_known = ARRAY_SIZE(known);
