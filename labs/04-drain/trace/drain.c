// SPDX-License-Identifier: GPL-2.0
/*
 * The lab in one scene: two requests are on the list, and the callback of one
 * of them pushes a third, while the drain is under way.
 *
 * In this lab nobody calls the drain yet.  So the kernel of this guest has a
 * file for it, labs/harness/kernel/trace/drain-file.c.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "orphan.h"
#include "record.h"

#define DRAIN_FILE	"/sys/kernel/debug/io_fallback_drain"

static void drain(const struct io_uring *ring)
{
	int fd = open(DRAIN_FILE, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "%d\n", ring->ring_fd) < 0)
		record_note("cannot have it drained");
	close(fd);
}

int main(void)
{
	struct orphan poll = {
		.kind = ORPHAN_POLL, .count = 1, .user_data = 1,
	};
	struct orphan link = {
		.kind = ORPHAN_LINK, .count = 1, .user_data = 2,
	};
	struct io_uring ring;

	record_start();
	record_role("parent");
	orphan_ring(&ring, 4);
	orphan_arm(&ring, &poll);
	orphan_arm(&ring, &link);
	record_note("writes to both pipes");
	orphan_fire(&poll);
	orphan_fire(&link);
	record_note("has the ring drained");
	drain(&ring);
	record_note("has %u~CQEs", io_uring_cq_ready(&ring));
	return record_stop();
}
