/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_KTAP_H
#define RUN_KTAP_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/** enum ktap_status - what is known about a test */
enum ktap_status {
	KTAP_MISSING,	/* planned or begun, but its result never came */
	KTAP_PASSED,	/* reported ok, and nothing speaks against it */
	KTAP_FAILED,	/* reported not ok, or reported ok against the
			 * evidence */
	KTAP_SKIPPED,	/* reported with # SKIP, or all of its subtests were */
};

/**
 * struct ktap_test - a node of the result tree
 *
 * The root stands for the whole guest: it has no result line of its own, and
 * its name is what ktap_init() was told.
 */
struct ktap_test {
	char *name;	/* its description, cleaned; "" when it has none */
	enum ktap_status status;	/* what is known about it */
	char *reason;	/* why it was skipped, or why the parser calls it
			 * failed; may be NULL */
	struct text diag;	/* the diagnostic lines that belong to it, "# "
				 * removed, one per line */
	bool group;	/* it has a KTAP block of its own, so its children are
			 * what counts */
	long planned;	/* how many subtests its plan line promised; -1 without
			 * a plan line */
	long seen;	/* how many result lines its block had */
	struct ktap_test *parent;	/* the node above, NULL for the root */
	struct ktap_test *child;	/* its first subtest */
	struct ktap_test *next;	/* the next test of the same block */

	/* private: the block while it is being read */
	struct ktap_test *tail;		/* the last child */
	struct ktap_test *open;		/* child that waits for its result */
	struct text pending;		/* diagnostics of the next result */
	char *running;			/* announced by "# begin:" */
	size_t indent;
};

/** struct ktap - a parser with what it has read */
struct ktap {
	struct ktap_test *root;	/* the tree */
	struct text errors;	/* breaches of the protocol that no test carries
				 * as its reason, one per line */
	unsigned int n_errors;	/* how many breaches, also those no longer
				 * listed */
	bool two_writers;	/* a breach that one writer does not make: a
				 * second header or plan, a number that is not
				 * the next one */
	bool stopped;		/* the guest said "Bail out!" or its plan is
				 * fulfilled */

	/* private: */
	struct ktap_test *top;
	unsigned int depth;
	unsigned int n_tests;
	struct text line;
	bool cut;
	bool past_end;
};

/**
 * struct ktap_count - how many tests ended which way
 *
 * Only the leaves of the tree count, and a group which failed although none of
 * its tests did.
 */
struct ktap_count {
	unsigned int passed;	/* reported ok */
	unsigned int failed;	/* reported not ok, or not believed */
	unsigned int skipped;	/* not run, for a reason they gave */
	unsigned int missing;	/* planned, but their result never came */
};

/**
 * ktap_init() - begin to parse
 * @who: whose results they are, for errors: "the guest"
 */
void ktap_init(struct ktap *k, const char *who);

/**
 * ktap_feed() - parse some more bytes
 * @s: the bytes; lines may be torn anywhere
 */
void ktap_feed(struct ktap *k, const char *s, size_t n);

/**
 * ktap_finish() - no more bytes will come
 *
 * What the plan promised and did not come is an error from here on.
 */
void ktap_finish(struct ktap *k);

/**
 * ktap_fulfilled() - did everything come that was planned, and nothing else?
 * @k: the parser, after ktap_finish()
 *
 * Says nothing about whether the tests passed.
 */
bool ktap_fulfilled(const struct ktap *k);

/**
 * ktap_count() - count the tests of a tree
 */
void ktap_count(const struct ktap_test *t, struct ktap_count *c);

/**
 * ktap_fails_alone() - is this test bad, though nothing below it is?
 *
 * True for every leaf that failed or is missing.
 */
bool ktap_fails_alone(const struct ktap_test *t);

/**
 * ktap_where() - which test is running, in words
 *
 * Return: a fresh string such as "test close_once of ring-exit", or NULL when
 * no test was announced or begun.
 */
char *ktap_where(const struct ktap *k);

/**
 * ktap_free() - free the tree
 */
void ktap_free(struct ktap *k);

#endif
