// SPDX-License-Identifier: GPL-2.0
/*
 * The lab in one scene: two requests are pushed by a task, in write(), and one
 * by a hard interrupt, when its time has come.
 */
#include "orphan.h"
#include "record.h"

int main(void)
{
	struct orphan polls = {
		.kind = ORPHAN_POLL, .count = 2, .user_data = 1,
	};
	struct orphan timeout = {
		.kind = ORPHAN_TIMEOUT, .count = 1, .user_data = 3,
	};
	struct io_uring ring;

	record_start();
	record_role("parent");
	orphan_ring(&ring, 4);
	orphan_arm(&ring, &polls);
	orphan_arm(&ring, &timeout);
	record_note("writes to the pipe");
	orphan_fire(&polls);
	record_note("sleeps");
	orphan_fire(&timeout);
	return record_stop();
}
