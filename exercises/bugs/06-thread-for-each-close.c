// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel thread is wanted, so flush starts one and waits for it. That works,
 * until the process that closes is killed while it does so. Starting a thread
 * can fail, and for a task with a SIGKILL pending it always does (-EINTR).
 * Then the orphans stay on the list.
 *
 * caught-by: guest/closer_is_killed
 * message: did not wait
 */
#include <linux/mutex.h>

#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

static DEFINE_MUTEX(draining);

struct closer {
	struct io_ring_ctx *ctx;
	struct completion done;
};

static int drain_thread(void *arg)
{
	struct closer *closer = arg;

	io_run_ctx_fallback(closer->ctx);
	complete(&closer->done);
	return 0;
}

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	struct closer closer = { .ctx = ctx };

	/* Who comes second waits for the first, and looks then. */
	mutex_lock(&draining);
	if (READ_ONCE(ctx->exit_task_work)) {
		init_completion(&closer.done);
		/* The mistake: if there is no thread, nobody drains. */
		if (!IS_ERR(kthread_run(drain_thread, &closer, "iou-drain")))
			wait_for_completion(&closer.done);
	}
	mutex_unlock(&draining);
}
