// SPDX-License-Identifier: GPL-2.0
/*
 * What herd7 says of pushes and drains, with the kernel's memory model (7.56.3,
 * linux-kernel.cfg of 6.12's tools/memory-model), and what the checker says.
 *
 *	herd		the drain sees a request,	checker
 *			and not what was written
 *			there before the push
 *	NEVER		never				proven, any model
 *	SOMETIMES	sometimes			refuted, MODEL=weak
 *	RACE		sometimes, by a data race	refuted, any model
 *
 * All rows agree; one that does not has to say why here.
 *
 * This file is watched by the checker, as a fallback.c is.  What a thread has
 * to do is a number in its argument, not in memory, so reading it is no step.
 */
#include "shim/kernel.h"
#include "known.h"

#define NEVER		.fails = { FAIL_NONE }
#define SOMETIMES	.fails = { [MODEL_WEAK] = FAIL_CHECK }
#define RACE		.fails = { FAIL_RACE, FAIL_RACE, FAIL_RACE }
#define IN_ORDER	.fails = { FAIL_CHECK, FAIL_CHECK, FAIL_CHECK }

/* Orders of a push and of what takes; WMB is a push's, the last two are not. */
enum { FULL, RELEASE, ACQUIRE, RELAXED, WMB, ONCE, FAILS };

/* How a request, or a link, is accessed. */
enum { PLAIN, MARKED };

#define ROW(push, take, link, data) \
	((push) | (take) << 3 | (link) << 6 | (data) << 7)
#define PUSH(row)	((row) & 7)
#define TAKE(row)	((row) >> 3 & 7)
#define LINK(row)	((row) >> 6 & 1)
#define DATA(row)	((row) >> 7 & 1)

struct request {
	void *link;
	int data;
};

static struct request a, b, nobody;
static void *head, *other_head;
static int other_data;
static spinlock_t lock;

static void init(void)
{
	scenario_object("a", &a, sizeof(a));
	scenario_object("b", &b, sizeof(b));
	scenario_object("nobody", &nobody, sizeof(nobody));
	a = b = nobody = (struct request) { .link = &nobody };
	head = &nobody;
	other_head = NULL;
	other_data = 0;
}

static void nothing(void)
{
}

#define CASE(title, ...)						\
	.s.name = title, .s.check = nothing, __VA_ARGS__
static void late(void)
{
	scenario_fail("it was seen, and what was written before was not");
}

static void write_data(int *p, uintptr_t how)
{
	if (how == MARKED)
		WRITE_ONCE(*p, 1);
	else
		*p = 1;
}

static int read_data(int *p, uintptr_t how)
{
	return how == MARKED ? READ_ONCE(*p) : *p;
}

/* As a push has it: the request is there, unless it fails. */
static void *put(void **p, void *old, void *new, uintptr_t order)
{
	switch (order) {
	case FULL:
		return cmpxchg(p, old, new);
	case RELEASE:
		return cmpxchg_release(p, old, new);
	case ACQUIRE:
		return cmpxchg_acquire(p, old, new);
	case WMB:
		smp_wmb();
		return cmpxchg_relaxed(p, old, new);
	default:
		return cmpxchg_relaxed(p, old, new);
	}
}

static void *take(void **p, void *new, uintptr_t order)
{
	switch (order) {
	case FULL:
		return xchg(p, new);
	case ACQUIRE:
		return xchg_acquire(p, new);
	case ONCE:
		return READ_ONCE(*p);
	case FAILS:
		return cmpxchg(p, &lock, new);
	default:
		return xchg_relaxed(p, new);
	}
}

/* --- one request, reached by the address that was taken ------------------- */

static void push_a(void *arg)
{
	const uintptr_t row = (uintptr_t)arg;

	write_data(&a.data, DATA(row));
	put(&head, &nobody, &a, PUSH(row));
}

static void drain_one(void *arg)
{
	const uintptr_t row = (uintptr_t)arg;
	struct request *r = take(&head, &nobody, TAKE(row));

	if (!read_data(&r->data, DATA(row)) && r == &a)
		late();
}

#define ONE(...)							\
	.s.init = init,							\
	.s.threads = { { "push", push_a, (void *)ROW(__VA_ARGS__) },	\
		       { "drain", drain_one, (void *)ROW(__VA_ARGS__) } }

/* --- and what is elsewhere ------------------------------------------------ */

static void announce(void *arg)
{
	const uintptr_t row = (uintptr_t)arg;

	write_data(&other_data, DATA(row));
	put(&other_head, NULL, &a, PUSH(row));
}

static void look(void *arg)
{
	const uintptr_t row = (uintptr_t)arg;
	void *r = take(&other_head, NULL, TAKE(row));

	if (r == &a && !read_data(&other_data, DATA(row)))
		late();
}

#define OTHER(...)							\
	.s.init = init,							\
	.s.threads = { { "push", announce, (void *)ROW(__VA_ARGS__) },	\
		       { "drain", look, (void *)ROW(__VA_ARGS__) } }

/* --- two requests, the second reached by the first one's link ------------- */

static void push_b(void *arg)
{
	const uintptr_t row = (uintptr_t)arg;
	void *old = READ_ONCE(head);

	if (DATA(row) == MARKED)
		WRITE_ONCE(b.link, old);
	else
		b.link = old;
	put(&head, old, &b, PUSH(row));
}

static int second_data(uintptr_t row)
{
	struct request *r = take(&head, &nobody, TAKE(row));

	if (r != &b)
		return -1;
	r = LINK(row) == MARKED ? READ_ONCE(r->link) : r->link;
	return r == &a ? read_data(&r->data, DATA(row)) : -1;
}

static void drain_two(void *arg)
{
	if (second_data((uintptr_t)arg) == 0)
		late();
}

/* Is there a run at all in which it is seen? */
static void drain_two_seen(void *arg)
{
	if (second_data((uintptr_t)arg) == 1)
		scenario_fail("it was seen, and what was written before as well");
}

#define TWO_(drain, ...)						\
	.s.init = init,							\
	.s.threads = { { "push a", push_a, (void *)ROW(__VA_ARGS__) },	\
		       { "push b", push_b, (void *)ROW(__VA_ARGS__) },	\
		       { "drain", drain, (void *)ROW(__VA_ARGS__) } }
#define TWO(...)	TWO_(drain_two, __VA_ARGS__)

/* --- a drain has run what a flush no longer finds ----------------------- */

static void empty_init(void)
{
	init();
	other_head = &a;
}

static void drain_all(void *arg)
{
	WRITE_ONCE(other_data, 1);
	(void)xchg(&other_head, NULL);
}

static void flush(void *arg)
{
	void *r = (uintptr_t)arg == ACQUIRE ? smp_load_acquire(&other_head) :
					      READ_ONCE(other_head);

	spin_lock(&lock);
	spin_unlock(&lock);
	rcu_read_lock();
	if (!READ_ONCE(other_data) && !r)
		late();
	rcu_read_unlock();
}

#define FLUSH(order)							\
	.s.init = empty_init,						\
	.s.threads = { { "drain", drain_all, NULL },			\
		       { "flush", flush, (void *)(order) } }

const struct known known[] = {
	/* the test's name, and what herd says; push, take, link, data */
	{ CASE("01-plain-full-full", NEVER),
	  ONE(FULL, FULL, PLAIN, PLAIN) },
	{ CASE("02-plain-release-acquire", NEVER),
	  ONE(RELEASE, ACQUIRE, PLAIN, PLAIN) },
	{ CASE("03-plain-relaxed-full", RACE),
	  ONE(RELAXED, FULL, PLAIN, PLAIN) },
	{ CASE("04-plain-full-relaxed", NEVER),
	  ONE(FULL, RELAXED, PLAIN, PLAIN) },
	{ CASE("05-plain-release-relaxed", NEVER),
	  ONE(RELEASE, RELAXED, PLAIN, PLAIN) },
	{ CASE("06-plain-relaxed-relaxed", RACE),
	  ONE(RELAXED, RELAXED, PLAIN, PLAIN) },
	{ CASE("07-marked-relaxed-full", SOMETIMES),
	  ONE(RELAXED, FULL, PLAIN, MARKED) },
	{ CASE("08-marked-release-relaxed", NEVER),
	  ONE(RELEASE, RELAXED, PLAIN, MARKED) },
	{ CASE("09-marked-relaxed-acquire", SOMETIMES),
	  ONE(RELAXED, ACQUIRE, PLAIN, MARKED) },
	{ CASE("10-plain-acquire-acquire", RACE),
	  ONE(ACQUIRE, ACQUIRE, PLAIN, PLAIN) },
	{ CASE("11-plain-wmb-relaxed-relaxed", NEVER),
	  ONE(WMB, RELAXED, PLAIN, PLAIN) },
	{ CASE("12-plain-full-READ_ONCE-deref", NEVER),
	  ONE(FULL, ONCE, PLAIN, PLAIN) },
	{ CASE("13-plain-full-READ_ONCE-other", RACE),
	  OTHER(FULL, ONCE, PLAIN, PLAIN) },
	{ CASE("14-marked-full-READ_ONCE-other", SOMETIMES),
	  OTHER(FULL, ONCE, PLAIN, MARKED) },
	{ CASE("15-plain-full-relaxed-other", RACE),
	  OTHER(FULL, RELAXED, PLAIN, PLAIN) },
	{ CASE("16-plain-full-failed-cmpxchg-other", RACE),
	  OTHER(FULL, FAILS, PLAIN, PLAIN) },
	{ CASE("20-two-full-full", NEVER),
	  TWO(FULL, FULL, PLAIN, PLAIN) },
	{ CASE("20s-two-full-full-sanity", IN_ORDER),
	  TWO_(drain_two_seen, FULL, FULL, PLAIN, PLAIN) },
	{ CASE("21-two-release-acquire", NEVER),
	  TWO(RELEASE, ACQUIRE, PLAIN, PLAIN) },
	{ CASE("22-two-full-relaxed-plain", RACE),
	  TWO(FULL, RELAXED, PLAIN, PLAIN) },
	{ CASE("23-two-full-relaxed-nextONCE", NEVER),
	  TWO(FULL, RELAXED, MARKED, PLAIN) },
	{ CASE("24-two-release-relaxed-plain", RACE),
	  TWO(RELEASE, RELAXED, PLAIN, PLAIN) },
	{ CASE("25-two-relaxed-full", RACE),
	  TWO(RELAXED, FULL, PLAIN, PLAIN) },
	{ CASE("26-two-release-relaxed-nextONCE", NEVER),
	  TWO(RELEASE, RELAXED, MARKED, PLAIN) },
	{ CASE("30-two-wmb-relaxed-acquire", NEVER),
	  TWO(WMB, ACQUIRE, PLAIN, PLAIN) },
	{ CASE("31-two-wmb-relaxed-relaxed", RACE),
	  TWO(WMB, RELAXED, PLAIN, PLAIN) },
	{ CASE("32-two-wmb-relaxed-relaxed-nextONCE", NEVER),
	  TWO(WMB, RELAXED, MARKED, PLAIN) },
	{ CASE("33-two-allmarked-release-relaxed", NEVER),
	  TWO(RELEASE, RELAXED, MARKED, MARKED) },
	{ CASE("34-two-allmarked-relaxed-acquire", SOMETIMES),
	  TWO(RELAXED, ACQUIRE, MARKED, MARKED) },
	{ CASE("35-two-release-full", NEVER),
	  TWO(RELEASE, FULL, PLAIN, PLAIN) },
	{ CASE("36-two-full-acquire", NEVER),
	  TWO(FULL, ACQUIRE, PLAIN, PLAIN) },
	{ CASE("37-two-allmarked-relaxed-full", SOMETIMES),
	  TWO(RELAXED, FULL, MARKED, MARKED) },
	{ CASE("40-flush-first-drain", SOMETIMES), FLUSH(RELAXED) },
	{ CASE("41-flush-first-drain-acquire", NEVER), FLUSH(ACQUIRE) },
};
const unsigned int nr_known = ARRAY_SIZE(known);
