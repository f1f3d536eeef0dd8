// SPDX-License-Identifier: GPL-2.0
/*
 * pushdrain-timeline - a recorded trace as a timeline
 *
 *	pushdrain-timeline TRACE	prints DOT, for docs/diagrams/draw
 *	pushdrain-timeline --text TRACE	prints the same in words: a title, an
 *					empty line, sentences
 *	pushdrain-timeline --record --kernel=VMLINUX --title=TITLE RAW
 *					prints the recorded trace, made of what
 *					a guest with that kernel has told
 *
 * The same input gives the same output, byte for byte.  A recorded trace is
 * what "make trace" leaves in build/trace/NN.txt, and labs/NN-name/trace.txt:
 * with the first two, the book draws <!-- timeline --> in a lab's README.md,
 * and writes what stands below it.
 *
 * Exit status: 0; 1 if the trace is not as it should be, after one line that
 * says why; 2 for usage and files that cannot be read.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "draw.h"
#include "recording.h"
#include "story.h"
#include "text.h"

static const char usage[] =
	"usage: pushdrain-timeline [--text] TRACE\n"
	"       pushdrain-timeline --record --kernel=VMLINUX --title=TITLE RAW\n";

static FILE *open_or_die(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		die("%s: %s", path, strerror(errno));
	return f;
}

static char *show(FILE *in, void (*print)(const struct story *s, FILE *out))
{
	struct recording r;
	struct story s;
	char *wrong = recording_read(in, &r);

	if (!wrong) {
		story_make(&s, &r);
		print(&s, stdout);
		story_free(&s);
	}
	recording_free(&r);
	return wrong;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "text", no_argument, NULL, 't' },
		{ "record", no_argument, NULL, 'r' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "title", required_argument, NULL, 'i' },
		{ 0 },
	};
	const char *kernel = NULL, *title = NULL;
	bool recording = false, text = false;
	char *wrong;
	FILE *in;
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (o) {
		case 't':
			text = true;
			break;
		case 'r':
			recording = true;
			break;
		case 'k':
			kernel = optarg;
			break;
		case 'i':
			title = optarg;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (optind != argc - 1 || (recording && (!kernel || !title || text)) ||
	    (!recording && (kernel || title))) {
		fputs(usage, stderr);
		return 2;
	}

	in = open_or_die(argv[optind]);
	wrong = recording ? clean(in, kernel, title, stdout) :
			    show(in, text ? tell : draw);
	fclose(in);
	if (wrong) {
		fprintf(stderr, "%s: %s\n", argv[optind], wrong);
		free(wrong);
		return 1;
	}
	if (fflush(stdout) || ferror(stdout))
		die("cannot write: %s", strerror(errno));
	return 0;
}
