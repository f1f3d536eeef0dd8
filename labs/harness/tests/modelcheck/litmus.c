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

enum allowed { FORBIDDEN, ALLOWED };

static const struct litmus {
	struct program p;
	struct condition exists[5];
	unsigned int nr;
	enum allowed sc, tso, weak, kernel;
	const char *why;	/* on x86 */
} tests[] = {
	{ { "CoRR+poonceonce+Once", {
		{ { W(X, 1) }, 0 },
		{ { R(X), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "reads stay in order" },
	{ { "CoRW+poonceonce+Once", {
		{ { R(X), W(X, 1) }, 0 },
		{ { W(X, 2) }, 0 } } },
	  { { 0, 0, 2 }, { VAR, X, 2 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "a write comes after the reads before it" },
	{ { "CoWR+poonceonce+Once", {
		{ { W(X, 1), R(X) }, 0 },
		{ { W(X, 2) }, 0 } } },
	  { { 0, 1, 2 }, { VAR, X, 1 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "while its own write waits, a CPU reads that" },
	{ { "CoWW+poonceonce", {
		{ { W(X, 1), W(X, 2) }, 0 } } },
	  { { VAR, X, 1 } }, 1,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "the buffer is first in, first out" },
	{ { "SB+poonceonces", {
		{ { W(X, 1), R(Y) }, 0 },
		{ { W(Y, 1), R(X) }, 0 } } },
	  { { 0, 1, 0 }, { 1, 1, 0 } }, 2,
	  FORBIDDEN, ALLOWED, ALLOWED, ALLOWED,
	  "both writes wait in their buffers" },
	{ { "SB+fencembonceonces", {
		{ { W(X, 1), MB, R(Y) }, 0 },
		{ { W(Y, 1), MB, R(X) }, 0 } } },
	  { { 0, 2, 0 }, { 1, 2, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "smp_mb() empties the buffer" },
	{ { "SB+rfionceonce-poonceonces", {
		{ { W(X, 1), R(X), R(Y) }, 0 },
		{ { W(Y, 1), R(Y), R(X) }, 0 } } },
	  { { 0, 1, 1 }, { 0, 2, 0 }, { 1, 1, 1 }, { 1, 2, 0 } }, 4,
	  FORBIDDEN, ALLOWED, ALLOWED, ALLOWED,
	  "each reads its own write from its buffer" },
	{ { "MP+poonceonces", {
		{ { W(X, 1), W(Y, 1) }, 0 },
		{ { R(Y), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "writes get to memory in order, reads stay in order" },
	{ { "MP+pooncerelease+poacquireonce", {
		{ { W(X, 1), REL(Y, 1) }, 0 },
		{ { ACQ(Y), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "which is what it is for" },
	{ { "MP+pooncerelease+atomicinc+poacquireonce", {
		{ { W(X, 1), REL(Y, 1) }, 0 },
		{ { COUNT(Y) }, 0 },
		{ { ACQ(Y), R(X) }, 0 } } },
	  { { 2, 0, 2 }, { 2, 1, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "an atomic in between changes nothing about it" },
	{ { "MP+fencewmbonceonce+fencermbonceonce", {
		{ { W(X, 1), WMB, W(Y, 1) }, 0 },
		{ { R(Y), RMB, R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 2, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "which is what they are for" },
	{ { "MP+fencewmbonceonce+poonceonces", {
		{ { W(X, 1), WMB, W(Y, 1) }, 0 },
		{ { R(Y), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 1, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "reads stay in order" },
	{ { "MP+poonceonces+fencermbonceonce", {
		{ { W(X, 1), W(Y, 1) }, 0 },
		{ { R(Y), RMB, R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 2, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "writes get to memory in order" },
	{ { "MP+polocks", {
		{ { W(X, 1), L(0), W(Y, 1), U(0) }, 0 },
		{ { L(0), R(Y), U(0), R(X) }, 0 } } },
	  { { 1, 1, 1 }, { 1, 3, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "what was before unlock is before the next lock" },
	{ { "MP+porevlocks", {
		{ { L(0), W(X, 1), U(0), W(Y, 1) }, 0 },
		{ { R(Y), L(0), R(X), U(0) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 2, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "the same, with the other halves locked" },
	{ { "LB+poonceonces", {
		{ { R(X), W(Y, 1) }, 0 },
		{ { R(Y), W(X, 1) }, 0 } } },
	  { { 0, 0, 1 }, { 1, 0, 1 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, ALLOWED,
	  "a write comes after the reads before it" },
	{ { "LB+fencembonceonce+ctrlonceonce", {
		{ { R(X), IF(1), W(Y, 1) }, 0 },
		{ { R(Y), MB, W(X, 1) }, 0 } } },
	  { { 0, 0, 1 }, { 1, 0, 1 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "a write comes after the reads before it" },
	{ { "LB+poacquireonce+pooncerelease", {
		{ { R(X), REL(Y, 1) }, 0 },
		{ { ACQ(Y), W(X, 1) }, 0 } } },
	  { { 0, 0, 1 }, { 1, 0, 1 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "a write comes after the reads before it" },
	{ { "IRIW+poonceonces+OnceOnce", {
		{ { W(X, 1) }, 0 }, { { R(X), R(Y) }, 0 },
		{ { W(Y, 1) }, 0 }, { { R(Y), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 1, 0 }, { 3, 0, 1 }, { 3, 1, 0 } }, 4,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "there is one memory, for all others at once" },
	{ { "IRIW+fencembonceonces+OnceOnce", {
		{ { W(X, 1) }, 0 }, { { R(X), MB, R(Y) }, 0 },
		{ { W(Y, 1) }, 0 }, { { R(Y), MB, R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 1, 2, 0 }, { 3, 0, 1 }, { 3, 2, 0 } }, 4,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "there is one memory, for all others at once" },
	{ { "R+poonceonces", {
		{ { W(X, 1), W(Y, 1) }, 0 },
		{ { W(Y, 2), R(X) }, 0 } } },
	  { { VAR, Y, 2 }, { 1, 1, 0 } }, 2,
	  FORBIDDEN, ALLOWED, ALLOWED, ALLOWED,
	  "y = 2 waits while x is read" },
	{ { "R+fencembonceonces", {
		{ { W(X, 1), MB, W(Y, 1) }, 0 },
		{ { W(Y, 2), MB, R(X) }, 0 } } },
	  { { VAR, Y, 2 }, { 1, 2, 0 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "smp_mb() empties the buffer" },
	{ { "S+poonceonces", {
		{ { W(X, 2), W(Y, 1) }, 0 },
		{ { R(Y), W(X, 1) }, 0 } } },
	  { { VAR, X, 2 }, { 1, 0, 1 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, ALLOWED,
	  "writes get to memory in order" },
	{ { "S+fencewmbonceonce+poacquireonce", {
		{ { W(X, 2), WMB, W(Y, 1) }, 0 },
		{ { ACQ(Y), W(X, 1) }, 0 } } },
	  { { VAR, X, 2 }, { 1, 0, 1 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "writes get to memory in order" },
	{ { "2+2W", {
		{ { W(X, 1), W(Y, 2) }, 0 },
		{ { W(Y, 1), W(X, 2) }, 0 } } },
	  { { VAR, X, 1 }, { VAR, Y, 1 } }, 2,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, ALLOWED,
	  "writes get to memory in order" },
	{ { "WRC+poonceonces+Once", {
		{ { W(X, 1) }, 0 },
		{ { R(X), W(Y, 1) }, 0 },
		{ { R(Y), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, 0 } }, 3,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "who reads another's write reads it from memory" },
	{ { "WRC+pooncerelease+fencermbonceonce+Once", {
		{ { W(X, 1) }, 0 },
		{ { R(X), REL(Y, 1) }, 0 },
		{ { R(Y), RMB, R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 2, 0 } }, 3,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "who reads another's write reads it from memory" },
	{ { "ISA2+pooncerelease+poacquirerelease+poacquireonce", {
		{ { W(X, 1), REL(Y, 1) }, 0 },
		{ { ACQ(Y), REL(Z, 1) }, 0 },
		{ { ACQ(Z), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, 0 } }, 3,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "each of the three keeps its order" },
	{ { "ISA2+pooncelock+pooncelock+pombonce", {
		{ { L(0), W(X, 1), W(Y, 1), U(0) }, 0 },
		{ { L(0), R(Y), W(Z, 1), U(0) }, 0 },
		{ { R(Z), MB, R(X) }, 0 } } },
	  { { 1, 1, 1 }, { 2, 0, 1 }, { 2, 2, 0 } }, 3,
	  FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN,
	  "each of the three keeps its order" },
	{ { "ISA2+poonceonces", {
		{ { W(X, 1), W(Y, 1) }, 0 },
		{ { R(Y), W(Z, 1) }, 0 },
		{ { R(Z), R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, 0 } }, 3,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "each of the three keeps its order" },
	{ { "Z6.0+pooncerelease+poacquirerelease+fencembonceonce", {
		{ { W(X, 1), REL(Y, 1) }, 0 },
		{ { ACQ(Y), REL(Z, 1) }, 0 },
		{ { W(Z, 2), MB, R(X) }, 0 } } },
	  { { 1, 0, 1 }, { 2, 2, 0 }, { VAR, Z, 2 } }, 3,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "z = 2 is in memory before x is read" },
	{ { "Z6.0+pooncelock+pooncelock+pombonce", {
		{ { L(0), W(X, 1), W(Y, 1), U(0) }, 0 },
		{ { L(0), R(Y), W(Z, 1), U(0) }, 0 },
		{ { W(Z, 2), MB, R(X) }, 0 } } },
	  { { 1, 1, 1 }, { 2, 2, 0 }, { VAR, Z, 2 } }, 3,
	  FORBIDDEN, FORBIDDEN, ALLOWED, ALLOWED,
	  "z = 2 is in memory before x is read" },
};

static bool is_there(const struct litmus *l, const struct endings *e)
{
	const struct condition *c;
	unsigned int i, j;

	for (i = 0; i < e->nr; i++) {
		for (j = 0; j < l->nr; j++) {
			c = &l->exists[j];
			if ((c->who == VAR ? e->of[i].var[c->nr] :
			     e->of[i].got[c->who][c->nr]) != c->value)
				break;
		}
		if (j == l->nr)
			return true;
	}
	return false;
}

static void judge(const struct litmus *l, enum model m,
		  enum allowed expected)
{
	static struct outcome checker, states;
	const struct how how = { .model = m };
	bool seen;

	checker_try(&l->p, &how, &checker);
	states_try(&l->p, m, &states);
	seen = is_there(l, &checker.endings);
	/* And the outcomes that are not in question are there, too. */
	ok(seen == (expected == ALLOWED) && !checker.failures &&
	   checker.complete &&
	   (l->kernel == ALLOWED || !seen) &&
	   endings_same(&checker.endings, &states.endings),
	   "%s: %s, %s", l->p.name, expected == ALLOWED ? "allowed" :
	   "forbidden", model_text(m));
	if (m == MODEL_TSO)
		printf("# %s on x86: %s\n", seen ? "allowed" : "forbidden",
		       l->why);
	if (m == MODEL_WEAK && seen != (l->kernel == ALLOWED))
		printf("# the kernel's model allows it\n");
}

int main(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		judge(&tests[i], MODEL_SC, tests[i].sc);
		judge(&tests[i], MODEL_TSO, tests[i].tso);
		judge(&tests[i], MODEL_WEAK, tests[i].weak);
	}
	return done();
}
