/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints of the fallback task_work: a request whose task is gone is
 * pushed, and a drain runs it.
 *
 * The first two stand in io_uring.c, the other two in fallback_trace.c.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM io_fallback

#if !defined(_TRACE_IO_FALLBACK_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_IO_FALLBACK_H

#include <linux/io_uring_types.h>
#include <linux/tracepoint.h>

DECLARE_EVENT_CLASS(io_fallback_req,
		    TP_PROTO(struct io_kiocb *req),
		    TP_ARGS(req),

		    TP_STRUCT__entry(__field(void *, ctx)
				     __field(void *, req)
				     __field(unsigned long long, user_data)),

		    TP_fast_assign(__entry->ctx = req->ctx;
				   __entry->req = req;
				   __entry->user_data = req->cqe.user_data;),

		    TP_printk("ring %p, req %p, user_data 0x%llx",
			      __entry->ctx, __entry->req, __entry->user_data)
);

/*
 * Stands before the call of push and not after it, because what has been pushed
 * may have been freed: the request is not on the list yet.
 */
DEFINE_EVENT(io_fallback_req, io_fallback_push,
	     TP_PROTO(struct io_kiocb *req),
	     TP_ARGS(req)
);

/* Somebody runs the callback of a request, now. */
DEFINE_EVENT(io_fallback_req, io_fallback_item,
	     TP_PROTO(struct io_kiocb *req),
	     TP_ARGS(req)
);

DECLARE_EVENT_CLASS(io_fallback_drain,
		    TP_PROTO(struct io_ring_ctx *ctx),
		    TP_ARGS(ctx),

		    TP_STRUCT__entry(__field(void *, ctx)),

		    TP_fast_assign(__entry->ctx = ctx;),

		    TP_printk("ring %p", __entry->ctx)
);

DEFINE_EVENT(io_fallback_drain, io_fallback_drain_begin,
	     TP_PROTO(struct io_ring_ctx *ctx),
	     TP_ARGS(ctx)
);

/* The ring may be gone by now: this is its name, no more. */
DEFINE_EVENT(io_fallback_drain, io_fallback_drain_end,
	     TP_PROTO(struct io_ring_ctx *ctx),
	     TP_ARGS(ctx)
);

#endif /* _TRACE_IO_FALLBACK_H */

#include <trace/define_trace.h>
