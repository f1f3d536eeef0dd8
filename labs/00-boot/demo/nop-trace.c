// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a NOP with the trace on, and shows the trace as the kernel prints it.
 *
 * The lines go to the guest's console.
 */
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

static int run_nop(void)
{
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	int ret;

	ret = io_uring_queue_init(4, &ring, 0);
	if (ret)
		return ret;
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_nop(sqe);
	io_uring_sqe_set_data64(sqe, 42);
	ret = io_uring_submit_and_wait(&ring, 1);
	if (ret == 1)
		ret = io_uring_wait_cqe(&ring, &cqe);
	io_uring_queue_exit(&ring);
	return ret;
}

int main(void)
{
	char *text, *line;

	if (trace_start() || run_nop())
		return 1;
	text = trace_end();
	for (line = text ? strtok(text, "\n") : NULL; line;
	     line = strtok(NULL, "\n"))
		if (line[0] != '#')
			fprintf(stderr, "%s\n", line);
	free(text);
	return !text;
}
