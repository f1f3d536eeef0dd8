// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tap.h"

static unsigned int results, failed;

void ok(bool passed, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %u - ", passed ? "" : "not ", ++results);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	failed += !passed;
	if (failed && getenv("FIRST_FAILURE"))
		exit(1);
}

int done(void)
{
	printf("1..%u\n", results);
	return failed ? 1 : 0;
}
