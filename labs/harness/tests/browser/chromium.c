// SPDX-License-Identifier: GPL-2.0
/*
 * A browser as a child process, with a pipe in each direction: it reads from
 * its descriptor 3 and writes to 4.  Each message ends in a zero byte.
 *
 * It gets a directory of its own for what it keeps, and a process group of its
 * own, because it is many processes, and all of them are to go.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chromium.h"

/* A page of the book takes some milliseconds. */
#define PATIENCE_MS	60000

struct chromium {
	pid_t pid;
	int to;
	int from;
	char *session;
	int id;
	chromium_event event;
	void *arg;
	char dir[64];
	char *buf;
	size_t len;
	size_t size;
	struct json_object *answer;
};

/* The one browser, for the way out. */
static struct chromium *running;

static void clean_up(void)
{
	struct chromium *c = running;
	pid_t rm;
	int tries;

	if (!c)
		return;
	running = NULL;
	close(c->to);
	close(c->from);
	/* It goes when its pipe is closed; if not, it is sent. */
	for (tries = 0; tries < 50; tries++) {
		if (waitpid(c->pid, NULL, WNOHANG) == c->pid)
			break;
		usleep(20000);
	}
	kill(-c->pid, SIGKILL);
	if (tries == 50)
		waitpid(c->pid, NULL, 0);
	rm = fork();
	if (!rm) {
		execlp("rm", "rm", "-rf", "--", c->dir, NULL);
		_exit(1);
	}
	if (rm > 0)
		waitpid(rm, NULL, 0);
}

static void __attribute__((format(printf, 1, 2), noreturn))
die(const char *fmt, ...)
{
	va_list ap;

	fputs("reader: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

/* Which signal wants us to stop; whoever waits next does. */
static volatile sig_atomic_t stop;

static void interrupted(int sig)
{
	stop = sig;
}

static void send_message(struct chromium *c, struct json_object *m)
{
	const char *s = json_object_to_json_string_ext(m, 0);
	size_t len = strlen(s) + 1;

	while (len) {
		ssize_t n = write(c->to, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			die("the browser is gone: %s", strerror(errno));
		s += n;
		len -= n;
	}
}

/* The next message, or NULL if none came within @ms. */
static struct json_object *receive(struct chromium *c, int ms)
{
	struct pollfd p = { .fd = c->from, .events = POLLIN };
	struct json_object *m;
	size_t len;
	char *end;

	while (!(end = memchr(c->buf, 0, c->len))) {
		ssize_t n;

		if (stop)
			exit(128 + stop);
		n = poll(&p, 1, ms);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return NULL;
		if (c->size - c->len < 65536) {
			c->size += 1 << 20;
			c->buf = realloc(c->buf, c->size);
			if (!c->buf)
				die("no memory");
		}
		n = read(c->from, c->buf + c->len, c->size - c->len);
		if (n <= 0)
			die("the browser does not start, or has ended");
		c->len += n;
	}
	m = json_tokener_parse(c->buf);
	len = end + 1 - c->buf;
	memmove(c->buf, end + 1, c->len - len);
	c->len -= len;
	if (!m)
		die("the browser says something that is no JSON");
	return m;
}

static struct json_object *get(struct json_object *o, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(o, key, &value);
	return value;
}

/* An answer is kept for chromium_call(), an event is passed on. */
static void take(struct chromium *c, struct json_object *m)
{
	struct json_object *method = get(m, "method");

	if (method) {
		c->event(c->arg, json_object_get_string(method),
			 get(m, "params"));
		json_object_put(m);
		return;
	}
	if (json_object_get_int(get(m, "id")) == c->id)
		c->answer = m;
	else
		json_object_put(m);
}

/* The whole answer: a "result" or an "error". */
static struct json_object *answer_to(struct chromium *c, const char *method,
				     struct json_object *params)
{
	struct json_object *m = json_object_new_object();

	json_object_object_add(m, "id", json_object_new_int(++c->id));
	json_object_object_add(m, "method", json_object_new_string(method));
	if (params)
		json_object_object_add(m, "params", params);
	if (c->session)
		json_object_object_add(m, "sessionId",
				       json_object_new_string(c->session));
	send_message(c, m);
	json_object_put(m);

	c->answer = NULL;
	while (!c->answer) {
		m = receive(c, PATIENCE_MS);
		if (!m)
			die("%s: the browser did not answer for %d s", method,
			    PATIENCE_MS / 1000);
		take(c, m);
	}
	return c->answer;
}

struct json_object *chromium_try(struct chromium *c, const char *method,
				 struct json_object *params)
{
	struct json_object *answer = answer_to(c, method, params);
	struct json_object *result = json_object_get(get(answer, "result"));

	json_object_put(answer);
	return result;
}

struct json_object *chromium_call(struct chromium *c, const char *method,
				  struct json_object *params)
{
	struct json_object *answer = answer_to(c, method, params), *result;

	if (get(answer, "error"))
		die("%s: %s", method, json_object_get_string(
			get(get(answer, "error"), "message")));
	result = json_object_get(get(answer, "result"));
	json_object_put(answer);
	return result;
}

bool chromium_wait(struct chromium *c, int ms)
{
	struct json_object *m = receive(c, ms);

	if (!m)
		return false;
	take(c, m);
	return true;
}

static void __attribute__((noreturn))
child(struct chromium *c, const char *program, int in, int out)
{
	char dir[80];
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	snprintf(dir, sizeof(dir), "--user-data-dir=%s", c->dir);
	/* Out of the way first: 3 and 4 may be in use. */
	in = fcntl(in, F_DUPFD, 10);
	out = fcntl(out, F_DUPFD, 10);
	dup2(in, 3);
	dup2(out, 4);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	close(in);
	close(out);
	/*
	 * The sandbox protects from pages of strangers, and does not start as
	 * root nor in most containers. The pages are ours.
	 */
	execlp(program, program, "--headless", "--remote-debugging-pipe",
	       "--no-sandbox", "--disable-gpu", "--no-first-run",
	       "--disable-extensions", "--disable-dev-shm-usage",
	       "--disable-background-networking", "--hide-scrollbars",
	       /* What makes it slow to go from one file to the next. */
	       "--disable-features=BackForwardCache,RenderDocument,"
	       "ProactivelySwapBrowsingInstancesSameSite,MediaRouter,"
	       "SpareRendererForSitePerProcess,OptimizationHints,Translate",
	       dir, "about:blank", NULL);
	_exit(127);
}

struct chromium *chromium_start(const char *program, chromium_event event,
				void *arg)
{
	struct chromium *c = calloc(1, sizeof(*c));
	struct json_object *params, *answer;
	const char *tmp = getenv("TMPDIR");
	int to[2], from[2];

	if (!c)
		die("no memory");
	c->event = event;
	c->arg = arg;
	c->size = 1 << 20;
	c->buf = malloc(c->size);
	if (!c->buf)
		die("no memory");
	snprintf(c->dir, sizeof(c->dir), "%s/pushdrain-reader.XXXXXX",
		 tmp && strlen(tmp) < 30 ? tmp : "/tmp");
	if (!mkdtemp(c->dir))
		die("%s: %s", c->dir, strerror(errno));
	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		die("pipe: %s", strerror(errno));
	signal(SIGPIPE, SIG_IGN);
	c->pid = fork();
	if (c->pid < 0)
		die("fork: %s", strerror(errno));
	if (!c->pid)
		child(c, program, to[0], from[1]);
	setpgid(c->pid, c->pid);
	close(to[0]);
	close(from[1]);
	c->to = to[1];
	c->from = from[0];
	running = c;
	atexit(clean_up);
	signal(SIGINT, interrupted);
	signal(SIGTERM, interrupted);
	signal(SIGHUP, interrupted);

	params = json_object_new_object();
	json_object_object_add(params, "url",
			       json_object_new_string("about:blank"));
	answer = chromium_call(c, "Target.createTarget", params);
	params = json_object_new_object();
	json_object_object_add(params, "targetId",
			       json_object_get(get(answer, "targetId")));
	json_object_object_add(params, "flatten", json_object_new_boolean(1));
	json_object_put(answer);
	answer = chromium_call(c, "Target.attachToTarget", params);
	c->session = strdup(json_object_get_string(get(answer, "sessionId")));
	json_object_put(answer);
	return c;
}

void chromium_stop(struct chromium *c)
{
	clean_up();
	free(c->session);
	free(c->buf);
	free(c);
}
