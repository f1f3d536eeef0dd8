// SPDX-License-Identifier: GPL-2.0
/*
 * The lab in one scene: a ring with a worker, and an orphan.
 */
#include "orphan.h"
#include "record.h"

#define LIMIT_MS	5000

int main(void)
{
	struct orphan o = { .kind = ORPHAN_POLL, .count = 1, .user_data = 7 };
	struct orphan_seen seen;
	struct io_uring ring;

	record_start();
	record_role("parent");
	orphan_ring(&ring, 4);
	orphan_arm(&ring, &o);
	record_note("writes to the pipe");
	orphan_fire(&o);
	if (orphan_wait(&ring, &o, LIMIT_MS, &seen))
		record_note("finds the CQE");
	else
		record_note("gives up");
	return record_stop();
}
