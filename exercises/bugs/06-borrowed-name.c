// SPDX-License-Identifier: GPL-2.0
/*
 * "With the credentials of a stranger", says fallback.h. So the closer drains
 * with the kernel's own credentials, as a kernel thread would have them, and
 * puts its own back afterwards.
 *
 * Now requests are not canceled but carried out, with more rights than anybody
 * ever had, and with the closer's memory. It had to do with who runs them, and
 * not only with what for.
 *
 * caught-by: guest/send-keeps-quiet
 * message: "top secret" was sent
 */
#include <linux/cred.h>

#include "fallback.h"
#include "../parts/03-push.h"
#include "../parts/04-drain.h"
#include "../parts/06-exit.h"

void io_fallback_flush(struct io_ring_ctx *ctx)
{
	const struct cred *mine;
	struct cred *kernel;

	if (!READ_ONCE(ctx->exit_task_work))
		return;
	kernel = prepare_kernel_cred(&init_task);
	if (!kernel)
		return;
	/* The mistake: credentials do not make a kernel thread. */
	mine = override_creds(kernel);
	io_run_ctx_fallback(ctx);
	revert_creds(mine);
	put_cred(kernel);
}
