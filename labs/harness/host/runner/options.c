// SPDX-License-Identifier: GPL-2.0
/*
 * The command line: first what the report says about the run, then one block
 * for each guest. A --guest opens a block; what follows it, up to the next
 * --guest, belongs to that guest.
 *
 *	pushdrain-run --lab=01-orphan --json=result.json \
 *		--guest=healthy --kernel=a/linux --initrd=a/initramfs \
 *		--guest=broken --kernel=b/linux --initrd=b/initramfs --time=real
 *
 * A block with --program has no kernel: a program of the host, such as the
 * model checker, is run beside the guests, with the same limits. It prints its
 * results to its standard output. If the caller has nothing to run for a block,
 * --skip says why.
 *
 * Values are checked here, before anything is started: a typing error is an
 * error of usage, with one line and exit status 2, never a verdict on a
 * student.
 */
#include <argp.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "text.h"

enum {
	OPT_LAB = 0x100, OPT_KERNEL_NAME, OPT_CONFIG, OPT_SRC, OPT_CHECKOUT,
	OPT_JSON, OPT_JUNIT, OPT_LOG_DIR, OPT_LOG_SHOWN, OPT_JOBS, OPT_VERBOSE,
	OPT_PHASE, OPT_VERSION,
	OPT_COMPILE_FAILED, OPT_SYMBOLIZE, OPT_PLAN, OPT_RECORD_PLAN, OPT_BOX,
	OPT_REVIEW, OPT_PROBE, OPT_GUEST, OPT_TITLE, OPT_KERNEL,
	OPT_INITRD, OPT_PROGRAM, OPT_ARGUMENT, OPT_SKIP, OPT_TIME, OPT_MEM,
	OPT_WALL, OPT_CPU, OPT_OUTPUT, OPT_APPEND, OPT_ALLOW, OPT_READ,
	OPT_SPACE, OPT_USER, OPT_MAP,
};

static const struct argp_option option_table[] = {
	{ 0, 0, 0, 0, "What the report says about this run:", 1 },
	{ "lab", OPT_LAB, "NAME", 0, "The lab", 1 },
	{ "kernel-name", OPT_KERNEL_NAME, "RELEASE", 0, "Such as 6.12", 1 },
	{ "config", OPT_CONFIG, "NAME", 0, "Such as fast or debug", 1 },
	{ "src", OPT_SRC, "PATH", 0, "The student's file, for people", 1 },
	{ "checkout", OPT_CHECKOUT, "DIR", 0,
	  "Show files that are there, too, by their names there", 1 },
	{ "phase", OPT_PHASE, "NAME:MS", 0,
	  "Time of an earlier step, such as compile:200; may be repeated", 1 },
	{ "version", OPT_VERSION, "NAME=TEXT", 0,
	  "Which compiler, kernel, ...; for the JSON file; may be repeated", 1 },
	{ "verbose", OPT_VERBOSE, 0, 0, "Show all that each test said, passed or failed", 1 },
	{ 0, 0, 0, 0, "Where results go:", 2 },
	{ "json", OPT_JSON, "FILE", 0, "Write the results as JSON", 2 },
	{ "junit", OPT_JUNIT, "FILE", 0, "Write the results as JUnit XML", 2 },
	{ "log-dir", OPT_LOG_DIR, "DIR", 0,
	  "Keep each guest's console and results there", 2 },
	{ "log-shown", OPT_LOG_SHOWN, "DIR", 0,
	  "Where the report says they are, if the caller moves them there", 2 },
	{ 0, 0, 0, 0, "What happens:", 3 },
	{ "jobs", OPT_JOBS, "N", 0,
	  "Guests that run at once (default: one per CPU)", 3 },
	{ "box", OPT_BOX, "FILE", 0,
	  "Run everything in a box: this is uml-config/box", 3 },
	{ "review", OPT_REVIEW, "FILE", 0,
	  "What a human has to read in the source, a line each", 3 },
	{ "probe", OPT_PROBE, "COMMAND", 0,
	  "Run this if a guest did not power off: if it fails, the host is to blame, and it says why", 3 },
	{ "compile-failed", OPT_COMPILE_FAILED, "LOG", 0,
	  "Start nothing: report that the source does not compile", 3 },
	{ "symbolize", OPT_SYMBOLIZE, "VMLINUX", 0,
	  "Start nothing: copy stdin to stdout, with functions for addresses", 3 },
	{ "plan", OPT_PLAN, "FILE", 0,
	  "The tests that have to report, in each guest", 3 },
	{ "record-plan", OPT_RECORD_PLAN, "FILE", 0,
	  "Write those that have reported there, if all passed", 3 },
	{ 0, 0, 0, 0, "The guests:", 4 },
	{ "guest", OPT_GUEST, "NAME", 0,
	  "Begin the block of a guest; the options below belong to it", 4 },
	{ "title", OPT_TITLE, "TEXT", 0, "What the report calls it", 4 },
	{ "kernel", OPT_KERNEL, "VMLINUX", 0, "User-Mode Linux to run", 4 },
	{ "initrd", OPT_INITRD, "FILE", 0, "Its initramfs", 4 },
	{ "user-program", OPT_USER, "FILE", 0,
	  "The student's program in it, for addresses of its code", 4 },
	{ "program", OPT_PROGRAM, "FILE", 0,
	  "Instead of a kernel: a program that prints its results", 4 },
	{ "argument", OPT_ARGUMENT, "STRING", 0,
	  "An argument of that program; may be repeated", 4 },
	{ "skip", OPT_SKIP, "REASON", 0,
	  "Instead of a kernel: why there is nothing to run", 4 },
	{ "time", OPT_TIME, "virtual|real", 0, "Default: virtual", 4 },
	{ "mem", OPT_MEM, "SIZE", 0, "Memory in MiB (default: 64M)", 4 },
	{ "wall", OPT_WALL, "SECONDS", 0,
	  "Limit on real time in which it only waits (default: 20)", 4 },
	{ "cpu", OPT_CPU, "SECONDS", 0,
	  "Limit on CPU time (default: that of --wall)", 4 },
	{ "output-limit", OPT_OUTPUT, "BYTES", 0,
	  "Limit on console and results together (default: 1048576)", 4 },
	{ "append", OPT_APPEND, "STRING", 0, "More kernel parameters", 4 },
	{ "allow-warning", OPT_ALLOW, "SUBSTRING", 0,
	  "A kernel warning with this in its first line, or in its function's name, is expected; may be repeated", 4 },
	{ "read", OPT_READ, "PATH", 0,
	  "What a program reads, for its box; may be repeated", 4 },
	{ "space", OPT_SPACE, "BYTES|unlimited", 0,
	  "Address space in its box (default: 3 GiB)", 4 },
	{ "map", OPT_MAP, "BUILD=SHOWN", 0,
	  "Call the source file BUILD of this kernel SHOWN (default: io_uring/fallback.c=SRC, if SRC is a fallback.c)", 4 },
	{ 0 }
};

/* Options whose value is kept as it is, and where. */
static const struct {
	int key;
	size_t at;
} strings[] = {
	{ OPT_LAB, offsetof(struct options, lab) },
	{ OPT_KERNEL_NAME, offsetof(struct options, kernel_name) },
	{ OPT_CONFIG, offsetof(struct options, config) },
	{ OPT_SRC, offsetof(struct options, src) },
	{ OPT_CHECKOUT, offsetof(struct options, checkout) },
	{ OPT_JSON, offsetof(struct options, json) },
	{ OPT_JUNIT, offsetof(struct options, junit) },
	{ OPT_LOG_SHOWN, offsetof(struct options, log_shown) },
	{ OPT_COMPILE_FAILED, offsetof(struct options, compile_failed) },
	{ OPT_PLAN, offsetof(struct options, plan) },
	{ OPT_RECORD_PLAN, offsetof(struct options, record_plan) },
	{ OPT_SYMBOLIZE, offsetof(struct options, symbolize) },
	{ OPT_BOX, offsetof(struct options, box) },
	{ OPT_PROBE, offsetof(struct options, probe) },
	{ OPT_REVIEW, offsetof(struct options, review) },
	{ OPT_TITLE, offsetof(struct guest_options, title) },
	{ OPT_SKIP, offsetof(struct guest_options, skip) },
	{ OPT_APPEND, offsetof(struct guest_options, append) },
	{ OPT_SPACE, offsetof(struct guest_options, space) },
	{ OPT_USER, offsetof(struct guest_options, user) },
};

static const char doc[] =
	"Run the tests of a lab in User-Mode Linux guests and judge the results."
	"\vExit status: 0 all tests passed (some may have been skipped), "
	"1 something failed or nothing was tested, "
	"2 usage or environment.\n\n"
	"PUSHDRAIN_TMPDIR names the directory for the guests' memory; otherwise "
	"/dev/shm, TMPDIR and /tmp are tried.";

static unsigned long number(struct argp_state *state, const char *what,
			    const char *arg, unsigned long min,
			    unsigned long max, const char *suffix)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(arg, &end, 10);
	if (end == arg || *arg == '-' || (*end && strcmp(end, suffix)) ||
	    errno || n < min || n > max)
		argp_error(state, "--%s=%s: a number from %lu to %lu is needed",
			   what, arg, min, max);
	return n;
}

static bool safe_name(const char *s)
{
	return *s && *s != '.' && strlen(s) < 60 &&
	       s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] == '\0';
}

/* The guests change directory, so paths have to be absolute. */
static char *absolute(const char *path)
{
	char *cwd, *s;

	if (*path == '/')
		return xstrdup(path);
	cwd = getcwd(NULL, 0);
	if (!cwd)
		die("the current directory is gone");
	s = xasprintf("%s/%s", cwd, path);
	free(cwd);
	return s;
}

static struct guest_options *new_guest(struct argp_state *state,
				       struct options *o, const char *name)
{
	struct guest_options **last = &o->guests, *g;

	if (!safe_name(name))
		argp_error(state, "--guest=%s: letters, digits, '.', '_' and '-' only",
			   name);
	for (; *last; last = &(*last)->next)
		if (!strcmp((*last)->name, name))
			argp_error(state, "--guest=%s: there is one already",
				   name);
	g = xmalloc(sizeof(*g));
	g->name = xstrdup(name);
	g->title = g->name;
	g->mem_mib = 64;
	g->wall = 20;
	g->output_limit = 1 << 20;
	*last = g;
	return g;
}

static void add_phase(struct argp_state *state, struct options *o,
		      const char *arg)
{
	const char *colon = strrchr(arg, ':');

	if (!colon || colon == arg)
		argp_error(state, "--phase=%s: NAME:MILLISECONDS is needed",
			   arg);
	if (o->n_phases == MAX_PHASES)
		argp_error(state, "more than %d phases", MAX_PHASES);
	o->phases[o->n_phases].name = xstrndup(arg, colon - arg);
	o->phases[o->n_phases].ms = number(state, "phase", colon + 1, 0,
					   86400000, "");
	o->n_phases++;
}

static void add_version(struct argp_state *state, struct options *o,
			const char *arg)
{
	const char *eq = strchr(arg, '=');

	if (!eq || eq == arg || o->n_versions == MAX_VERSIONS)
		argp_error(state, "--version=%s: up to %d NAME=TEXT are needed",
			   arg, MAX_VERSIONS);
	o->versions[o->n_versions].name = xstrndup(arg, eq - arg);
	o->versions[o->n_versions++].text = eq + 1;
}

static void add_map(struct argp_state *state, struct guest_options *g,
		    const char *arg)
{
	const char *eq = strchr(arg, '=');

	if (!eq || eq == arg || !eq[1])
		argp_error(state, "--map=%s: BUILD=SHOWN is needed", arg);
	free(g->map_build);
	g->map_build = xstrndup(arg, eq - arg);
	g->map.build = g->map_build;
	g->map.shown = eq + 1;
}

static void guest_option(struct argp_state *state, struct guest_options *g,
			 int key, char *arg)
{
	switch (key) {
	case OPT_KERNEL:
		g->kernel = absolute(arg);
		break;
	case OPT_INITRD:
		g->initrd = absolute(arg);
		break;
	case OPT_PROGRAM:
		if (g->n_program)
			argp_error(state, "--program=%s: there is one already",
				   arg);
		g->program[g->n_program++] = absolute(arg);
		break;
	case OPT_ARGUMENT:
		if (!g->n_program || g->n_program > MAX_ARGUMENTS)
			argp_error(state, "--argument=%s: up to %d follow --program",
				   arg, MAX_ARGUMENTS);
		g->program[g->n_program++] = xstrdup(arg);
		break;
	case OPT_TIME:
		g->real_time = !strcmp(arg, "real");
		if (!g->real_time && strcmp(arg, "virtual"))
			argp_error(state, "--time=%s: virtual or real", arg);
		break;
	case OPT_MEM:
		g->mem_mib = number(state, "mem", arg, 16, 4096, "M");
		break;
	case OPT_WALL:
		g->wall = number(state, "wall", arg, 1, 86400, "");
		break;
	case OPT_CPU:
		g->cpu = number(state, "cpu", arg, 1, 86400, "");
		break;
	case OPT_OUTPUT:
		g->output_limit = number(state, "output-limit", arg, 1024,
					 1UL << 30, "");
		break;
	case OPT_ALLOW:
		if (!*arg || g->n_allowed == MAX_ALLOWED)
			argp_error(state, "--allow-warning: one to %d texts that are not empty",
				   MAX_ALLOWED);
		g->allowed[g->n_allowed++] = arg;
		break;
	case OPT_READ:
		if (g->n_read == MAX_READ)
			argp_error(state, "--read: up to %d", MAX_READ);
		g->read[g->n_read++] = absolute(arg);
		break;
	case OPT_MAP:
		add_map(state, g, arg);
		break;
	}
}

static void check_guest(struct argp_state *state, const struct guest_options *g)
{
	if ((g->kernel || g->initrd) + !!g->n_program + !!g->skip > 1)
		argp_error(state, "--guest=%s: --program or --skip stands instead of --kernel and --initrd",
			   g->name);
	if (!g->n_program && !g->skip && (!g->kernel || !g->initrd))
		argp_error(state, "--guest=%s: --kernel and --initrd are needed",
			   g->name);
}

static void check_all(struct argp_state *state, struct options *o)
{
	struct guest_options *g;
	const char *base;

	if (o->symbolize)
		return;
	if (!o->lab)
		argp_error(state, "--lab is missing");
	if (!o->guests && !o->compile_failed)
		argp_error(state, "no --guest to run");
	base = o->src ? strrchr(o->src, '/') : NULL;
	base = base ? base + 1 : o->src;
	for (g = o->guests; g; g = g->next) {
		if (!o->compile_failed)
			check_guest(state, g);
		if (!g->cpu)
			g->cpu = g->wall;
		if (!g->map.build && base && !strcmp(base, "fallback.c")) {
			g->map.build = "io_uring/fallback.c";
			g->map.shown = o->src;
		}
		g->map.checkout = o->checkout;
	}
}

static error_t parse_one(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	struct guest_options *g = o->guests;
	bool of_guest = key >= OPT_TITLE && key <= OPT_MAP;
	size_t i;

	while (g && g->next)
		g = g->next;
	if (of_guest && !g)
		argp_error(state, "options of a guest before the first --guest");
	for (i = 0; i < ARRAY_SIZE(strings); i++) {
		if (strings[i].key != key)
			continue;
		*(const char **)((of_guest ? (char *)g : (char *)o) +
				 strings[i].at) = arg;
		return 0;
	}
	switch (key) {
	case OPT_LOG_DIR:
		o->log_dir = absolute(arg);
		break;
	case OPT_JOBS:
		o->jobs = number(state, "jobs", arg, 1, 256, "");
		break;
	case OPT_VERBOSE:
		o->verbose = true;
		break;
	case OPT_PHASE:
		add_phase(state, o, arg);
		break;
	case OPT_VERSION:
		add_version(state, o, arg);
		break;
	case OPT_GUEST:
		new_guest(state, o, arg);
		break;
	case ARGP_KEY_ARG:
		argp_error(state, "what is '%s'? All arguments are options",
			   arg);
		break;
	case ARGP_KEY_END:
		check_all(state, o);
		break;
	default:
		if (!of_guest)
			return ARGP_ERR_UNKNOWN;
		guest_option(state, g, key, arg);
	}
	return 0;
}

void options_parse(struct options *o, int argc, char **argv)
{
	static const struct argp argp = {
		.options = option_table, .parser = parse_one, .doc = doc,
	};
	cpu_set_t cpus;

	memset(o, 0, sizeof(*o));
	o->kernel_name = "";
	o->config = "";
	o->jobs = sched_getaffinity(0, sizeof(cpus), &cpus) ?
		  1 : CPU_COUNT(&cpus);
	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, o);
}

void options_free(struct options *o)
{
	struct guest_options *g, *next;
	size_t i;

	for (g = o->guests; g; g = next) {
		next = g->next;
		free(g->name);
		free(g->kernel);
		free(g->initrd);
		for (i = 0; i < g->n_program; i++)
			free(g->program[i]);
		for (i = 0; i < g->n_read; i++)
			free(g->read[i]);
		free(g->map_build);
		free(g);
	}
	for (i = 0; i < o->n_phases; i++)
		free(o->phases[i].name);
	for (i = 0; i < o->n_versions; i++)
		free(o->versions[i].name);
	free(o->log_dir);
}
