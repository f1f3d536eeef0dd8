// SPDX-License-Identifier: GPL-2.0
/*
 * The lab in one scene: two requests are on the list, and the callback of one
 * of them pushes a third, while the drain is under way.
 *
 * In this lab nobody calls the drain yet.  So the kernel of this guest has a
 * file for it, see ring_drain().
 */
#include "orphan.h"
#include "record.h"

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
	ring_drain(&ring);
	record_note("has %u~CQEs", io_uring_cq_ready(&ring));
	return record_stop();
}
