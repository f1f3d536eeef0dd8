// SPDX-License-Identifier: GPL-2.0
/*
 * A loop that worked with try_cmpxchg(), after somebody put cmpxchg() in its
 * place. try_cmpxchg() renews "head" when it fails; cmpxchg() returns the head
 * of now, and here nobody keeps it. Once the head has changed, the loop waits
 * for it to change back. Interrupted at the wrong moment, the CPU spins in it
 * forever, perhaps with interrupts disabled.
 *
 * In virtual time the guest's clock stands still meanwhile. The host ends the
 * guest, and can only say in which test it was.
 *
 * caught-by: guest/interrupted_push
 * message: s in test interrupted_push
 * model: two-pushes
 */
#include "fallback.h"
#include "../parts/03-no-drain.h"

/*
 * Push.
 *
 * Context: any, hard interrupt included; several at once.
 */
void io_req_task_work_add_fallback(struct io_kiocb *req, task_work_func_t cb)
{
	struct io_ring_ctx *ctx = req->ctx;
	struct callback_head *head;

	init_task_work(&req->task_work, cb);

	head = READ_ONCE(ctx->exit_task_work);
	req->task_work.next = head;
	while (cmpxchg(&ctx->exit_task_work, head, &req->task_work) != head)
		cpu_relax();
}
