/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHARED_TEXT_H
#define SHARED_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the kernel spells them. */
#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#endif
#ifndef __printf
#define __printf(f, a)	__attribute__((format(printf, f, a)))
#endif
#ifndef __noreturn
#define __noreturn	__attribute__((noreturn))
#endif

/**
 * struct text - a string that grows
 *
 * All zeroes is an empty text. Free with text_free().
 */
struct text {
	char *s;	/* the bytes, always followed by a zero byte once
			 * something was added */
	size_t len;	/* how many bytes, the zero byte not counted */
	size_t size;	/* how many bytes are allocated */
};

/**
 * die() - say why the program cannot go on, and exit with status 2
 * @fmt: printf format of one line, without the newline
 *
 * Guests that still run are killed by the reaper.
 */
void die(const char *fmt, ...)
	__printf(1, 2) __noreturn;

/**
 * xmalloc() - allocate zeroed memory or die()
 */
void *xmalloc(size_t size);

/**
 * xstrdup() - copy a string or die()
 *
 * Return: a fresh string, or NULL for NULL.
 */
char *xstrdup(const char *s);

/**
 * xstrndup() - copy at most @n bytes of a string, or die()
 *
 * Return: a fresh string.
 */
char *xstrndup(const char *s, size_t n);

/**
 * xasprintf() - print into a fresh string, or die()
 */
char *xasprintf(const char *fmt, ...) __printf(1, 2);

/**
 * xvasprintf() - the same with a list of arguments
 */
char *xvasprintf(const char *fmt, va_list ap);

/**
 * text_add() - append bytes as they are
 */
void text_add(struct text *t, const char *s, size_t n);

/**
 * text_printf() - append formatted text
 */
void text_printf(struct text *t, const char *fmt, ...)
	__printf(2, 3);

/**
 * text_free() - free the bytes; the text is empty afterwards
 */
void text_free(struct text *t);

/**
 * text_str() - the text as a string, never NULL
 *
 * Return: the bytes, "" if there are none; the text's own.
 */
const char *text_str(const struct text *t);

/**
 * text_clean() - append what a guest wrote, made fit for people and machines
 *
 * What is appended is valid UTF-8 and valid in JSON and XML, and can do
 * nothing to a terminal: newline stays, tab becomes a space, other control
 * characters and the bidirectional overrides vanish, and bytes that are not
 * UTF-8 become U+FFFD.
 */
void text_clean(struct text *t, const char *s, size_t n);

/**
 * clean_dup() - text_clean() of some bytes, as a fresh string
 */
char *clean_dup(const char *s, size_t n);

/**
 * has_prefix() - does a string start with another?
 */
bool has_prefix(const char *s, const char *prefix);

#endif
