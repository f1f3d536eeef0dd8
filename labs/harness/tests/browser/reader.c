// SPDX-License-Identifier: GPL-2.0
/*
 * pushdrain-reader: reads the book as a reader would, in a browser.
 *
 *	pushdrain-reader [--browser=PROGRAM] --look=look.js DIR [PAGE...]
 *
 * Opens each page of DIR, in a phone's width and a desktop's, in light and in
 * dark, and prints what is wrong, a line each:
 *
 *	link		page.html: a link to nowhere.html
 *	picture		...: a picture, or another part of a page, is missing
 *	outside		...: something was asked of another machine
 *	console		...: an error on the console
 *	width		...: wider than a phone
 *	clipped		...: text that is cut
 *	contrast	...: text that is hard to read
 *	scheme		...: light where it should be dark, or the other way
 *	search		what should be found and is not
 *
 * What is measured in a page is in look.js.  With names of pages only those are
 * opened, and links to others have to lead to a file.
 *
 * Exit status 0 if nothing is wrong, 1 if something is, 2 if it could not look.
 */
#include <argp.h>
#include <errno.h>
#include <glob.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chromium.h"

#define PHONE		360
#define DESKTOP		1280

/**
 * struct reading - what is known while the book is read
 * @dir: where the book is, absolute
 * @c: the browser
 * @look: the text of look.js
 * @page: what is open now, a name below @dir
 * @loaded: the page says that it has loaded
 * @open: how many files the page has asked for and not yet got
 * @requests: their URLs, by the browser's name for the request
 * @contexts: the execution contexts of the page and of its frames
 * @ids: "page.html#id" for all there are, and "page.html"
 * @links: all links: what they lead to, and the first page that has it
 * @all: all pages are opened, so all ids are known
 * @problems: how many there were
 */
struct reading {
	char dir[PATH_MAX];
	struct chromium *c;
	char *look;
	const char *page;
	bool loaded;
	int open;
	struct json_object *requests;
	struct json_object *contexts;
	struct json_object *ids;
	struct json_object *links;
	bool all;
	unsigned int problems;
};

static struct json_object *get(struct json_object *o, const char *key)
{
	struct json_object *value = NULL;

	if (o)
		json_object_object_get_ex(o, key, &value);
	return value;
}

static const char *string(struct json_object *o, const char *key)
{
	const char *s = json_object_get_string(get(o, key));

	return s ? s : "";
}

static void __attribute__((format(printf, 3, 4)))
problem(struct reading *r, const char *kind, const char *fmt, ...)
{
	va_list ap;

	char *what;

	va_start(ap, fmt);
	if (vasprintf(&what, fmt, ap) < 0)
		exit(2);
	va_end(ap);
	/* A line: what a script was doing when it failed is for the browser. */
	what[strcspn(what, "\n")] = 0;
	printf("%s\t%s: %s\n", kind, r->page, what);
	free(what);
	r->problems++;
}

/* --- what happens in a page ---------------------------------------------- */

static void asked_for(struct reading *r, struct json_object *params)
{
	const char *url = string(get(params, "request"), "url");

	if (!strncmp(url, "data:", 5))
		return;
	if (strncmp(url, "file:", 5))
		problem(r, "outside", "it asks for %s", url);
	if (!get(r->requests, string(params, "requestId")))
		r->open++;
	json_object_object_add(r->requests, string(params, "requestId"),
			       json_object_new_string(url));
}

static void got(struct reading *r, struct json_object *params, bool failed)
{
	const char *id = string(params, "requestId");

	if (!get(r->requests, id))
		return;
	if (failed && !json_object_get_boolean(get(params, "canceled")))
		problem(r, "picture", "%s is missing", string(r->requests, id));
	json_object_object_del(r->requests, id);
	r->open--;
}

static void event(void *arg, const char *method, struct json_object *params)
{
	struct reading *r = arg;
	struct json_object *o;
	char *what;

	if (!strcmp(method, "Page.loadEventFired")) {
		r->loaded = true;
	} else if (!strcmp(method, "Network.requestWillBeSent")) {
		asked_for(r, params);
	} else if (!strcmp(method, "Network.loadingFinished")) {
		got(r, params, false);
	} else if (!strcmp(method, "Network.loadingFailed")) {
		got(r, params, true);
	} else if (!strcmp(method, "Runtime.executionContextsCleared")) {
		json_object_put(r->contexts);
		r->contexts = json_object_new_array();
	} else if (!strcmp(method, "Runtime.executionContextCreated")) {
		o = get(get(params, "context"), "id");
		json_object_array_add(r->contexts, json_object_get(o));
	} else if (!strcmp(method, "Runtime.exceptionThrown")) {
		o = get(params, "exceptionDetails");
		what = strdup(string(get(o, "exception"), "description"));
		what[strcspn(what, "\n")] = 0;
		problem(r, "console", "%s: %s, %s:%d", string(o, "text"), what,
			string(o, "url"),
			json_object_get_int(get(o, "lineNumber")) + 1);
		free(what);
	} else if (!strcmp(method, "Runtime.consoleAPICalled")) {
		if (strcmp(string(params, "type"), "error"))
			return;
		o = json_object_array_get_idx(get(params, "args"), 0);
		problem(r, "console", "%s", string(o, "value"));
	} else if (!strcmp(method, "Log.entryAdded")) {
		o = get(params, "entry");
		/* A file that is missing has been told of already. */
		if (!strcmp(string(o, "level"), "error") &&
		    strcmp(string(o, "source"), "network"))
			problem(r, "console", "%s", string(o, "text"));
	}
}

/* --- what can be done in one --------------------------------------------- */

static struct json_object *
pack(const char *key, struct json_object *value)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, key, value);
	return o;
}

static void call(struct reading *r, const char *method,
		 struct json_object *params)
{
	json_object_put(chromium_call(r->c, method, params));
}

static void set_width(struct reading *r, int width)
{
	struct json_object *p = pack("width", json_object_new_int(width));

	json_object_object_add(p, "height", json_object_new_int(800));
	json_object_object_add(p, "deviceScaleFactor", json_object_new_int(1));
	json_object_object_add(p, "mobile", json_object_new_boolean(0));
	call(r, "Emulation.setDeviceMetricsOverride", p);
}

static void set_scheme(struct reading *r, const char *scheme)
{
	struct json_object *f, *list = json_object_new_array();

	f = pack("name", json_object_new_string("prefers-color-scheme"));
	json_object_object_add(f, "value", json_object_new_string(scheme));
	json_object_array_add(list, f);
	call(r, "Emulation.setEmulatedMedia", pack("features", list));
}

/*
 * Evaluate something in a context, 0 for the page's own; what it returns. NULL
 * if the context has gone in the meantime.
 */
static struct json_object *evaluate(struct reading *r, int context,
				    const char *expression)
{
	struct json_object *p, *answer, *value;

	p = pack("expression", json_object_new_string(expression));
	json_object_object_add(p, "returnByValue", json_object_new_boolean(1));
	json_object_object_add(p, "awaitPromise", json_object_new_boolean(1));
	if (context)
		json_object_object_add(p, "contextId",
				       json_object_new_int(context));
	answer = context ? chromium_try(r->c, "Runtime.evaluate", p) :
			   chromium_call(r->c, "Runtime.evaluate", p);
	if (!answer)
		return NULL;
	if (get(answer, "exceptionDetails")) {
		fprintf(stderr, "reader: %s: %s\n", r->page,
			json_object_get_string(get(answer,
						   "exceptionDetails")));
		exit(2);
	}
	value = json_object_get(get(get(answer, "result"), "value"));
	json_object_put(answer);
	return value;
}

static void open_page(struct reading *r, const char *page)
{
	char url[2 * PATH_MAX];
	int waited;

	r->page = page;
	r->loaded = false;
	r->open = 0;
	json_object_put(r->requests);
	r->requests = json_object_new_object();
	snprintf(url, sizeof(url), "file://%s/%s", r->dir, page);
	call(r, "Page.navigate", pack("url", json_object_new_string(url)));
	for (waited = 0; !r->loaded && waited < 600; waited++)
		chromium_wait(r->c, 50);
	if (!r->loaded) {
		fprintf(stderr, "reader: %s does not load\n", page);
		exit(2);
	}
	/* Its scripts ask for more. */
	for (waited = 0; r->open > 0 && waited < 100; waited++)
		chromium_wait(r->c, 20);
}

/* --- what is looked for --------------------------------------------------- */

static struct json_object *look(struct reading *r, bool dark, bool everything,
				const char *how)
{
	struct json_object *found, *list, *pair;
	char *expression;
	size_t i;

	if (asprintf(&expression, "(%s)(%s, %s)", r->look,
		     dark ? "true" : "false", everything ? "true" : "false") < 0)
		exit(2);
	found = evaluate(r, 0, expression);
	free(expression);
	list = get(found, "problems");
	for (i = 0; i < json_object_array_length(list); i++) {
		pair = json_object_array_get_idx(list, i);
		problem(r, json_object_get_string(
				json_object_array_get_idx(pair, 0)), "%s (%s)",
			json_object_get_string(
				json_object_array_get_idx(pair, 1)), how);
	}
	return found;
}

/* Keep the ids of a page, and where its links lead. */
static void keep(struct reading *r, struct json_object *found)
{
	char key[2 * PATH_MAX], prefix[PATH_MAX + 16];
	char *text, *line, *rest;

	json_object_object_add(r->ids, r->page, NULL);
	text = strdup(string(found, "ids"));
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		snprintf(key, sizeof(key), "%s#%s", r->page, line);
		json_object_object_add(r->ids, key, NULL);
	}
	free(text);

	snprintf(prefix, sizeof(prefix), "file://%s/", r->dir);
	text = strdup(string(found, "links"));
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (!strncmp(line, "file:", 5) &&
		    strncmp(line, prefix, strlen(prefix)))
			problem(r, "link", "%s is outside of the book", line);
		if (strncmp(line, prefix, strlen(prefix)))
			continue;
		line += strlen(prefix);
		if (!get(r->links, line))
			json_object_object_add(r->links, line,
					       json_object_new_string(r->page));
	}
	free(text);
}

static void read_page(struct reading *r, const char *page)
{
	struct json_object *found;

	set_width(r, PHONE);
	set_scheme(r, "light");
	open_page(r, page);
	found = look(r, false, true, "phone, light");
	keep(r, found);
	if (json_object_get_double(get(found, "background")) < 0.7)
		problem(r, "scheme", "it is dark where light is wanted");
	json_object_put(found);

	set_width(r, DESKTOP);
	set_scheme(r, "dark");
	found = look(r, true, false, "desktop, dark");
	if (json_object_get_double(get(found, "background")) > 0.1)
		problem(r, "scheme", "it is light where dark is wanted");
	json_object_put(found);
}

/* An id in a link may be written with %20 and the like. */
static void unescape(char *s)
{
	unsigned int c;
	char *to = s;

	while (*s) {
		if (*s == '%' && sscanf(s + 1, "%2x", &c) == 1) {
			*to++ = c;
			s += 3;
		} else {
			*to++ = *s++;
		}
	}
	*to = 0;
}

static bool leads_somewhere(struct reading *r, const char *link)
{
	char path[2 * PATH_MAX], *target = strdup(link), *id, *query;
	bool there;

	unescape(target);
	id = strchr(target, '#');
	if (id && !id[1])
		*id = 0;
	if (json_object_object_get_ex(r->ids, target, NULL)) {
		free(target);
		return true;
	}
	id = strchr(target, '#');
	if (id)
		*id = 0;
	query = strchr(target, '?');
	if (query)
		*query = 0;
	snprintf(path, sizeof(path), "%s/%s", r->dir, target);
	there = !access(path, R_OK);
	/* A page that was opened has the ids that it has. */
	if (id && (r->all || json_object_object_get_ex(r->ids, target, NULL)))
		there = false;
	free(target);
	return there;
}

static void check_links(struct reading *r)
{
	json_object_object_foreach(r->links, link, from) {
		r->page = json_object_get_string(from);
		if (!leads_somewhere(r, link))
			problem(r, "link", "a link to %s", link);
	}
}

/* --- the search ----------------------------------------------------------- */

/* What somebody does who types @text into the search field. */
static const char *const type =
	"(async text => {"
	"  let field;"
	"  while (!(field = document.getElementById('MSearchField')))"
	"    await new Promise(done => setTimeout(done, 20));"
	"  field.focus();"
	"  field.value = text;"
	"  for (const key of ['keydown', 'keyup'])"
	"    field.dispatchEvent(new KeyboardEvent(key,"
	"      { key: 'k', keyCode: 75, bubbles: true }));"
	"  field.dispatchEvent(new Event('input'));"
	"})";

/* The results that can be seen, "text" and "href", in whichever frame it is. */
static const char *const results =
	"Array.from(document.querySelectorAll('#SRResults .SRResult, .SRResult'))"
	".filter(e => e.checkVisibility())"
	".flatMap(e => Array.from(e.querySelectorAll('a[href]'))"
	"  .filter(a => a.getAttribute('href').includes('html'))"
	"  .map(a => e.innerText.trim() + '\\t' + a.href)).join('\\n')";

/* The first hit that is right: its link's page begins with @where. */
static bool find(struct reading *r, const char *text, const char *where)
{
	char *expression, prefix[PATH_MAX + 16], *line, *rest, *copy, *href;
	struct json_object *value;
	bool found = false;
	size_t i;
	int tries;

	snprintf(prefix, sizeof(prefix), "file://%s/", r->dir);
	open_page(r, "index.html");
	if (asprintf(&expression, "%s(\"%s\")", type, text) < 0)
		exit(2);
	json_object_put(evaluate(r, 0, expression));
	free(expression);
	for (tries = 0; tries < 60 && !found; tries++) {
		chromium_wait(r->c, 50);
		for (i = 0; i < json_object_array_length(r->contexts); i++) {
			value = evaluate(r, json_object_get_int(
				json_object_array_get_idx(r->contexts, i)),
				results);
			if (!value)
				continue;
			copy = strdup(json_object_get_string(value));
			json_object_put(value);
			for (line = strtok_r(copy, "\n", &rest); line;
			     line = strtok_r(NULL, "\n", &rest)) {
				href = strchr(line, '\t');
				if (!href || strncmp(href + 1, prefix,
						     strlen(prefix)))
					continue;
				href += 1 + strlen(prefix);
				if (!strncmp(href, where, strlen(where)) &&
				    leads_somewhere(r, href))
					found = true;
			}
			free(copy);
		}
	}
	return found;
}

static void check_search(struct reading *r)
{
	static const char *const wanted[][2] = {
		{ "io_run_ctx_fallback", "fallback_8h.html#" },
		{ "plain store", "questions.html#" },
		{ "twice", "questions.html#" },
		{ "lost update", "lab_03_push.html#" },
	};
	size_t i;

	set_width(r, DESKTOP);
	set_scheme(r, "light");
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!find(r, wanted[i][0], wanted[i][1]))
			problem(r, "search", "\"%s\" does not lead to %s",
				wanted[i][0], wanted[i][1]);
}

/* --- the command line ----------------------------------------------------- */

/**
 * struct arguments - the command line
 * @browser: the browser's command
 * @look: the name of look.js
 * @dir: the book
 * @pages: pages to open
 * @n_pages: how many; none means all
 */
struct arguments {
	const char *browser;
	const char *look;
	const char *dir;
	char **pages;
	int n_pages;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'b':
		a->browser = arg;
		return 0;
	case 'l':
		a->look = arg;
		return 0;
	case ARGP_KEY_ARGS:
		a->dir = state->argv[state->next];
		a->pages = state->argv + state->next + 1;
		a->n_pages = state->argc - state->next - 1;
		return 0;
	case ARGP_KEY_END:
		if (!a->dir || !a->look)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "browser", 'b', "PROGRAM", 0, "Instead of chromium", 0 },
	{ "look", 'l', "FILE", 0, "What is measured in a page", 0 },
	{ 0 }
};

static char *whole_file(const char *name)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = fopen(name, "r");

	if (!f || getdelim(&text, &size, 0, f) < 0) {
		fprintf(stderr, "reader: %s: %s\n", name, strerror(errno));
		exit(2);
	}
	fclose(f);
	return text;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		options, parse, "DIR [PAGE...]",
		"Read the book as a reader would.", NULL, NULL, NULL
	};
	struct arguments a = { .browser = "chromium" };
	struct reading r = { .page = "the book" };
	char pattern[PATH_MAX + 8];
	glob_t g;
	size_t i;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (!realpath(a.dir, r.dir)) {
		fprintf(stderr, "reader: %s: %s\n", a.dir, strerror(errno));
		return 2;
	}
	r.look = whole_file(a.look);
	r.all = !a.n_pages;
	r.requests = json_object_new_object();
	r.contexts = json_object_new_array();
	r.ids = json_object_new_object();
	r.links = json_object_new_object();
	r.c = chromium_start(a.browser, event, &r);
	call(&r, "Page.enable", NULL);
	call(&r, "Runtime.enable", NULL);
	call(&r, "Network.enable", NULL);
	call(&r, "Log.enable", NULL);

	if (r.all) {
		snprintf(pattern, sizeof(pattern), "%s/*.html", r.dir);
		if (glob(pattern, 0, NULL, &g)) {
			fprintf(stderr, "reader: no page in %s\n", r.dir);
			return 2;
		}
		for (i = 0; i < g.gl_pathc; i++)
			read_page(&r, strrchr(g.gl_pathv[i], '/') + 1);
		check_links(&r);
		check_search(&r);
		printf("pages\t%zu pages, %d links\n", g.gl_pathc,
		       json_object_object_length(r.links));
		globfree(&g);
	} else {
		for (i = 0; i < (size_t)a.n_pages; i++)
			read_page(&r, a.pages[i]);
		check_links(&r);
	}
	chromium_stop(r.c);
	json_object_put(r.requests);
	json_object_put(r.contexts);
	json_object_put(r.ids);
	json_object_put(r.links);
	free(r.look);
	return r.problems ? 1 : 0;
}
