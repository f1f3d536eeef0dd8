// SPDX-License-Identifier: GPL-2.0
/*
 * How User-Mode Linux is started.
 *
 * A UML guest is several host processes. The first is the kernel, with all of
 * its threads in one host thread. For each address space in the guest there is
 * one more, the stub, in which the guest's programs run under the kernel's
 * ptrace. There may be small helpers besides. UML calls setsid() early; we do
 * that for it, so all of them are in one session and one process group, whose
 * number is the first one's pid. UML that halts kills its stubs. UML that
 * panics sends SIGTERM to its process group, which is another reason why it
 * needs its own.
 *
 * The command line, as 6.1 and 6.12 understand it:
 *
 *	mem=64M initrd=LINK	memory; the root file system is the initramfs
 *	umid=NAME uml_dir=.	where UML keeps its pid file: in our directory
 *				(otherwise in ~/.uml)
 *	con=null		no consoles,
 *	con0=null,fd:1		but the first: no input, output to our pipe
 *	ssl=null		no serial lines,
 *	ssl0=null,fd:3		but the first: /dev/ttyS0 is the results channel
 *	time-travel=inf-cpu	virtual time: computing takes none, sleeping
 *				takes no real time
 *
 * The "null," costs two harmless "epollctl add err" lines on the console, but
 * must stay: with input and output on one descriptor, in virtual time, UML
 * never writes again once the pipe has been full.
 *
 * What makes a run in virtual time the same, byte for byte, each time:
 *  - no address space randomisation: UML adds the gap between its data and its
 *    heap to the guest's memory, so the amount of memory would be random;
 *  - the private directory, which has a random name, is the working directory,
 *    so that "." stands for it on the command line and in $TMPDIR.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"
#include "uml.h"

#define RESULTS_FD	3	/* in the guest's kernel */
#define MAX_ARGS	64

static char **make_argv(const struct guest_options *g, const char *kernel)
{
	char **argv = xmalloc((MAX_ARGS + 1) * sizeof(*argv));
	char *word, *save, *append;
	int n = 0;

	argv[n++] = xstrdup(kernel);
	argv[n++] = xasprintf("mem=%luM", g->mem_mib);
	argv[n++] = xasprintf("initrd=%s.initrd", g->name);
	argv[n++] = xasprintf("umid=%s", g->name);
	argv[n++] = xstrdup("uml_dir=.");
	argv[n++] = xstrdup("con=null");
	argv[n++] = xstrdup("con0=null,fd:1");
	argv[n++] = xstrdup("ssl=null");
	argv[n++] = xasprintf("ssl0=null,fd:%d", RESULTS_FD);
	if (!g->real_time)
		argv[n++] = xstrdup("time-travel=inf-cpu");
	append = xstrdup(g->append ? g->append : "");
	for (word = strtok_r(append, " ", &save); word && n < MAX_ARGS;
	     word = strtok_r(NULL, " ", &save))
		argv[n++] = xstrdup(word);
	free(append);
	return argv;
}

static void free_argv(char **argv)
{
	int i;

	for (i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
}

/*
 * The kernel prints its command line. A link with a name that is always the
 * same keeps the caller's own names out of it, and so off the console, which is
 * to be the same from run to run.
 */
static char *link_initrd(const struct guest_options *g, const char *dir)
{
	char *link = xasprintf("%s/%s.initrd", dir, g->name), *why = NULL;
	struct stat st;

	if (stat(g->initrd, &st) || !S_ISREG(st.st_mode) ||
	    access(g->initrd, R_OK))
		why = xasprintf("its initramfs %s cannot be read", g->initrd);
	else if (symlink(g->initrd, link))
		why = xasprintf("%s cannot be made: %s", link, strerror(errno));
	free(link);
	return why;
}

char *uml_start(const struct guest_options *g, const char *box, const char *dir,
		struct process *p)
{
	char **argv, *why;

	why = link_initrd(g, dir);
	if (why)
		return why;
	argv = make_argv(g, box ? BOX_KERNEL : g->kernel);
	if (box)
		why = box_start(box, g, argv, RESULTS_FD, dir, p);
	else
		why = process_start(argv, NULL, RESULTS_FD, dir, p);
	free_argv(argv);
	return why;
}
