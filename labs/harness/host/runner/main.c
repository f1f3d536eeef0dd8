// SPDX-License-Identifier: GPL-2.0
/*
 * pushdrain-run: runs a lab's tests in User-Mode Linux guests and judges them.
 *
 * Where to read on, in the order in which a run passes through the files:
 *
 *	options.c	the command line
 *	tmpdir.c	the private directory, where guests keep their memory
 *	run.c		the loop that looks after all guests
 *	guest.c		one guest, from its start to its end
 *	uml.c		its command line
 *	box.c		its box, in which it sees nothing of the host
 *	process.c	its processes, and those of a program like one
 *	reaper.c	ends them when the runner is killed
 *	ktap.c		its results: bytes in, a tree out
 *	plan.c		which results there have to be
 *	console.c	its console: what the kernel complained about
 *	activity.c	what it does when it does not end
 *	symbolize.c	addresses into functions and lines
 *	symbolize_ktap.c	the same in what its tests say
 *	verdict.c	all of that into one verdict
 *	report.c	the verdict for people
 *	json.c, junit.c	the verdict for programs
 *	outfile.c	files that appear whole or not at all
 *	../shared	addr2line.c; and text.c, for strings, and for cleaning
 *			what guests print
 *
 * Exit status: 0 all tests passed, 1 something failed or nothing was tested,
 * 2 usage or environment. After SIGINT, SIGTERM or SIGHUP it cleans up and then
 * dies of that signal.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "json.h"
#include "junit.h"
#include "outfile.h"
#include "report.h"
#include "run.h"

static int write_one(const struct run *r, const char *path,
		     void (*print)(const struct run *r, struct text *out))
{
	struct text out = { 0 };
	int err;

	if (!path)
		return 0;
	print(r, &out);
	err = outfile_write(path, text_str(&out), out.len);
	text_free(&out);
	if (err)
		fprintf(stderr, "pushdrain-run: %s cannot be written: %s\n",
			path, strerror(err));
	return err;
}

/* Die of a signal that was caught, so that the caller sees it. */
static void die_of(int sig)
{
	sigset_t set;

	signal(sig, SIG_DFL);
	raise(sig);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int main(int argc, char **argv)
{
	struct options opt;
	struct run run;
	int status, sig, err;

	options_parse(&opt, argc, argv);
	if (opt.symbolize) {
		symbolize_stream(opt.symbolize, stdin, stdout);
		options_free(&opt);
		return fflush(stdout) || ferror(stdout) ? 2 : 0;
	}
	if (opt.json)
		outfile_remove(opt.json);
	if (opt.junit)
		outfile_remove(opt.junit);
	if (opt.record_plan)
		outfile_remove(opt.record_plan);
	if (opt.log_dir)
		mkdir(opt.log_dir, 0777);	/* may well exist */

	run_init(&run, &opt);
	if (opt.compile_failed)
		run_compile_failed(&run);
	else
		run_guests(&run);
	report_run(&run);

	status = run_exit_status(&run);
	sig = run.signal;
	err = write_one(&run, opt.json, json_print);
	err |= write_one(&run, opt.junit, junit_print);
	if (!status)
		err |= write_one(&run, opt.record_plan, run_plan);
	run_free(&run);
	options_free(&opt);
	if (sig)
		die_of(sig);
	if (err || ferror(stdout))
		return 2;
	return status;
}
