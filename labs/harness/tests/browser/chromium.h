/* SPDX-License-Identifier: GPL-2.0 */
/*
 * chromium.h - a browser without a window, told what to do
 *
 * Chromium can be driven from outside by messages, the "DevTools protocol":
 * JSON, one message after another, through two pipes.  A message of ours is a
 * call, and has an answer; in between come events, about what happens in the
 * page.
 *
 *	struct chromium *c = chromium_start("chromium", on_event, NULL);
 *
 *	answer = chromium_call(c, "Page.navigate", params);
 *	json_object_put(answer);
 *	chromium_stop(c);
 *
 * Whatever goes wrong with the browser itself (it does not start, dies, says
 * nothing for too long) is no finding on a page: one line on stderr, and the
 * program ends with status 2.
 */
#ifndef READER_CHROMIUM_H
#define READER_CHROMIUM_H

#include <json-c/json.h>
#include <stdbool.h>

struct chromium;

/**
 * typedef chromium_event - called for each event of the page
 * @arg: as given to chromium_start()
 * @method: which event, such as "Page.loadEventFired"
 * @params: its parameters; the caller's
 */
typedef void (*chromium_event)(void *arg, const char *method,
			       struct json_object *params);

/**
 * chromium_start - start a browser with an empty page
 * @program: its command
 * @event: called from within chromium_call() and chromium_wait()
 * @arg: for @event
 *
 * Return: the browser; end it with chromium_stop().
 */
struct chromium *chromium_start(const char *program, chromium_event event,
				void *arg);

/**
 * chromium_call - have something done
 * @c: the browser
 * @method: what, such as "Page.navigate"
 * @params: with which parameters; freed here; may be NULL
 *
 * Return: the answer's "result", to be put; an error of the protocol ends the
 * program.
 */
struct json_object *chromium_call(struct chromium *c, const char *method,
				  struct json_object *params);

/**
 * chromium_try - the same, where it may be too late
 * @c: the browser
 * @method: what
 * @params: with which parameters; freed here; may be NULL
 *
 * Return: the answer's "result", to be put; NULL for an error of the protocol.
 */
struct json_object *chromium_try(struct chromium *c, const char *method,
				 struct json_object *params);

/**
 * chromium_wait - take in what happens
 * @c: the browser
 * @ms: wait so long for the first event, in milliseconds
 *
 * Return: true if there was an event.
 */
bool chromium_wait(struct chromium *c, int ms);

/**
 * chromium_stop - end the browser, and remove what it has left
 * @c: the browser
 */
void chromium_stop(struct chromium *c);

#endif /* READER_CHROMIUM_H */
