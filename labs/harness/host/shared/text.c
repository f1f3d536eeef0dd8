// SPDX-License-Identifier: GPL-2.0
/*
 * Strings that grow, and the one place where a guest's bytes become text.
 *
 * Everything a guest says ends in three places: a terminal, a JSON file and an
 * XML file. None of them takes arbitrary bytes. A terminal obeys escape
 * sequences: a test that prints "\033[1A\033[2K" would erase the line above
 * its own failure. JSON and XML want UTF-8, and XML forbids most control
 * characters even when they are escaped.
 *
 * So text is cleaned once, here, when it leaves the guest's buffers, and
 * everything behind this point may print what it has. The raw bytes remain in
 * the console and results logs, for those who need them.
 *
 * Running out of memory is not handled: the runner needs a few MiB, and a
 * machine which cannot give them cannot run a guest either.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

void die(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

void *xmalloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		die("out of memory");
	return p;
}

char *xstrndup(const char *s, size_t n)
{
	char *p = strndup(s, n);

	if (!p)
		die("out of memory");
	return p;
}

char *xstrdup(const char *s)
{
	return s ? xstrndup(s, strlen(s)) : NULL;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

char *xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		die("out of memory");
	return s;
}

void text_add(struct text *t, const char *s, size_t n)
{
	if (t->len + n + 1 > t->size) {
		t->size = (t->len + n + 1) * 2;
		t->s = realloc(t->s, t->size);
		if (!t->s)
			die("out of memory");
	}
	if (n)
		memcpy(t->s + t->len, s, n);
	t->len += n;
	t->s[t->len] = '\0';
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	text_add(t, s, strlen(s));
	free(s);
}

void text_free(struct text *t)
{
	free(t->s);
	*t = (struct text){ 0 };
}

const char *text_str(const struct text *t)
{
	return t->s ? t->s : "";
}

/*
 * Decode one UTF-8 character of at most @n bytes. Returns its length, or 0 when
 * the bytes are not UTF-8: too short, overlong, a surrogate, or too large.
 */
static size_t utf8_decode(const unsigned char *s, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len, i;

	if (s[0] < 0x80) {
		*c = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] < 0xe0)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] < 0xf0)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] < 0xf5)
		len = 4;
	else
		return 0;
	if (len > n)
		return 0;
	*c = s[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (s[i] & 0x3f);
	}
	if (*c < least[len] || (*c >= 0xd800 && *c < 0xe000) || *c > 0x10ffff)
		return 0;
	return len;
}

/* Characters which would change how the text around them is shown. */
static bool is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029 ||
	       (c & 0xfffe) == 0xfffe;
}

void text_clean(struct text *t, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c;
	size_t len;

	for (; n; p += len, n -= len) {
		len = utf8_decode(p, n, &c);
		if (!len) {
			text_add(t, "\xef\xbf\xbd", 3);
			len = 1;
		} else if (c == '\t') {
			text_add(t, " ", 1);
		} else if (c == '\n' || !is_hidden(c)) {
			text_add(t, (const char *)p, len);
		}
	}
}

char *clean_dup(const char *s, size_t n)
{
	struct text t = { 0 };

	text_clean(&t, s, n);
	return t.s ? t.s : xstrdup("");
}

bool has_prefix(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}
