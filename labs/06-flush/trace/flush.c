// SPDX-License-Identifier: GPL-2.0
/*
 * The lab in one scene: an orphan is on the list, and somebody closes a
 * descriptor of its ring.
 */
#include <unistd.h>

#include "orphan.h"
#include "record.h"

int main(void)
{
	struct orphan o = { .kind = ORPHAN_POLL, .count = 1, .user_data = 7 };
	struct io_uring ring;
	int duplicate;

	record_start();
	record_role("parent");
	orphan_ring(&ring, 4);
	orphan_arm(&ring, &o);
	record_note("writes to the pipe");
	orphan_fire(&o);
	duplicate = dup(ring.ring_fd);
	record_note("calls close()");
	close(duplicate);
	if (io_uring_cq_ready(&ring))
		record_note("is back from close(): the CQE is there");
	else
		record_note("is back from close(): no CQE");
	return record_stop();
}
