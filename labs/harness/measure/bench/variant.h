/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Several fallback.c in one kernel, for bench.c.
 *
 * Each is compiled with its functions renamed, as in
 *
 *	-Dio_run_ctx_fallback=stack_io_run_ctx_fallback
 *
 * DECLARE(stack) declares those that are called here, and VARIANT(stack, ...)
 * is a struct variant of them.
 */
#ifndef BENCH_VARIANT_H
#define BENCH_VARIANT_H

#include <linux/types.h>

#include "fallback.h"

/**
 * struct variant - a fallback.c, by its functions
 * @init: io_fallback_init()
 * @push: io_req_task_work_add_fallback()
 * @drain: io_run_ctx_fallback()
 * @flush: io_fallback_flush()
 * @sync: io_fallback_sync()
 * @exit: io_fallback_exit()
 */
struct variant {
	const char *name;	/* its name */
	int (*init)(struct io_ring_ctx *ctx);
	void (*push)(struct io_kiocb *req, task_work_func_t cb);
	void (*drain)(struct io_ring_ctx *ctx);
	void (*flush)(struct io_ring_ctx *ctx);
	void (*sync)(struct io_ring_ctx *ctx);
	void (*exit)(struct io_ring_ctx *ctx);
	bool in_place;		/* any kernel thread can run what was pushed */
	bool by_thread;		/* there is a thread that does */
};

/** DECLARE - the functions of variant @v that are called here */
#define DECLARE(v)							\
	int v##_io_fallback_init(struct io_ring_ctx *ctx);		\
	void v##_io_req_task_work_add_fallback(struct io_kiocb *req,	\
					       task_work_func_t cb);	\
	void v##_io_run_ctx_fallback(struct io_ring_ctx *ctx);		\
	void v##_io_fallback_flush(struct io_ring_ctx *ctx);		\
	void v##_io_fallback_sync(struct io_ring_ctx *ctx);		\
	void v##_io_fallback_exit(struct io_ring_ctx *ctx)

/** VARIANT - variant @v as a struct variant */
#define VARIANT(v, has_in_place, has_thread) {				\
	.name = #v,							\
	.init = v##_io_fallback_init,					\
	.push = v##_io_req_task_work_add_fallback,			\
	.drain = v##_io_run_ctx_fallback,				\
	.flush = v##_io_fallback_flush,					\
	.sync = v##_io_fallback_sync,					\
	.exit = v##_io_fallback_exit,					\
	.in_place = has_in_place,					\
	.by_thread = has_thread,					\
}

#endif /* BENCH_VARIANT_H */
