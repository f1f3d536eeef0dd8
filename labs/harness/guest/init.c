// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of the guest: runs a lab's test programs and powers off.
 *
 * There is no other user space: no shell, no libc but what is linked into each
 * program.  What PID 1 reports goes to /dev/ttyS0, the results channel, which
 * is separate from the console, so that kernel messages and results never mix.
 *
 * /etc/tests says what to run, one entry a line:
 *
 *	NAME [SECONDS]	/tests/NAME, which may take SECONDS of the guest's time
 *			(if it does not say: 60, or 1200 in virtual time, where
 *			a test may want to sleep for ten minutes)
 *	@kunit		the KUnit suites built into this kernel: they ran at
 *			boot, and their results wait in debugfs
 *
 * The results are KTAP (Documentation/dev-tools/ktap.rst in the kernel
 * sources):
 *
 *	KTAP version 1
 *	1..1
 *	# running reproducer
 *	  KTAP version 1
 *	  1..9
 *	  ...				what the program printed, indented
 *	ok 1 reproducer
 *
 * A program's exit status decides its line.  Its stderr goes to the console.
 *
 * The kernel hands words of its command line that it does not know to PID 1,
 * and those with a dot in them to nobody, so we look for ours in /proc/cmdline:
 *
 *	pushdrain.guest=NAME	the tests get GUEST=NAME in their environment
 *	pushdrain.shell		no tests, but a shell on the console
 *	pushdrain.debug=NAME	no tests, but /lab/NAME under gdbserver, which
 *				a debugger on the host reaches by /dev/ttyS0
 *
 * PID 1 must not end: the kernel would panic.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/random.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "run.h"

#define DEFAULT_SECONDS	60
#define VIRTUAL_SECONDS	1200
#define MAX_ENTRIES	64
#define KLOG_CLEAR	5	/* SYSLOG_ACTION_CLEAR, see klogctl(3) */
#define KUNIT_RESULTS	"/sys/kernel/debug/kunit/*/results"

struct entry {
	char name[128];		/* of a program, or of a KUnit suite */
	char *kunit;		/* the suite's results file, or NULL */
	unsigned int seconds;
};

static const struct {
	const char *type, *where, *options;
} mounts[] = {
	{ "proc", "/proc", NULL },
	{ "sysfs", "/sys", NULL },
	{ "debugfs", "/sys/kernel/debug", "mode=0700" },
	{ "tracefs", "/sys/kernel/tracing", "mode=0700" },
	{ "tmpfs", "/tmp", "size=8m,mode=1777" },
};

static const struct {
	const char *path;
	mode_t mode;
	unsigned int major, minor;
} nodes[] = {
	{ "/dev/console", 0600, 5, 1 },
	{ "/dev/ttyS0", 0600, 4, 64 },
	{ "/dev/null", 0666, 1, 3 },
	{ "/dev/zero", 0666, 1, 5 },
	{ "/dev/full", 0666, 1, 7 },
	{ "/dev/random", 0444, 1, 8 },
	{ "/dev/urandom", 0444, 1, 9 },
};

/* The results channel. */
static FILE *out;

static char guest[64];
static bool want_shell;
static char debugged[64];	/* a program's name, or empty */
static char guest_env[sizeof("GUEST=") + sizeof(guest)];
static char *const test_env[] = { "PATH=/bin", "HOME=/tmp", guest_env, NULL };
static char *const shell_env[] = {
	"PATH=/bin:/tests:/lab", "HOME=/", "TERM=linux", guest_env, NULL
};

static void __attribute__((noreturn)) power_off(void)
{
	if (out)
		fflush(out);
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

static void complain(const char *what, const char *path)
{
	fprintf(stderr, "init: %s %s: %s\n", what, path, strerror(errno));
}

static void make_nodes(void)
{
	size_t i;

	umask(0);
	mkdir("/dev", 0755);
	for (i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		const char *path = nodes[i].path;

		if (mknod(path, S_IFCHR | nodes[i].mode,
			  makedev(nodes[i].major, nodes[i].minor)) &&
		    errno != EEXIST)
			complain("mknod", path);
		/* One that came with the image may be too open. */
		chmod(path, nodes[i].mode);
	}
	umask(022);
}

static void mount_all(void)
{
	size_t i;

	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		if (mount(mounts[i].type, mounts[i].where, mounts[i].type,
			  MS_NOSUID | MS_NODEV, mounts[i].options))
			complain("mount", mounts[i].where);
	}
}

/* Returns whether the command line has the word; its value in @value. */
static bool find_word(char *cmdline, const char *name, char *value, size_t size)
{
	size_t len = strlen(name);
	char *word = cmdline;

	while ((word = strstr(word, name))) {
		char *end = word + len;

		if ((word == cmdline || word[-1] == ' ') &&
		    (!*end || strchr("= \n", *end))) {
			if (*end == '=')
				end++;
			snprintf(value, size, "%.*s",
				 (int)strcspn(end, " \n"), end);
			return true;
		}
		word = end;
	}
	return false;
}

/* Reads our words from the command line. */
static void read_cmdline(void)
{
	char line[2048] = "", ignored[2];
	FILE *f = fopen("/proc/cmdline", "r");

	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = '\0';
		fclose(f);
	}
	find_word(line, "pushdrain.guest", guest, sizeof(guest));
	snprintf(guest_env, sizeof(guest_env), "GUEST=%s", guest);
	want_shell = find_word(line, "pushdrain.shell", ignored,
			       sizeof(ignored));
	find_word(line, "pushdrain.debug", debugged, sizeof(debugged));
}

/*
 * A student's program is to find out by asking io_uring in which guest it is,
 * and not by reading it somewhere.
 */
static void hide_guest(void)
{
	/* The boot messages quote the command line. */
	klogctl(KLOG_CLEAR, NULL, 0);
	if (mount("/dev/null", "/proc/cmdline", NULL, MS_BIND, NULL))
		complain("hide", "/proc/cmdline");
}

/*
 * Tell the kernel that it has enough randomness. In virtual time it can wait
 * for that long, 6.1 does, and who asks it for random numbers waits with it.
 * There is nothing secret in the guest.
 */
static void seed_random(void)
{
	static const struct {
		struct rand_pool_info info;
		char seed[64];
	} pool = {
		.info = {
			.entropy_count = 8 * sizeof(pool.seed),
			.buf_size = sizeof(pool.seed),
		},
	};
	int fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, RNDADDENTROPY, &pool))
		complain("seed", "/dev/urandom");
	if (fd >= 0)
		close(fd);
}

/* Bytes go out as they are: no echo, no newline turned into two characters. */
static void open_results(void)
{
	struct termios t;
	int fd = open("/dev/ttyS0", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &t)) {
		complain("open", "/dev/ttyS0");
		power_off();
	}
	cfmakeraw(&t);
	tcsetattr(fd, TCSANOW, &t);
	out = fdopen(fd, "w");
	if (!out)
		power_off();
	setvbuf(out, NULL, _IOLBF, BUFSIZ);
}

/* Forwards text with each line indented; remembers where in a line it is. */
struct indent {
	bool in_line;
};

static void put_indented(void *arg, const char *data, size_t len)
{
	struct indent *state = arg;
	size_t i;

	for (i = 0; i < len; i++) {
		if (!state->in_line)
			fputs("  ", out);
		fputc(data[i], out);
		state->in_line = data[i] != '\n';
	}
}

static void end_indented(struct indent *state)
{
	if (state->in_line)
		fputc('\n', out);
	state->in_line = false;
}

static void put_verdict(bool ok, unsigned int number, const char *name)
{
	fprintf(out, "%s %u %s\n", ok ? "ok" : "not ok", number, name);
	fflush(out);
}

static void run_program(const struct entry *e, unsigned int number)
{
	char path[sizeof("/tests/") + sizeof(e->name)], how[600];
	char *const argv[] = { path, NULL };
	struct indent state = { false };
	const struct run_spec spec = {
		.argv = argv,
		.env = test_env,
		.limit_ms = e->seconds * 1000,
		.sink = put_indented,
		.arg = &state,
	};
	struct run_result result;
	bool ok;

	snprintf(path, sizeof(path), "/tests/%s", e->name);
	run(&spec, &result);
	end_indented(&state);

	ok = !result.error && !result.timed_out && !result.flooded &&
	     WIFEXITED(result.status) && !WEXITSTATUS(result.status);
	if (result.timed_out)
		fprintf(out, "# %s: seen: still running after %u virtual seconds, %s\n",
			e->name, e->seconds, result.where);
	else if (!ok && !(WIFEXITED(result.status) &&
			  WEXITSTATUS(result.status) == 1)) {
		run_describe(&result, how, sizeof(how));
		fprintf(out, "# %s: seen: %s\n", e->name, how);
	}
	if (result.unkillable)
		fprintf(out, "# %s: seen: %u of its processes cannot be killed: %s\n",
			e->name, result.unkillable, result.where);
	put_verdict(ok, number, e->name);
}

/*
 * The file is a KTAP document itself.  Its last line that is not indented is
 * the suite's verdict.
 */
static void show_kunit(const struct entry *e, unsigned int number)
{
	struct indent state = { false };
	FILE *f = fopen(e->kunit, "r");
	char line[1024];
	bool ok = false;

	while (f && fgets(line, sizeof(line), f)) {
		put_indented(&state, line, strlen(line));
		if (!strncmp(line, "ok ", 3))
			ok = true;
		else if (!strncmp(line, "not ok ", 7))
			ok = false;
	}
	if (f)
		fclose(f);
	else
		fprintf(out, "# %s: seen: %s cannot be read: %s\n", e->name,
			e->kunit, strerror(errno));
	end_indented(&state);
	put_verdict(ok, number, e->name);
}

/* One entry for each suite that this kernel has; one that fails if none. */
static unsigned int list_kunit(struct entry *list, unsigned int max)
{
	unsigned int n = 0;
	glob_t found;
	size_t i;

	if (glob(KUNIT_RESULTS, 0, NULL, &found)) {
		snprintf(list[0].name, sizeof(list[0].name), "kunit");
		list[0].kunit = strdup(KUNIT_RESULTS);
		return 1;
	}
	for (i = 0; i < found.gl_pathc && n < max; i++, n++) {
		char *path = strdup(found.gl_pathv[i]), *suite;

		if (!path)
			break;
		suite = path + strlen("/sys/kernel/debug/kunit/");
		snprintf(list[n].name, sizeof(list[n].name), "kunit-%.*s",
			 (int)strcspn(suite, "/"), suite);
		list[n].kunit = path;
	}
	globfree(&found);
	return n;
}

static unsigned int read_list(struct entry *list, unsigned int max)
{
	FILE *f = fopen("/etc/tests", "r");
	unsigned int n = 0;
	char line[160];

	if (!f) {
		complain("open", "/etc/tests");
		return 0;
	}
	while (n < max && fgets(line, sizeof(line), f)) {
		struct entry *e = &list[n];

		e->seconds = clock_is_virtual() ? VIRTUAL_SECONDS :
						  DEFAULT_SECONDS;
		if (sscanf(line, " %127s %u", e->name, &e->seconds) < 1 ||
		    e->name[0] == '#')
			continue;
		if (!strcmp(e->name, "@kunit"))
			n += list_kunit(e, max - n);
		else
			n++;
	}
	fclose(f);
	return n;
}

static void run_tests(void)
{
	static struct entry list[MAX_ENTRIES];
	unsigned int i, n;

	n = read_list(list, MAX_ENTRIES);
	fprintf(out, "KTAP version 1\n1..%u\n", n);
	for (i = 0; i < n; i++) {
		fprintf(out, "# running %s\n", list[i].name);
		fflush(out);
		if (list[i].kunit)
			show_kunit(&list[i], i + 1);
		else
			run_program(&list[i], i + 1);
	}
}

/* Runs a program for people, who need no limit. */
static void run_for_people(const char *path, char *const argv[])
{
	pid_t pid = fork();

	if (!pid) {
		/* A shell's job control needs a controlling terminal. */
		setsid();
		ioctl(0, TIOCSCTTY, 1);
		execve(path, argv, shell_env);
		complain("start", path);
		_exit(127);
	}
	while (pid > 0 && (wait(NULL) != pid || errno == EINTR))
		;
}

/* The image has busybox; its other commands are links to it. */
static void run_shell(void)
{
	static char *const shell[] = {
		"sh", "-c", "/bin/busybox --install -s /bin; exec sh", NULL
	};

	run_for_people("/bin/busybox", shell);
}

static void run_debugger(void)
{
	static char program[sizeof("/lab/") + sizeof(debugged)];
	static char *const gdbserver[] = {
		"gdbserver", "--no-startup-with-shell", "/dev/ttyS0", program,
		NULL
	};

	/* From now on the line passes each byte of the two as it is. */
	open_results();
	snprintf(program, sizeof(program), "/lab/%s", debugged);
	run_for_people("/bin/gdbserver", gdbserver);
}

int main(void)
{
	make_nodes();
	mount_all();
	seed_random();
	read_cmdline();
	if (want_shell || *debugged) {
		if (want_shell)
			run_shell();
		else
			run_debugger();
		power_off();
	}
	hide_guest();
	open_results();
	run_tests();
	power_off();
}
