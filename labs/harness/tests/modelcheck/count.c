// SPDX-License-Identifier: GPL-2.0
/*
 * How many interleavings?  Where mathematics knows, so must the checker:
 * without reduction by trying them, and with it by adding up for how many each
 * run stands.
 */
#include <string.h>

#include "program.h"
#include "tap.h"

static long double factorial(unsigned int n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

/* How often is what, in one line of output and one verdict. */
static void counts(const struct program *p, enum model m,
		   long double ways, uint64_t classes)
{
	static struct outcome reduced, full;
	struct how how = { .model = m, .exact = true };
	bool right;

	checker_try(p, &how, &reduced);
	how.full = true;
	checker_try(p, &how, &full);
	right = full.runs == ways && reduced.ways == ways &&
		reduced.runs == classes && reduced.complete && full.complete;
	if (!right) {
		program_print(p, stdout);
		printf("# expected: %.0Lf runs, with reduction %llu\n",
		       ways, (unsigned long long)classes);
		printf("# seen: %llu runs, with reduction %llu that stand for %.0Lf\n",
		       (unsigned long long)full.runs,
		       (unsigned long long)reduced.runs, reduced.ways);
	}
	ok(right, "%s, %s: %.0Lf runs, %llu with reduction", p->name,
	   model_text(m), ways, (unsigned long long)classes);
}

/* n threads, k writes each; to one variable, or to one each. */
static void writes(unsigned int n, unsigned int k, bool same)
{
	long double ways = factorial(n * k);
	char name[80];
	struct program p = { .name = name };
	unsigned int t, i;

	for (t = 0; t < n; t++) {
		ways /= factorial(k);
		for (i = 0; i < k; i++) {
			p.task[t].act[i].what = DO_WRITE;
			p.task[t].act[i].var = same ? 0 : t;
			p.task[t].act[i].a = 1 + t;
		}
	}
	snprintf(name, sizeof(name), "%u threads write %ux to %s", n, k,
		 same ? "the same" : "their own");
	counts(&p, MODEL_SC, ways, same ? ways : 1);
}

/* A few more, counted by hand. */
static const struct {
	struct program p;
	enum model model;
	long double ways;
	uint64_t classes;
} known[] = {
	/* Readers do not depend on each other; the writer is among 3 + 1. */
	{ { "a writer and three readers", { P(W(0, 1)), P(R(0)), P(R(0)),
		P(R(0)) } }, MODEL_SC, 24, 8 },
	/* A lock makes one step of four; 3! orders, and no way within. */
	{ { "three threads and a lock", { P(L(0), R(0), W(0, 1), U(0)),
		P(L(0), R(0), W(0, 2), U(0)), P(L(0), R(0), W(0, 3), U(0)) } },
		MODEL_SC, 6, 6 },
	/* Two locks of which neither concerns the other: 6! / (3! 3!). */
	{ { "two threads and two locks", { P(L(0), W(0, 1), U(0)),
		P(L(1), W(1, 1), U(1)) } }, MODEL_SC, 20, 1 },
	/*
	 * Orders of 1 and 2, of 0 and 1, and of the read and the write; all but
	 * the write first where 0 comes before 1 and 1 before 2. While 0 has
	 * its lock and sleeps, 1 waits for it, and 2 for 1.
	 */
	{ { "a chain of locks", { P(L(0), R(0), U(0)),
		P(XCHG(1, 1), L(1), L(0), U(0), U(1)),
		P(L(1), U(1), W(0, 1)) } }, MODEL_SC, 852, 7 },
	/* An interrupt comes before any of three steps, or after the last. */
	{ { "an interrupt", { P(W(0, 1), W(0, 2), W(0, 3)),
		{ { R(0), R(0) }, 1 } } }, MODEL_SC, 4, 4 },
	/* Not between the second and the third: disabling is a step, too. */
	{ { "an interrupt, disabled for a while", {
		P(W(0, 1), OFF, W(0, 2), W(0, 3), ON, W(0, 4)),
		{ { R(0), R(0) }, 1 } } }, MODEL_SC, 4, 4 },
	/* Two interrupts do not interrupt each other: 3 places, 2 orders. */
	{ { "two interrupts", { P(W(0, 1)), { { R(0) }, 1 },
		{ { R(0) }, 1 } } }, MODEL_SC, 6, 6 },
	/* Which xchg comes first; a cmpxchg that fails is a read. */
	{ { "two xchg", { P(XCHG(0, 1)), P(XCHG(0, 2)) } }, MODEL_SC, 2, 2 },
	{ { "two cmpxchg that fail", { P(CAS(0, 7, 1)), P(CAS(0, 7, 2)) } },
		MODEL_SC, 2, 1 },
	/* A write and its flush, twice: 4! / (2! 2!). */
	{ { "two writers", { P(W(0, 1)), P(W(1, 1)) } }, MODEL_TSO, 6, 1 },
	{ { "two writers of the same", { P(W(0, 1)), P(W(0, 2)) } },
		MODEL_TSO, 6, 2 },
	/* Flushes are in order: write 2 after write 1, flush 2 after both. */
	{ { "one writer", { P(W(0, 1), W(1, 1)) } }, MODEL_TSO, 2, 1 },
	/* With a barrier there is one order. */
	{ { "one writer with barriers", { P(W(0, 1), MB, W(1, 1), MB) } },
		MODEL_TSO, 1, 1 },
	/* It reads its own write, from the buffer or from memory. */
	{ { "one who reads what it wrote", { P(W(0, 1), R(0)) } },
		MODEL_TSO, 2, 2 },
	/* The write, its arrival, and the read, before or between or after. */
	{ { "a writer and a reader", { P(W(0, 1)), P(R(0)) } },
		MODEL_WEAK, 3, 2 },
	/* Two arrivals, both after the write: 5! / 3. */
	{ { "a writer and two readers", { P(W(0, 1)), P(R(0)), P(R(0)) } },
		MODEL_WEAK, 40, 4 },
	/* Nobody reads: nothing arrives. */
	{ { "two writers", { P(W(0, 1)), P(W(0, 2)) } }, MODEL_WEAK, 2, 2 },
	/* Before its own write what was written before it must arrive. */
	{ { "one writes, one reads and writes", { P(W(0, 1)),
		P(R(0), W(0, 2)) } }, MODEL_WEAK, 4, 3 },
};

int main(void)
{
	unsigned int n, i;

	for (n = 2; n <= 4; n++) {
		writes(n, 1, false);
		writes(n, 1, true);
	}
	writes(2, 2, false);
	writes(2, 2, true);
	writes(2, 6, false);
	writes(3, 3, false);
	writes(3, 2, true);
	writes(4, 2, false);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		counts(&known[i].p, known[i].model, known[i].ways,
		       known[i].classes);
	return done();
}
