// SPDX-License-Identifier: GPL-2.0
//
// The seam: take the kernel's own fallback task_work out of io_uring and leave
// calls to io_uring/fallback.c, the one file a lab replaces.
//
// Why a semantic patch and not a diff: the same rules fit 6.1 and 6.12, whose
// io_uring.c differ in thousands of lines, and almost nothing of the kernel's
// text has to be quoted here.
//
// A rule that does not match is not an error for spatch.  It is one for us:
// every rule states what the tree must look like afterwards, in lines that
// begin with "//=", and the script "apply" beside this file checks them:
//
//	//= FILE has N TEXT	TEXT stands in FILE on exactly N lines
//	//= FILE has 1+ TEXT	... on at least one line
//	//= FILE has 0-2 TEXT	... on none, one or two lines
//
// Coccinelle: https://docs.kernel.org/dev-tools/coccinelle.html

// The ring gets the seed's list head, and a place for lab 02's worker, beside
// upstream's own fallback_llist and fallback_work, which stay for a fallback.c
// that works as upstream's does.
//= include/linux/io_uring_types.h has 1 struct callback_head *exit_task_work;
//= include/linux/io_uring_types.h has 1 struct task_struct *fallback_worker;
//= include/linux/io_uring_types.h has 1 fallback_llist;
//= include/linux/io_uring_types.h has 1 fallback_work;
@ring_fields@
@@
 struct io_ring_ctx {
 	...
 	struct delayed_work fallback_work;
+	struct callback_head *exit_task_work;
+	struct task_struct *fallback_worker;
 	...
 };

// The request gets the seed's callback_head.  Upstream dropped it when requests
// got struct io_task_work, whose function takes the request and not the head.
//= include/linux/io_uring_types.h has 1 struct callback_head task_work;
@request_field@
@@
 struct io_kiocb {
 	...
 	struct io_task_work io_task_work;
+	struct callback_head task_work;
 	...
 };

//= io_uring/io_uring.c has 1 #include <trace/events/io_fallback.h>
@seam_tracepoints@
@@
 #include <trace/events/io_uring.h>
+#include <trace/events/io_fallback.h>

//= io_uring/io_uring.c has 1 #include "fallback.h"
@seam_header@
@@
 #include "io_uring.h"
+#include "fallback.h"

// Upstream's drain of a whole list becomes the callback of one request.  What
// stays of it is what differs between the releases: how the ring is pinned,
// how uring_lock is taken, how completions are flushed.
//= io_uring/io_uring.c has 0 io_fallback_req_func
//= io_uring/io_uring.c has 1 void io_fallback_req_cancel(struct callback_head *cb)
//= io_uring/io_uring.c has 1 trace_io_fallback_item(req);
//= io_uring/io_uring.c has 0 ->fallback_llist
@request_callback@
identifier ctx, node, req, tmp, work;
expression ring, state;
iterator name llist_for_each_entry_safe;
@@
-static void io_fallback_req_func(struct work_struct *work)
+void io_fallback_req_cancel(struct callback_head *cb)
 {
-	struct io_ring_ctx *ctx = ring;
-	struct llist_node *node = llist_del_all(&ctx->fallback_llist);
+	struct io_kiocb *req = container_of(cb, struct io_kiocb, task_work);
+	struct io_ring_ctx *ctx = req->ctx;
 	...
-	llist_for_each_entry_safe(req, tmp, node, io_task_work.node)
-		req->io_task_work.func(req, state);
+	trace_io_fallback_item(req);
+	req->io_task_work.func(req, state);
 	...
 }

// Upstream declares "*req, *tmp" in one line; SmPL takes one name at a time.
@request_callback_req@
identifier request_callback.req;
@@
 io_fallback_req_cancel(...)
 {
 	...
-	struct io_kiocb *req;
 	...
 }

@request_callback_tmp@
identifier request_callback.tmp;
@@
 io_fallback_req_cancel(...)
 {
 	...
-	struct io_kiocb *tmp;
 	...
 }

//= io_uring/io_uring.c has 1 if (io_fallback_init(ctx)) {
//= io_uring/io_uring.c has 0 INIT_DELAYED_WORK(&ctx->fallback_work
@ring_created@
identifier ctx;
@@
 io_ring_ctx_alloc(...)
 {
 	...
-	INIT_DELAYED_WORK(&ctx->fallback_work, io_fallback_req_func);
 	...
+	if (io_fallback_init(ctx)) {
+		percpu_ref_exit(&ctx->refs);
+		goto err;
+	}
 	return ctx;
 	...
 }

// The submitter is gone: its task_work list takes nothing any more.
//= io_uring/io_uring.c has 1 io_req_task_work_add_fallback(req, io_fallback_req_cancel);
//= io_uring/io_uring.c has 1 trace_io_fallback_push(req);
//= io_uring/io_uring.c has 0 schedule_delayed_work
@push@
expression ctx;
identifier req;
@@
-if (llist_add(&req->io_task_work.node, &ctx->fallback_llist))
-	schedule_delayed_work(&ctx->fallback_work, 1);
+trace_io_fallback_push(req);
+io_req_task_work_add_fallback(req, io_fallback_req_cancel);

// An exiting task waits for what it handed over: twice in 6.12 (between two
// rings, and at the end), never in 6.1, where an exiting task hands over nothing.
//= io_uring/io_uring.c has 0-2 io_fallback_sync(
@exiting_task_waits@
expression ctx;
identifier sync;
@@
 if (sync)
-	flush_delayed_work(&ctx->fallback_work);
+	io_fallback_sync(ctx);

// Every other place that waited for the delayed work.  The ring's exit work
// drains by itself now, see ring_exit.
//= io_uring/io_uring.c has 0 flush_delayed_work(&ctx->fallback_work)
//= io_uring/io_uring.c has 0 ->fallback_work
// (spatch 1.1.1 cannot parse "ret |= f(x);" without the parentheses; they match
// the code without them.)
@no_cancel_wait@
expression ctx, ret, task;
@@
 if (task)
 	ret |= io_run_task_work() > 0;
-else
-	ret |= (flush_delayed_work(&ctx->fallback_work));

@no_other_wait@
expression ctx;
@@
-flush_delayed_work(&ctx->fallback_work);

// The five places in the ring's exit work, which is a loop in a loop: before it,
// before each round of cancelling, behind the last round, before the wait, and
// behind it all.  (spatch 1.1.1 cannot parse "do", so each rule holds on to a
// statement beside its place.)
//
// Where the seed put its drain: each turn of io_ring_exit_work(), after
// cancelling, so that what was cancelled for a dead task is run in the same turn.
//= io_uring/io_uring.c has 1 io_fallback_ring_exit(ctx);
@ring_exit@
expression ctx;
@@
 io_ring_exit_work(...)
 {
 	<...
+	io_fallback_ring_exit(ctx);
 	if (ctx->sq_data) {
 		...
 	}
 	...>
 }

//= io_uring/io_uring.c has 1 io_fallback_ring_exit_begin(ctx);
@ring_exit_begin@
identifier ctx;
@@
 io_ring_exit_work(...)
 {
 	...
 	struct io_ring_ctx *ctx = ...;
 	...
 	int ret;
+
+	io_fallback_ring_exit_begin(ctx);
 	...
 }

//= io_uring/io_uring.c has 1 io_fallback_ring_exit_cancel(ctx);
@ring_exit_cancel@
expression ctx;
@@
 io_ring_exit_work(...)
 {
 	<...
 	if (ctx->flags & IORING_SETUP_DEFER_TASKRUN)
 		io_move_task_work_from_local(ctx);
+	io_fallback_ring_exit_cancel(ctx);
 	...>
 }

//= io_uring/io_uring.c has 1 io_fallback_ring_exit_wait(ctx);
@ring_exit_wait@
expression ctx;
@@
 io_ring_exit_work(...)
 {
 	<...
 	io_req_caches_free(ctx);
+	io_fallback_ring_exit_wait(ctx);
 	...>
 }

//= io_uring/io_uring.c has 1 io_fallback_ring_exit_end(ctx);
@ring_exit_end@
identifier ctx, exit;
@@
 io_ring_exit_work(...)
 {
 	...
 	struct io_ring_ctx *ctx = ...;
 	...
+	io_fallback_ring_exit_end(ctx);
 	init_completion(&exit.completion);
 	...
 }

//= io_uring/io_uring.c has 1 io_fallback_exit(ctx);
@ring_freed@
identifier ctx;
@@
 io_ring_ctx_free(struct io_ring_ctx *ctx)
 {
+	io_fallback_exit(ctx);
 	io_sq_thread_finish(ctx);
 	...
 }

// The seed's other drain: ->flush, called at each close() of a ring fd.
// Upstream's own io_uring_flush() went away after the seed.
//= io_uring/io_uring.c has 1 static int io_uring_flush(
//= io_uring/io_uring.c has 1 io_fallback_flush(
@ring_flush@
@@
 io_uring_release(...)
 {
 	...
 }
+
+static int io_uring_flush(struct file *file, fl_owner_t id)
+{
+	io_fallback_flush(file->private_data);
+	return 0;
+}

//= io_uring/io_uring.c has 1 = io_uring_flush,
@ring_fops@
@@
 const struct file_operations io_uring_fops = {
 	.release = io_uring_release,
+	.flush = io_uring_flush,
 	...
 };

// Not of the seam, but of the guest: UML's set_ptes() in 6.12 steps by what is
// left to do, and not by one page.  From three pages on a fork() maps the wrong
// ones: a ring of 256 entries, whose SQEs are four pages, ends in "Bad page map"
// when the child exits.
//= arch/um/include/asm/pgtable.h has 0 (nr << PFN_PTE_SHIFT)
@um_set_ptes@
expression pte, nr;
@@
-pte = __pte(pte_val(pte) + (nr << PFN_PTE_SHIFT));
+pte = __pte(pte_val(pte) + (1UL << PFN_PTE_SHIFT));

// Not of the seam either: fork() in UML of 6.1 walks the new process's mappings
// without the lock on them, and lockdep says so, in each run of CONFIG=debug.
// In 6.12 there is no such function.
//= arch/um/kernel/tlb.c has 0-1 mmap_read_lock(mm);
//= arch/um/kernel/tlb.c has 0-1 mmap_read_unlock(mm);
@um_force_flush_all@
identifier mm, vma, vmi;
iterator name for_each_vma;
@@
 force_flush_all(...)
 {
 	...
+	mmap_read_lock(mm);
 	for_each_vma(vmi, vma)
 		fix_range(mm, vma->vm_start, vma->vm_end, 1);
+	mmap_read_unlock(mm);
 }
