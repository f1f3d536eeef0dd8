// SPDX-License-Identifier: GPL-2.0
/*
 * The lab in one scene: a dead child's request waits, nothing ever happens to
 * it, and the last descriptor of its ring is closed.
 */
#include "orphan.h"
#include "record.h"

#define LIMIT_MS	5000

int main(void)
{
	struct orphan o = { .kind = ORPHAN_POLL, .count = 1, .user_data = 7 };
	struct io_uring ring;
	int witness, ms;

	record_start();
	record_role("parent");
	orphan_ring(&ring, 4);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	record_note("closes the ring");
	io_uring_queue_exit(&ring);
	ms = hung_up(witness, LIMIT_MS);
	if (ms >= 0)
		record_note("sees that the ring is gone");
	else
		record_note("gives up: the ring is still there");
	return record_stop();
}
