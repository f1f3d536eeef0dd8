// SPDX-License-Identifier: GPL-2.0
/*
 * A task that closes a descriptor has nothing to do with the requests of a dead
 * process.  It must not carry them out: they would be done with its memory and
 * in its name.
 *
 * So three requests whose time has come, each of which would tell:
 *
 *	recv, read	the data would be gone, and be in the closer's memory
 *	send		something from the closer's memory would be sent, and
 *			the receiver would be told that the closer has sent it
 *
 * And then the kernel's trace, which says in which task each completion was
 * made.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "ktap.h"
#include "orphan.h"
#include "run.h"
#include "trace.h"

#define README		"labs/06-flush/README.md, "
#define SEND_TAG	300

/* --- data that has arrived ------------------------------------------------ */

/* Say what is wrong with it, if anything. Return: is it as it should be? */
static bool left_alone(const struct orphan *o, const struct orphan_seen *seen,
		       char *what, size_t size)
{
	const int all = sizeof(ORPHAN_DATA) - 1;
	int left = 0;

	if (ioctl(o->theirs, FIONREAD, &left))
		scene_failed("FIONREAD", errno);
	if (o->buf[0])
		snprintf(what, size,
			 "the closing task has carried it out: result %d, \"%.*s\" is in the closer's memory",
			 seen->res, all, o->buf);
	else if (left != all)
		snprintf(what, size, "result %d, and %d bytes are left of %d",
			 seen->res, left, all);
	else
		snprintf(what, size, "%s", orphan_describe(o, seen));
	return !o->buf[0] && left == all && seen->right == 1 && seen->cqes == 1;
}

static void data_story(const char *name, enum orphan_kind kind)
{
	struct orphan o = { .kind = kind, .count = 1, .user_data = 100 };
	struct orphan_seen seen;
	struct io_uring ring;
	char what[256];

	test_begin(name);
	orphan_push(&ring, 4, &o);
	close(ring_dup(&ring));
	orphan_wait(&ring, &o, 0, &seen);

	test_end(expect(left_alone(&o, &seen, what, sizeof(what)),
			phrase("an orphaned %s whose data is there is canceled: result %d, data left where it is",
			       orphan_name(kind), orphan_result(kind)),
			README "\"Who runs it?\"", "%s", what));
	orphan_end(&ring, &o);
}

/* --- words in a stranger's mouth ------------------------------------------ */

/* At one address in the child and in the closer, with different contents. */
static char words[16] = "top secret";

/* Write until there is no room: the next send has to wait. */
static void fill(int fd)
{
	char block[4096] = "";
	ssize_t n;

	do {
		n = send(fd, block, sizeof(block), MSG_DONTWAIT);
	} while (n > 0);
	if (errno != EAGAIN)
		scene_failed("a full socket", errno);
}

/* A process without any rights wants to send its words. */
static bool submit_send(struct io_uring *ring, void *fd)
{
	struct io_uring_sqe *sqe;

	if (setgid(STUDENT_UID) || setuid(STUDENT_UID))
		return false;
	strcpy(words, "hello");
	sqe = io_uring_get_sqe(ring);
	io_uring_prep_send(sqe, *(int *)fd, words, sizeof(words), 0);
	io_uring_sqe_set_data64(sqe, SEND_TAG);
	return io_uring_submit(ring) == 1;
}

/* Read all that was written by fill(), and so make room. */
static void make_room(int fd)
{
	char block[4096];

	while (recv(fd, block, sizeof(block), MSG_DONTWAIT) > 0)
		;
	if (errno != EAGAIN)
		scene_failed("an empty socket", errno);
}

/* What has come, and from whom? Return: how many bytes. */
static ssize_t receive(int fd, char *buf, size_t size, struct ucred *from)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(struct ucred))];
	} control = { .space = "" };
	struct iovec iov = { .iov_base = buf, .iov_len = size };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *c;
	ssize_t n;

	n = recvmsg(fd, &msg, MSG_DONTWAIT);
	c = CMSG_FIRSTHDR(&msg);
	if (n > 0 && c && c->cmsg_type == SCM_CREDENTIALS)
		memcpy(from, CMSG_DATA(c), sizeof(*from));
	return n;
}

static void send_story(void)
{
	struct ucred from = { .uid = -1 };
	char got[sizeof(words)] = "", seen[160];
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	int ends[2], on = 1;
	ssize_t n;

	test_begin("send-keeps-quiet");
	orphan_ring(&ring, 4);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) ||
	    setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)))
		scene_failed("a socket pair that passes credentials", errno);
	fill(ends[0]);
	ring_submit_and_die(&ring, submit_send, &ends[0]);
	make_room(ends[1]);
	close(ring_dup(&ring));

	n = receive(ends[1], got, sizeof(got) - 1, &from);
	if (n > 0)
		snprintf(seen, sizeof(seen),
			 "\"%s\" was sent in the name of user %u, process %u: the closer's memory, and the closer's name",
			 got, from.uid, from.pid);
	else if (io_uring_peek_cqe(&ring, &cqe))
		strcpy(seen, "no completion came");
	else
		snprintf(seen, sizeof(seen), "a completion with %d", cqe->res);
	test_end(expect(n < 0 && !io_uring_peek_cqe(&ring, &cqe) &&
			cqe->user_data == SEND_TAG && cqe->res == -ECANCELED,
			phrase("the send of a dead process of user %d is canceled, and nothing is sent",
			       STUDENT_UID), README "\"Who runs it?\"", "%s",
			seen));
	close(ends[0]);
	close(ends[1]);
	io_uring_queue_exit(&ring);
}

/* --- who was it? ---------------------------------------------------------- */

/* The task that made the completion, or 0. */
static pid_t completed_by(const struct trace *t, uint64_t user_data)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (t->events[i].kind == TRACE_COMPLETE &&
		    t->events[i].user_data == user_data)
			return t->events[i].pid;
	return 0;
}

static void task_story(const char *name, bool exits)
{
	struct orphan o = { .kind = ORPHAN_POLL, .count = 1, .user_data = 700 };
	struct io_uring ring;
	pid_t closer, runner;
	struct trace t;
	char seen[40];

	test_begin(name);
	orphan_ring(&ring, 4);
	orphan_arm(&ring, &o);
	/* From here on: a fallback that waits for no close() may be early. */
	if (trace_start())
		scene_failed("the kernel's trace", EIO);
	orphan_fire(&o);
	closer = scene_fork();
	if (!closer) {
		if (!exits) {
			close(ring.ring_fd);
			pause();
		}
		_exit(0);
	}
	if (!exits) {
		/* It closes, and sleeps; nothing is to be run by its exit. */
		sleep_ms(100);
		kill(closer, SIGKILL);
	}
	scene_wait(closer);
	if (trace_stop(&t))
		scene_failed("the kernel's trace", EIO);

	runner = completed_by(&t, o.user_data);
	snprintf(seen, sizeof(seen), runner ? "process %d made it itself" :
		 "no completion was made", runner);
	test_end(expect(runner && runner != closer && runner != getpid(),
			phrase("the completion is made by a kernel thread while process %d %s",
			       closer, exits ? "exits" : "closes its descriptor"),
			README "\"Who runs it?\"; fallback.h, what holds at all times",
			"%s", seen));
	trace_free(&t);
	orphan_end(&ring, &o);
}

int main(void)
{
	plan(5);
	data_story("recv-leaves-data", ORPHAN_RECV);
	data_story("read-leaves-data", ORPHAN_READ);
	send_story();
	task_story("close-hands-over", false);
	task_story("exit-hands-over", true);
	return ktap_exit();
}
