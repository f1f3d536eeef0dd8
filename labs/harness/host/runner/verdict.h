/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_VERDICT_H
#define RUN_VERDICT_H

#include <stdbool.h>

#include "guest.h"
#include "ktap.h"
#include "plan.h"
#include "symbolize.h"
#include "text.h"

/** enum cause - how a guest, or a run, ended */
enum cause {
	CAUSE_PASSED,	/* every planned test reported, and passed or was
			 * skipped */
	CAUSE_SKIPPED,	/* every test was skipped: nothing was tested */
	CAUSE_NOT_PROVEN,	/* passed, but a part could not be run */
	CAUSE_FAILED,	/* a test failed, or the results do not keep to the
			 * plan */
	CAUSE_WARNING,	/* the tests passed, but the kernel warned */
	CAUSE_TIMEOUT,	/* it ran longer than it may */
	CAUSE_PANIC,	/* its kernel panicked */
	CAUSE_OOPS,	/* its kernel found a bug in itself and went on */
	CAUSE_FLOOD,	/* it printed more than it may */
	CAUSE_NO_START,	/* it ended before it ran a test */
	CAUSE_ENVIRONMENT,	/* the host is to blame */
	CAUSE_COMPILE,	/* the source does not compile */
	CAUSE_INTERRUPTED,	/* somebody stopped the run */
};

/** struct verdict - what became of a guest, and why */
struct verdict {
	enum cause cause;	/* how it ended */
	bool host;	/* the host is to blame, not what was tested: exit
			 * status 2 */
	bool claimed;	/* that is only what the guest's console says, which
			 * a file may have written */
	char *headline;	/* the verdict in one line; NULL when it passed */
	struct text detail;	/* what explains it, one line each */
	char *func;	/* the function it happened in; NULL when unknown */
	char *file;	/* its source file; NULL when unknown */
	unsigned int line;	/* the line in file; 0 when unknown */
	struct frame *trace;	/* how the kernel got there, for what was a
				 * panic, an oops or a warning */
	struct ktap_count count;	/* its tests */
};

/**
 * cause_name() - the word for a cause in result.json
 */
const char *cause_name(enum cause c);

/**
 * verdict_reach() - judge a guest that has ended
 * @plan: what it had to report
 */
void verdict_reach(const struct guest *g, struct plan *plan,
		   struct verdict *v);

/**
 * verdict_free() - free what a verdict holds
 */
void verdict_free(struct verdict *v);

#endif
