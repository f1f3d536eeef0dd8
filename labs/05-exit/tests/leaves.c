// SPDX-License-Identifier: GPL-2.0
/*
 * An orphan that goes with its ring takes nothing with it.
 *
 * A read waits on a pipe, a recv on a socket, and their task dies.  Five bytes
 * come, and the ring is closed.  Nobody is left who wanted the bytes.  So they
 * stay where they are: in the pipe, in the socket, for the next reader.
 *
 * They are taken, though, if the callback runs in the task that closes the
 * ring: that one is no kernel thread, so the request believes that it is at
 * home, does its work, and puts the bytes into the memory of a stranger.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ktap.h"
#include "orphan.h"

#define READ		"labs/05-exit/README.md, \"Who runs it\""

static void test_leaves(const char *name, enum orphan_kind kind)
{
	struct orphan o = { .kind = kind, .count = 1, .user_data = 1 };
	struct io_uring ring;
	char data[sizeof(ORPHAN_DATA)] = "";
	int witness;
	bool gone;

	test_begin(name);
	orphan_ring(&ring, 8);
	witness = ring_witness(&ring);
	orphan_arm(&ring, &o);
	orphan_fire(&o);
	io_uring_queue_exit(&ring);
	gone = expect_ring_gone(witness, NULL,
				"labs/05-exit/README.md, \"Each turn\"");

	fcntl(o.theirs, F_SETFL, O_NONBLOCK);
	test_end(gone &&
		 expect(read(o.theirs, data, sizeof(data)) == sizeof(data) - 1,
			"the orphan gives up: \"" ORPHAN_DATA "\" is still there to be read",
			READ, "there is nothing to be read%s", o.buf[0] ?
			"; it is in the memory of the process that closed the ring" :
			""));
	orphan_done(&o);
}

int main(void)
{
	plan(2);
	test_leaves("read-leaves-the-data", ORPHAN_READ);
	test_leaves("recv-leaves-the-data", ORPHAN_RECV);
	return ktap_exit();
}
