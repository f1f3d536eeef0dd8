// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>

#include "clock.h"
#include "ktap.h"
#include "rules.h"

bool is_wrong;

void wrong(const char *expected, const char *seen, ...)
{
	char text[500];
	va_list ap;

	if (is_wrong)
		return;
	is_wrong = true;
	va_start(ap, seen);
	vsnprintf(text, sizeof(text), seen, ap);
	va_end(ap);
	test_expected("%s", expected);
	test_seen("after %llu s: %s", (unsigned long long)clock_ms() / 1000,
		  text);
	test_read("labs/harness/measure/stress/stress.c, and uml-config/seam/fallback.h");
}
