// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of a guest that ends in a chosen way, for the tests of the runner.
 *
 * The kernel parameter test=WORD says how. Results go to /dev/ttyS0, as a real
 * guest's do, and everything else to the console.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <termios.h>
#include <unistd.h>

static FILE *results;
static char mode[64];

static void power_off(void)
{
	fflush(stdout);
	fflush(results);
	tcdrain(fileno(results));
	reboot(RB_POWER_OFF);
}

static void read_mode(void)
{
	char line[4096] = "", *p;
	FILE *f;

	mount("proc", "/proc", "proc", 0, NULL);
	f = fopen("/proc/cmdline", "r");
	if (f && fgets(line, sizeof(line), f)) {
		p = strstr(line, "test=");
		if (p)
			sscanf(p, "test=%63s", mode);
	}
}

/* A guest kernel with crash.c in it crashes when told to. */
static void crash(char how)
{
	int fd = open("/proc/crash", O_WRONLY);

	if (fd < 0 || write(fd, &how, 1) != 1)
		printf("this kernel has no /proc/crash\n");
}

static void act(void)
{
	static char page[4096];
	FILE *where;

	if (!strcmp(mode, "asleep"))
		for (;;)
			pause();
	if (!strcmp(mode, "spin"))
		for (;;)
			;
	if (!strcmp(mode, "syscalls"))
		for (;;)
			getppid();
	if (!strcmp(mode, "exit"))
		exit(3);
	if (!strcmp(mode, "segv"))
		*(volatile int *)8 = 1;
	if (!strncmp(mode, "crash-", 6))
		crash(mode[6]);
	if (!strcmp(mode, "flood") || !strcmp(mode, "flood-results")) {
		where = mode[5] ? results : stdout;
		memset(page, 'x', sizeof(page) - 1);
		for (;;)
			fprintf(where, "# %s\n", page);
	}
	if (!strcmp(mode, "forge")) {
		printf("KTAP version 1\n1..1\nok 1 prog\n");
		power_off();
	}
	if (!strcmp(mode, "early"))
		power_off();
}

int main(void)
{
	results = fopen("/dev/ttyS0", "w");
	if (!results)
		return 1;
	read_mode();
	if (!strcmp(mode, "silent"))
		power_off();
	fprintf(results, "KTAP version 1\n1..1\n# running prog\n");
	fprintf(results, "  KTAP version 1\n  1..2\n  # begin: first\n");
	fprintf(results, "  ok 1 first\n  # begin: second\n");
	fflush(results);
	act();
	if (!strcmp(mode, "fail"))
		fprintf(results, "  # second: expected: a CQE\n"
			"  # second: seen: none\n  # second: read: README.md\n"
			"  not ok 2 second\nnot ok 1 prog\n");
	else
		fprintf(results, "  ok 2 second\nok 1 prog\n");
	power_off();
	return 0;
}
