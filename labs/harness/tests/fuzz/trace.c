// SPDX-License-Identifier: GPL-2.0
/*
 * What ftrace has told in a guest, as a recorded trace.
 */
#include <string.h>

#include "clean.h"
#include "fuzz.h"
#include "recording.h"
#include "text.h"

static FILE *open_input(const void *data, size_t size)
{
	FILE *f = size ? fmemopen((void *)data, size, "r") :
			 fopen("/dev/null", "re");

	must(f);
	return f;
}

static size_t count_lines(const char *s)
{
	size_t n = 0;

	for (; (s = strchr(s, '\n')); s++)
		n++;
	return n;
}

/* It is a whole one: of its events, one may be of a kind that is unknown. */
static void check_recording(const char *text, size_t n)
{
	FILE *in = open_input(text, n);
	struct recording r;
	char *wrong = recording_read(in, &r);

	fclose(in);
	must_be_clean(text, n);
	if (wrong)
		must(!strstr(wrong, "cut off") && !strstr(wrong, "the end") &&
		     !strstr(wrong, "earlier") && !strstr(wrong, "there are"));
	else
		must(r.count + 2 == count_lines(text));
	free(wrong);
	recording_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *in = open_input(data, size), *out;
	char *text, *wrong;
	size_t n;

	out = open_memstream(&text, &n);
	must(out);
	wrong = clean(in, "/dev/null", "Lab 06, Flush", out);
	fclose(in);
	fclose(out);
	if (wrong) {
		must_be_clean(wrong, strlen(wrong));
		must(!strchr(wrong, '\n'));
	} else {
		check_recording(text, n);
	}
	free(wrong);
	free(text);
	return 0;
}
