// SPDX-License-Identifier: GPL-2.0
/*
 * Litmus tests: two to four threads, and an outcome that a memory model allows
 * or forbids.
 *
 * Names are those of the kernel's tools/memory-model/litmus-tests (6.12), where
 * each is explained, and "kernel" is what its line "Result:" says; 2+2W is
 * herd's, and three with a barrier left out or an atomic put in are ours. The
 * kernel's model is weaker than all of ours, and so are some of the machines
 * that it is for: what is forbidden here may be allowed there. What is
 * forbidden there must be forbidden here.
 */
#include <string.h>

#include "program.h"
#include "tap.h"

#define X		0
#define Y		1
#define Z		2

#define VAR		TASKS	/* in conditions: a variable's last value */

/* An outcome: what action @nr of thread @who has read, or variable @nr has. */
struct condition {
	uint8_t who, nr, value;
};

/* No model of ours allows it: the kernel's does, or that does not either. */
#define KERNEL		MODELS
#define NO_MODEL	(MODELS + 1)

static const struct litmus {
	struct program p;
	struct condition exists[5];	/* one that is all 0 ends them */
	unsigned int first;		/* model that allows it */
	const char *why;		/* on x86 */
} tests[] = {
	{ { "CoRR+poonceonce+Once", {
		P(W(X, 1)), P(R(X), R(X)) } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, NO_MODEL, "reads stay in order" },
	{ { "CoRW+poonceonce+Once", {
		P(R(X), W(X, 1)), P(W(X, 2)) } },
	  { { 0, 0, 2 }, { VAR, X, 2 } }, NO_MODEL,
	  "a write comes after the reads before it" },
	{ { "CoWR+poonceonce+Once", {
		P(W(X, 1), R(X)), P(W(X, 2)) } },
	  { { 0, 1, 2 }, { VAR, X, 1 } }, NO_MODEL,
	  "while its own write waits, a CPU reads that" },
	{ { "CoWW+poonceonce", {
		P(W(X, 1), W(X, 2)) } },
	  { { VAR, X, 1 } }, NO_MODEL, "the buffer is first in, first out" },
	{ { "SB+poonceonces", {
		P(W(X, 1), R(Y)), P(W(Y, 1), R(X)) } },
	  { { 0, 1, 0 }, { 1, 1, 0 } }, MODEL_TSO,
	  "both writes wait in their buffers" },
	{ { "SB+fencembonceonces", {
		P(W(X, 1), MB, R(Y)), P(W(Y, 1), MB, R(X)) } },
	  { { 0, 2, 0 }, { 1, 2, 0 } }, NO_MODEL,
	  "smp_mb() empties the buffer" },
	{ { "SB+rfionceonce-poonceonces", {
		P(W(X, 1), R(X), R(Y)), P(W(Y, 1), R(Y), R(X)) } },
	  { { 0, 1, 1 }, { 0, 2, 0 }, { 1, 1, 1 }, { 1, 2, 0 } }, MODEL_TSO,
	  "each reads its own write from its buffer" },
	{ { "MP+poonceonces", {
		P(W(X, 1), W(Y, 1)), P(R(Y), R(X)) } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, MODEL_WEAK,
	  "writes get to memory in order, reads stay in order" },
	{ { "MP+pooncerelease+poacquireonce", {
		P(W(X, 1), REL(Y, 1)), P(ACQ(Y), R(X)) } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, NO_MODEL, "which is what it is for" },
	{ { "MP+pooncerelease+atomicinc+poacquireonce", {
		P(W(X, 1), REL(Y, 1)), P(COUNT(Y)), P(ACQ(Y), R(X)) } },
	  { { 2, 0, 2 }, { 2, 1, 0 } }, NO_MODEL,
	  "an atomic in between changes nothing about it" },
	{ { "MP+fencewmbonceonce+fencermbonceonce", {
		P(W(X, 1), WMB, W(Y, 1)), P(R(Y), RMB, R(X)) } },
	  { { 1, 0, 1 }, { 1, 2, 0 } }, NO_MODEL,
	  "which is what they are for" },
	{ { "MP+fencewmbonceonce+poonceonces", {
		P(W(X, 1), WMB, W(Y, 1)), P(R(Y), R(X)) } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, MODEL_WEAK, "reads stay in order" },
	{ { "MP+poonceonces+fencermbonceonce", {
		P(W(X, 1), W(Y, 1)), P(R(Y), RMB, R(X)) } },
	  { { 1, 0, 1 }, { 1, 2, 0 } }, MODEL_WEAK,
	  "writes get to memory in order" },
	{ { "MP+polocks", {
		P(W(X, 1), L(0), W(Y, 1), U(0)), P(L(0), R(Y), U(0), R(X)) } },
	  { { 1, 1, 1 }, { 1, 3, 0 } }, NO_MODEL,
	  "what was before unlock is before the next lock" },
	{ { "MP+porevlocks", {
		P(L(0), W(X, 1), U(0), W(Y, 1)), P(R(Y), L(0), R(X), U(0)) } },
	  { { 1, 0, 1 }, { 1, 2, 0 } }, NO_MODEL,
	  "the same, with the other halves locked" },
	{ { "LB+poonceonces", {
		P(R(X), W(Y, 1)), P(R(Y), W(X, 1)) } },
	  { { 0, 0, 1 }, { 1, 0, 1 } }, KERNEL,
	  "a write comes after the reads before it" },
	{ { "LB+fencembonceonce+ctrlonceonce", {
		P(R(X), IF(1), W(Y, 1)), P(R(Y), MB, W(X, 1)) } },
	  { { 0, 0, 1 }, { 1, 0, 1 } }, NO_MODEL,
	  "a write comes after the reads before it" },
	{ { "LB+poacquireonce+pooncerelease", {
		P(R(X), REL(Y, 1)), P(ACQ(Y), W(X, 1)) } },
	  { { 0, 0, 1 }, { 1, 0, 1 } }, NO_MODEL,
	  "a write comes after the reads before it" },
	{ { "IRIW+poonceonces+OnceOnce", {
		P(W(X, 1)), P(R(X), R(Y)), P(W(Y, 1)), P(R(Y), R(X)) } },
	  { { 1, 0, 1 }, { 1, 1, 0 }, { 3, 0, 1 }, { 3, 1, 0 } }, MODEL_WEAK,
	  "there is one memory, for all others at once" },
	{ { "IRIW+fencembonceonces+OnceOnce", {
		P(W(X, 1)), P(R(X), MB, R(Y)), P(W(Y, 1)),
		P(R(Y), MB, R(X)) } },
	  { { 1, 0, 1 }, { 1, 2, 0 }, { 3, 0, 1 }, { 3, 2, 0 } }, NO_MODEL,
	  "there is one memory, for all others at once" },
	{ { "R+poonceonces", {
		P(W(X, 1), W(Y, 1)), P(W(Y, 2), R(X)) } },
	  { { VAR, Y, 2 }, { 1, 1, 0 } }, MODEL_TSO,
	  "y = 2 waits while x is read" },
	{ { "R+fencembonceonces", {
		P(W(X, 1), MB, W(Y, 1)), P(W(Y, 2), MB, R(X)) } },
	  { { VAR, Y, 2 }, { 1, 2, 0 } }, NO_MODEL,
	  "smp_mb() empties the buffer" },
	{ { "S+poonceonces", {
		P(W(X, 2), W(Y, 1)), P(R(Y), W(X, 1)) } },
	  { { VAR, X, 2 }, { 1, 0, 1 } }, KERNEL,
	  "writes get to memory in order" },
	{ { "S+fencewmbonceonce+poacquireonce", {
		P(W(X, 2), WMB, W(Y, 1)), P(ACQ(Y), W(X, 1)) } },
	  { { VAR, X, 2 }, { 1, 0, 1 } }, NO_MODEL,
	  "writes get to memory in order" },
	{ { "2+2W", {
		P(W(X, 1), W(Y, 2)), P(W(Y, 1), W(X, 2)) } },
	  { { VAR, X, 1 }, { VAR, Y, 1 } }, KERNEL,
	  "writes get to memory in order" },
	{ { "WRC+poonceonces+Once", {
		P(W(X, 1)), P(R(X), W(Y, 1)), P(R(Y), R(X)) } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, 0 } }, MODEL_WEAK,
	  "who reads another's write reads it from memory" },
	{ { "WRC+pooncerelease+fencermbonceonce+Once", {
		P(W(X, 1)), P(R(X), REL(Y, 1)), P(R(Y), RMB, R(X)) } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 2, 0 } }, NO_MODEL,
	  "who reads another's write reads it from memory" },
	{ { "WRC+fencewmbonceonce+fencermbonceonce+Once", {
		P(W(X, 1)), P(R(X), WMB, W(Y, 1)), P(R(Y), RMB, R(X)) } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 2, 0 } }, KERNEL,
	  "who reads another's write reads it from memory" },
	{ { "ISA2+pooncerelease+poacquirerelease+poacquireonce", {
		P(W(X, 1), REL(Y, 1)), P(ACQ(Y), REL(Z, 1)),
		P(ACQ(Z), R(X)) } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, 0 } }, NO_MODEL,
	  "each of the three keeps its order" },
	{ { "ISA2+pooncerelease+poncerelease+poacquireonce", {
		P(W(X, 1), REL(Y, 1)), P(R(Y), REL(Z, 1)),
		P(ACQ(Z), R(X)) } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, 0 } }, NO_MODEL,
	  "each of the three keeps its order" },
	{ { "ISA2+pooncerelease+poncelock+polockonce", {
		P(W(X, 1), REL(Y, 1)), P(L(0), R(Y), W(Z, 1), U(0)),
		P(L(0), R(Z), U(0), R(X)) } },
	  { { 1, 1, 1 }, { 2, 1, 1 }, { 2, 3, 0 } }, NO_MODEL,
	  "each of the three keeps its order" },
	{ { "ISA2+pooncelock+pooncelock+pombonce", {
		P(L(0), W(X, 1), W(Y, 1), U(0)), P(L(0), R(Y), W(Z, 1), U(0)),
		P(R(Z), MB, R(X)) } },
	  { { 1, 1, 1 }, { 2, 0, 1 }, { 2, 2, 0 } }, NO_MODEL,
	  "each of the three keeps its order" },
	{ { "ISA2+poonceonces", {
		P(W(X, 1), W(Y, 1)), P(R(Y), W(Z, 1)), P(R(Z), R(X)) } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, 0 } }, MODEL_WEAK,
	  "each of the three keeps its order" },
	{ { "Z6.0+pooncerelease+poacquirerelease+fencembonceonce", {
		P(W(X, 1), REL(Y, 1)), P(ACQ(Y), REL(Z, 1)),
		P(W(Z, 2), MB, R(X)) } },
	  { { 1, 0, 1 }, { 2, 2, 0 }, { VAR, Z, 2 } }, MODEL_WEAK,
	  "z = 2 is in memory before x is read" },
	{ { "Z6.0+pooncelock+pooncelock+pombonce", {
		P(L(0), W(X, 1), W(Y, 1), U(0)), P(L(0), R(Y), W(Z, 1), U(0)),
		P(W(Z, 2), MB, R(X)) } },
	  { { 1, 1, 1 }, { 2, 2, 0 }, { VAR, Z, 2 } }, MODEL_WEAK,
	  "z = 2 is in memory before x is read" },
};

static bool is_end(const struct condition *c)
{
	return !c->who && !c->nr && !c->value;
}

static bool is_there(const struct litmus *l, const struct endings *e)
{
	const struct condition *c;
	unsigned int i;

	for (i = 0; i < e->nr; i++) {
		for (c = l->exists; !is_end(c); c++)
			if ((c->who == VAR ? e->of[i].var[c->nr] :
			     e->of[i].got[c->who][c->nr]) != c->value)
				break;
		if (is_end(c))
			return true;
	}
	return false;
}

static void judge(const struct litmus *l, enum model m)
{
	static struct outcome checker, states;
	const struct how how = { .model = m };
	const bool expected = m >= l->first, kernel = l->first <= KERNEL;
	bool seen;

	checker_try(&l->p, &how, &checker);
	states_try(&l->p, m, &states);
	seen = is_there(l, &checker.endings);
	/* And the outcomes that are not in question are there, too. */
	ok(seen == expected && !checker.failures && checker.complete &&
	   (kernel || !seen) &&
	   endings_same(&checker.endings, &states.endings),
	   "%s: %s, %s", l->p.name, expected ? "allowed" : "forbidden",
	   model_text(m));
	if (m == MODEL_TSO)
		printf("# %s on x86: %s\n", seen ? "allowed" : "forbidden",
		       l->why);
	if (m == MODEL_WEAK && seen != kernel)
		printf("# the kernel's model allows it\n");
}

int main(void)
{
	unsigned int i, m;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		for (m = MODEL_SC; m < MODELS; m++)
			judge(&tests[i], m);
	return done();
}
