// SPDX-License-Identifier: GPL-2.0
/*
 * Scenarios about which there is no doubt: data structures that are known to be
 * right, mistakes that everybody knows, and code that cannot be run to its end.
 *
 * This file is watched by the checker, as a fallback.c is.
 */
#include "shim/kernel.h"
#include "known.h"
#include "sync.h"

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

/* A thread that has no more to do than fits into a line or two. */
#define THREAD(name, ...)	static void name(void *arg) { __VA_ARGS__; }

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

THREAD(pop_two, pop_one(arg); pop_one(arg))
THREAD(push_fourth, nodes[3].taken = 0; push(&nodes[3]))

/* Popped, and given back at once: others may be about to look at its next. */
static void pop_and_free(void *arg)
{
	struct node *n = pop();

	if (n)
		scenario_free(n, sizeof(*n));
}

/* --- llist --------------------------------------------------------------- */

THREAD(add, llist_add(arg, &list))

/* It does not look whether another has come in between. */
static void add_blindly(void *link)
{
	struct llist_node *n = link;

	n->next = READ_ONCE(list.first);
	smp_store_release(&list.first, n);
}

static void taken(const struct llist_node *n)
{
	for (; n; n = n->next)
		if (xchg(&seen[n - links], 0) >= 0)
			scenario_fail("link %d was taken twice",
				      (int)(n - links));
}

THREAD(take_links, taken(llist_del_all(&list)))

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
	taken(n);
}

static void links_there(void)
{
	int i;

	clean();
	for (i = 0; i < 3; i++)
		add(&links[i]);
}

/* --- message passing ----------------------------------------------------- */

THREAD(send_once, data = 1; WRITE_ONCE(flag, 1))
THREAD(send_release, data = 1; smp_store_release(&flag, 1))
THREAD(send_wmb, data = 1; smp_wmb(); WRITE_ONCE(flag, 1))

THREAD(receive, if (smp_load_acquire(&flag)) seen[0] = data)
THREAD(receive_too_early, (void)smp_load_acquire(&flag); seen[0] = data)

static void received(void)
{
	if (!seen[0])
		scenario_fail("the flag came, and the data did not");
}

/*
 * The xchg() changes nothing, so to the reduction its order is no matter; but
 * only if it comes before the other one is there an order between the writes.
 */
THREAD(xchg_late, data = 1; WRITE_ONCE(flag, 1); xchg(&x, 0))
THREAD(xchg_early, data = 1; xchg(&x, 0); WRITE_ONCE(flag, 1))
THREAD(xchg_then_read, if (READ_ONCE(flag)) { xchg(&x, 0); seen[0] = data; })

/*
 * The same without plain accesses, so that there is no data race: what is wrong
 * here only a machine shows that lets reads or writes overtake each other.
 */
THREAD(post_once, WRITE_ONCE(data, 1); WRITE_ONCE(flag, 1))
THREAD(post_wmb, WRITE_ONCE(data, 1); smp_wmb(); WRITE_ONCE(flag, 1))
THREAD(post_inc, WRITE_ONCE(data, 1); atomic_inc(&counter))
THREAD(post_inc_return, WRITE_ONCE(data, 1); atomic_inc_return(&counter))
THREAD(nothing_much, WRITE_ONCE(x, 1))

THREAD(look_once, if (READ_ONCE(flag)) seen[0] = READ_ONCE(data))

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

THREAD(publish, WRITE_ONCE(nodes[0].taken, 1);
       smp_store_release(&top, &nodes[0]))
THREAD(publish_early, WRITE_ONCE(nodes[0].taken, 1);
       WRITE_ONCE(top, &nodes[0]))

/* No barrier: that "taken" is read after "top" its address sees to. */
static void follow(void *arg)
{
	struct node *n = READ_ONCE(top);

	if (n)
		seen[0] = READ_ONCE(n->taken);
}

/* --- counting, excluding ------------------------------------------------- */

THREAD(count, WRITE_ONCE(x, READ_ONCE(x) + 1))
THREAD(count_plain, x++)

static void count_cmpxchg(void *arg)
{
	int old = READ_ONCE(x);

	while (!try_cmpxchg(&x, &old, old + 1))
		;
}

THREAD(count_locked, spin_lock(&lock_a); x++; spin_unlock(&lock_a))

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
static void look_at_other(int *mine)
{
	if (!READ_ONCE(*(mine == &x ? &y : &x)))
		seen[mine == &x] = 1;
}

THREAD(want, WRITE_ONCE(*(int *)arg, 1); look_at_other(arg))
THREAD(want_mb, smp_store_mb(*(int *)arg, 1); look_at_other(arg))

static void only_one(void)
{
	if (seen[0] == 1 && seen[1] == 1)
		scenario_fail("both are in");
}

/* --- what is woken up ----------------------------------------------------- */

static struct completion arrived;
static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct mutex mutex_a;

static void clean_waits(void)
{
	clean();
	init_completion(&arrived);
	init_waitqueue_head(&queue);
}

THREAD(send_complete, data = 42; complete(&arrived))
THREAD(receive_complete, wait_for_completion(&arrived); seen[0] = data)
THREAD(receive_tried, if (try_wait_for_completion(&arrived)) seen[0] = data)
THREAD(send_wake_up, smp_store_release(&flag, 42); wake_up(&queue))
THREAD(send_woken_first, wake_up(&queue); smp_store_release(&flag, 42))
THREAD(receive_event, wait_event(queue, READ_ONCE(flag));
       seen[0] = READ_ONCE(flag))
THREAD(receive_event_plain, wait_event(queue, READ_ONCE(flag));
       seen[0] = data)
THREAD(send_data_wake_up, data = 42; WRITE_ONCE(flag, 1); wake_up(&queue))

/* A thread that does not get the lock waits for it. */
static void count_tried(void *arg)
{
	if (!mutex_trylock(&mutex_a))
		mutex_lock(&mutex_a);
	x++;
	mutex_unlock(&mutex_a);
}

THREAD(count_spinning, while (!spin_trylock(&lock_a)) cpu_relax();
       x++; spin_unlock(&lock_a))
THREAD(count_if_tried,
       if (spin_trylock(&lock_a)) { x++; spin_unlock(&lock_a); })

static void count_local(void *arg)
{
	int old = READ_ONCE(x);

	while (!try_cmpxchg_local(&x, &old, old + 1))
		;
}

/* --- work items ----------------------------------------------------------- */

static void work_fn(struct work_struct *work)
{
	x++;
}

static DECLARE_WORK(work, work_fn);
static DECLARE_DELAYED_WORK(later, work_fn);

/* It has run once for each time that queueing it said so. */
static void ran(void)
{
	if (x != seen[2] + seen[3] + 2)
		scenario_fail("queued %d times, ran %d times",
			      seen[2] + seen[3] + 2, x);
}

static void settled_by_now(void)
{
	scenario_settle();
	ran();
}

THREAD(queue_first, seen[2] = schedule_work(&work) - 1)
THREAD(queue_second, seen[3] = schedule_work(&work) - 1)
THREAD(flush_it, y = 1; schedule_work(&work); flush_work(&work); seen[0] = x)
THREAD(flush_late, schedule_delayed_work(&later, 1); flush_work(&later.work);
       seen[0] = x)
THREAD(flush_delayed, schedule_delayed_work(&later, 1);
       flush_delayed_work(&later); seen[0] = x)
THREAD(queue_only, schedule_work(&work); seen[0] = x)
THREAD(flush_queue, queue_work(system_unbound_wq, &work);
       flush_workqueue(system_unbound_wq); seen[0] = x)
THREAD(flush_other_queue, schedule_work(&work);
       flush_workqueue(system_unbound_wq); seen[0] = x)
THREAD(cancel_it, schedule_work(&work); seen[1] = cancel_work_sync(&work);
       seen[0] = x)
THREAD(cancel_and_touch, schedule_work(&work); cancel_work(&work); x = 7)
THREAD(flush_itself_too, schedule_work(&work); flush_work(&work))

/* While it runs it can be queued again, and then sees what was before that. */
static void copy_fn(struct work_struct *work)
{
	WRITE_ONCE(x, READ_ONCE(y));
}

static DECLARE_WORK(copy, copy_fn);
THREAD(queue_copy, schedule_work(&copy))
THREAD(flush_copy, WRITE_ONCE(y, 1); schedule_work(&copy); flush_work(&copy);
       seen[0] = READ_ONCE(x))

static void work_on_stack(void *arg)
{
	struct work_struct own;

	INIT_WORK_ONSTACK(&own, work_fn);
	queue_work(system_unbound_wq, &own);
	flush_work(&own);
	destroy_work_on_stack(&own);
}

static void two_works_ran(void)
{
	if (x != 2)
		scenario_fail("two works ran %d times", x);
}

static void work_has_run(void)
{
	if (seen[0] != 1)
		scenario_fail("the work had run %d times", seen[0]);
}

static void taken_back_or_run(void)
{
	if (seen[0] + seen[1] != 1)
		scenario_fail("taken back %d, ran %d", seen[1], seen[0]);
}

/* --- what does not end, or badly ----------------------------------------- */

THREAD(a_then_b, spin_lock(&lock_a); spin_lock(&lock_b);
       spin_unlock(&lock_b); spin_unlock(&lock_a))
THREAD(b_then_a, spin_lock(&lock_b); spin_lock(&lock_a);
       spin_unlock(&lock_a); spin_unlock(&lock_b))
THREAD(twice, spin_lock(&lock_a); spin_lock(&lock_a))
THREAD(irqs_stay_off, local_irq_disable(); WRITE_ONCE(x, 1))

THREAD(wait_for_flag, while (!READ_ONCE(flag)))
THREAD(wait_for_both, while (!READ_ONCE(flag) || !READ_ONCE(other_flag)))
THREAD(wait_for_any, while (!READ_ONCE(flag) && !READ_ONCE(other_flag)))

static void look_often(void *arg)
{
	int i;

	for (i = 0; i < 100 && !READ_ONCE(flag); i++)
		cpu_relax();
}

THREAD(set, WRITE_ONCE(*(int *)arg, 1))
THREAD(count_for_ever, for (;;) count(arg))
THREAD(compute_for_ever, for (;;) barrier())

static noinline int recurse(int n)
{
	volatile int here = n;

	return here < 0 ? 0 : recurse(here + 1) + here;
}

THREAD(recurse_for_ever, seen[0] = recurse(0))
THREAD(trap_in_thread, WRITE_ONCE(x, 1); __builtin_trap())

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
	compute_for_ever(NULL);
}

#define T(n, f, arg)	{ #n, f, arg, NULL }
#define IRQ(n, f, arg)	{ #n, f, arg, "1" }
#define TWO(f, g)	T(1, f, NULL), T(2, g, NULL)
#define SAYS(kind, w)	{ kind, kind, kind }, w, false
#define SLOW(kind, w)	{ kind, kind, kind }, w, true
#define ALL(kind)	SAYS(kind, NULL)
#define RIGHT		ALL(FAIL_NONE)
#define WEAK		{ FAIL_NONE, FAIL_NONE, FAIL_CHECK }, NULL, false
#define TSO		{ FAIL_NONE, FAIL_CHECK, FAIL_CHECK }, NULL, false

/* A scene: its verdict, what is before each run and after it, the threads. */
#define SCENE(name, verdict, init, check, ...) \
	{ { name, "", init, { __VA_ARGS__ }, check }, verdict }

const struct known known[] = {
	SCENE("pop with ABA", ALL(FAIL_CHECK), three_there, each_once,
	      TWO(pop_one, pop_two_push_one)),
	SCENE("a pop and two pops", RIGHT, three_there, each_once,
	      TWO(pop_one, pop_two)),
	SCENE("a Treiber stack that nothing comes back to", RIGHT, three_there,
	      each_once, T(1, pop_one, NULL), T(2, pop_one, NULL),
	      T(3, push_fourth, NULL)),
	SCENE("a Treiber stack, three pops", RIGHT, three_there, each_once,
	      T(1, pop_one, NULL), T(2, pop_one, NULL), T(3, pop_one, NULL)),
	SCENE("a Treiber stack whose nodes are freed at once",
	      SAYS(FAIL_FREED, "it reads memory that was freed"),
	      three_there, nothing, TWO(pop_and_free, pop_and_free)),
	SCENE("llist: three adds and a del_all", RIGHT, clean, all_taken,
	      T(1, add, &links[0]), T(2, add, &links[1]), T(3, add, &links[2]),
	      T(4, take_links, NULL)),
	SCENE("llist: adds, one in an interrupt, and two del_all", RIGHT, clean,
	      all_taken, T(1, add, &links[0]), IRQ(2, add, &links[1]),
	      T(3, take_links, NULL), T(4, take_links, NULL),
	      T(5, add, &links[2])),
	SCENE("pushes that do not look", ALL(FAIL_CHECK), clean, all_taken,
	      T(1, add_blindly, &links[0]), T(2, add_blindly, &links[1]),
	      T(3, add_blindly, &links[2]), T(4, take_links, NULL)),
	SCENE("two del_all", RIGHT, links_there, all_taken,
	      TWO(take_links, take_links)),
	SCENE("two drains that read and then empty", ALL(FAIL_CHECK),
	      links_there, all_taken,
	      TWO(take_in_two_steps, take_in_two_steps)),

	SCENE("message by WRITE_ONCE()", ALL(FAIL_RACE), clean, received,
	      TWO(send_once, receive)),
	SCENE("message by smp_store_release()", RIGHT, clean, received,
	      TWO(send_release, receive)),
	SCENE("message by smp_wmb()", RIGHT, clean, received,
	      TWO(send_wmb, receive)),
	SCENE("message that nobody looked whether it is there", ALL(FAIL_RACE),
	      clean, nothing, TWO(send_release, receive_too_early)),
	SCENE("an xchg() that changes nothing, too late", ALL(FAIL_RACE), clean,
	      nothing, TWO(xchg_late, xchg_then_read)),
	SCENE("an xchg() that changes nothing, in time", RIGHT, clean, nothing,
	      TWO(xchg_early, xchg_then_read)),

	SCENE("message, nothing ordered", WEAK, clean, received,
	      TWO(post_once, look_once)),
	SCENE("message, only the sender orders", WEAK, clean,
	      received, TWO(post_wmb, look_once)),
	SCENE("message, only the receiver orders", WEAK, clean,
	      received, TWO(post_once, look_rmb)),
	SCENE("message by smp_wmb() and smp_rmb()", RIGHT, clean, received,
	      TWO(post_wmb, look_rmb)),
	SCENE("message from an interrupt, nothing ordered", WEAK,
	      clean, received, T(1, nothing_much, NULL),
	      IRQ(2, post_once, NULL), T(3, look_once, NULL)),
	SCENE("message to an interrupt on one's own CPU", RIGHT, clean,
	      received, T(1, post_once, NULL), IRQ(2, look_once, NULL)),
	SCENE("message found through its address", RIGHT, clean, received,
	      TWO(publish, follow)),
	SCENE("message found through its address, published too early",
	      WEAK, clean, received, TWO(publish_early, follow)),
	SCENE("waiting for a message", WEAK, clean, received,
	      TWO(post_wmb, await_once)),
	SCENE("waiting for a message, with smp_load_acquire()", RIGHT, clean,
	      received, TWO(post_wmb, await_acquire)),
	SCENE("an atomic_inc() orders nothing", WEAK, clean,
	      received, TWO(post_inc, look_rmb)),
	SCENE("an atomic_inc_return() orders", RIGHT, clean, received,
	      TWO(post_inc_return, look_rmb)),
	SCENE("a cmpxchg() that fails orders nothing", WEAK, clean,
	      received, TWO(post_wmb, look_failing)),

	SCENE("lost update", ALL(FAIL_CHECK), clean, both, TWO(count, count)),
	SCENE("lost update, plain", ALL(FAIL_RACE), clean, both,
	      TWO(count_plain, count_plain)),
	SCENE("update by cmpxchg()", RIGHT, clean, both,
	      TWO(count_cmpxchg, count_cmpxchg)),
	SCENE("update with a lock", RIGHT, clean, both,
	      TWO(count_locked, count_locked)),
	SCENE("update with a lock made of xchg()", RIGHT, clean, both,
	      TWO(count_own_lock, count_own_lock)),
	SCENE("interrupt updates, with irqsave", RIGHT, clean, both,
	      T(1, count_irqsave, NULL), IRQ(2, count_locked, NULL)),
	SCENE("interrupt takes the lock of whom it interrupts",
	      SAYS(FAIL_DEADLOCK, "waits for a lock"), clean, both,
	      T(1, count_locked, NULL), IRQ(2, count_locked, NULL)),
	SCENE("Dekker", TSO, clean, only_one, T(1, want, &x),
	      T(2, want, &y)),
	SCENE("Dekker with smp_store_mb()", RIGHT, clean, only_one,
	      T(1, want_mb, &x), T(2, want_mb, &y)),

	SCENE("message by complete()", RIGHT, clean_waits, received,
	      TWO(send_complete, receive_complete)),
	SCENE("message by complete(), if it is there", RIGHT, clean_waits,
	      received, TWO(send_complete, receive_tried)),
	SCENE("message by wait_event()", RIGHT, clean_waits, received,
	      TWO(send_wake_up, receive_event)),
	SCENE("wake_up() before there is anything",
	      SAYS(FAIL_DEADLOCK, "waits for something that never comes"),
	      clean_waits, received, TWO(send_woken_first, receive_event)),
	SCENE("wait_event() does not order if it need not wait", ALL(FAIL_RACE),
	      clean_waits, received,
	      TWO(send_data_wake_up, receive_event_plain)),
	SCENE("a completion of which there is one for two",
	      SAYS(FAIL_DEADLOCK, "it waits for a completion"), clean_waits,
	      nothing, T(1, send_complete, NULL), T(2, receive_complete, NULL),
	      T(3, receive_complete, NULL)),
	SCENE("update with mutex_trylock()", RIGHT, clean, both,
	      TWO(count_tried, count_tried)),
	SCENE("update with spin_trylock() in a loop", RIGHT, clean, both,
	      TWO(count_spinning, count_spinning)),
	SCENE("update that is given up", ALL(FAIL_CHECK), clean, both,
	      TWO(count_if_tried, count_if_tried)),
	SCENE("update by cmpxchg_local()", ALL(FAIL_CHECK), clean, both,
	      TWO(count_local, count_local)),
	SCENE("interrupt updates, with cmpxchg_local()", RIGHT, clean, both,
	      T(1, count_local, NULL), IRQ(2, count_local, NULL)),

	SCENE("a work item, queued twice", RIGHT, clean, settled_by_now,
	      TWO(queue_first, queue_second)),
	SCENE("flush_work()", RIGHT, clean, work_has_run, T(1, flush_it, NULL)),
	SCENE("flush_work(), somebody else has queued it", RIGHT, clean, nothing,
	      TWO(flush_itself_too, flush_itself_too)),
	SCENE("flush_work(), queued while it runs", RIGHT, clean, work_has_run,
	      TWO(queue_copy, flush_copy)),
	SCENE("flush_work() waits for no timer", ALL(FAIL_RACE), clean,
	      nothing, T(1, flush_late, NULL)),
	SCENE("flush_delayed_work()", RIGHT, clean, work_has_run,
	      T(1, flush_delayed, NULL)),
	SCENE("a work item that nobody waits for", ALL(FAIL_RACE), clean,
	      nothing, T(1, queue_only, NULL)),
	SCENE("flush_workqueue()", RIGHT, clean, work_has_run,
	      T(1, flush_queue, NULL)),
	SCENE("flush_workqueue() of another queue", ALL(FAIL_RACE), clean,
	      nothing, T(1, flush_other_queue, NULL)),
	SCENE("cancel_work_sync()", RIGHT, clean, taken_back_or_run,
	      T(1, cancel_it, NULL)),
	SCENE("cancel_work() does not wait", ALL(FAIL_RACE), clean, nothing,
	      T(1, cancel_and_touch, NULL)),
	SCENE("two work items on two stacks", ALL(FAIL_RACE), clean,
	      two_works_ran, TWO(work_on_stack, work_on_stack)),

	SCENE("two locks, in two orders",
	      SAYS(FAIL_DEADLOCK, "waits for a lock that is never given back"),
	      clean, nothing, TWO(a_then_b, b_then_a)),
	SCENE("a lock, twice", ALL(FAIL_DEADLOCK), clean, nothing,
	      TWO(twice, count)),
	SCENE("interrupts stay disabled",
	      SAYS(FAIL_DEADLOCK, "interrupts are never enabled again"), clean,
	      nothing, T(1, irqs_stay_off, NULL), IRQ(2, count, NULL)),
	SCENE("waiting for what comes", RIGHT, clean, nothing,
	      T(1, wait_for_flag, NULL), T(2, set, &flag)),
	SCENE("waiting for two things", RIGHT, clean, nothing,
	      T(1, wait_for_both, NULL), T(2, set, &flag),
	      T(3, set, &other_flag)),
	SCENE("waiting for one of two", RIGHT, clean, nothing,
	      T(1, wait_for_any, NULL), T(2, set, &other_flag)),
	SCENE("waiting for what never comes",
	      SAYS(FAIL_LOOP, "for something that never comes"), clean, nothing,
	      T(1, wait_for_flag, NULL), T(2, set, &other_flag)),
	SCENE("waiting for two, one never comes",
	      SAYS(FAIL_LOOP, "for something that never comes"), clean, nothing,
	      T(1, wait_for_both, NULL), T(2, set, &flag)),
	SCENE("looking a hundred times", RIGHT, clean, nothing,
	      T(1, look_often, NULL), T(2, set, &other_flag)),
	SCENE("writing forever", SAYS(FAIL_LOOP, "it goes on forever"), clean,
	      nothing, TWO(count, count_for_ever)),
	SCENE("computing forever", SLOW(FAIL_LOOP, "it computes forever"),
	      clean, nothing, TWO(count, compute_for_ever)),
	SCENE("recursion", SAYS(FAIL_STACK, "until its stack is full"), clean,
	      nothing, TWO(count, recurse_for_ever)),
	SCENE("a NULL pointer", SAYS(FAIL_CRASH, "it follows a NULL pointer"),
	      clean, nothing, TWO(count, set)),
	SCENE("an instruction that is none", SAYS(FAIL_CRASH, "it crashes"),
	      clean, nothing, TWO(count, trap_in_thread)),
	SCENE("a crash before the first step",
	      SAYS(FAIL_CRASH, "it follows a NULL pointer"), null_in_init,
	      nothing, TWO(count, count)),
	SCENE("a crash in the check",
	      SAYS(FAIL_CRASH, "it follows a NULL pointer"), clean,
	      null_in_check, TWO(count, count)),
	SCENE("a check that does not end",
	      SLOW(FAIL_LOOP, "it computes forever"), clean, loop_in_check,
	      TWO(count, count)),
};

const unsigned int nr_known = ARRAY_SIZE(known);
