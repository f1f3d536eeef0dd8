// SPDX-License-Identifier: GPL-2.0
/*
 * The plan: which guests there are, and which tests report in each, by name.
 *
 * A guest's results begin with a plan of their own, which says how many they
 * are. That tells a run that was cut short from a whole one. It does not tell
 * who made it: code in the kernel that is judged can write to the results
 * channel, too. So what has to be reported is written down beforehand, and a
 * guest whose results are in order passes only if they are those.
 *
 * The file has a line for each test,
 *
 *	GUEST/GROUP/.../TEST [only=WHERE] [skip=WHERE] [may-skip]
 *
 * and lines that are empty or begin with #. WHERE is a list of words, with
 * commas between: 6.12, a kernel; debug, a configuration; 6.12-debug, that
 * kernel with that configuration.
 *
 *	only		the test is there, and not elsewhere
 *	skip		it reports there that it was skipped, and nowhere else
 *	may-skip	whether it does is up to what is tested
 *
 * A program of the host, such as the model checker, may skip what it had no
 * time for, which depends on the machine. A block with --skip has no results to
 * compare, because the caller says that there are none.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

#define NAMES_SHOWN	3	/* names in a list that are spelled out */

/* Is this kernel with this configuration one of @where? */
static bool is_here(const struct options *o, const char *where)
{
	char *both = xasprintf("%s-%s", o->kernel_name, o->config);
	bool here = false;
	size_t n;

	for (; *where && !here; where += n + (where[n] == ',')) {
		n = strcspn(where, ",");
		here = (strlen(both) == n && !strncmp(where, both, n)) ||
		       (strlen(o->config) == n &&
			!strncmp(where, o->config, n)) ||
		       (strlen(o->kernel_name) == n &&
			!strncmp(where, o->kernel_name, n));
	}
	free(both);
	return here;
}

static bool plans_guest(const struct plan *p, const char *guest)
{
	const struct planned *t;

	for (t = p->tests; t; t = t->next)
		if (!strcmp(t->guest, guest))
			return true;
	return false;
}

static struct planned *find(const struct plan *p, const char *guest,
			    const char *test)
{
	struct planned *t;

	for (t = p->tests; t; t = t->next)
		if (!strcmp(t->guest, guest) && !strcmp(t->test, test))
			return t;
	return NULL;
}

/*
 * One line of the file. @t gets the test, or NULL if it is not for us. Returns
 * what is wrong, or NULL.
 */
static char *read_line(const struct plan *p, const struct options *o,
		       char *line, struct planned **t)
{
	enum planned_skip skip = PLANNED_RUNS;
	char *name, *mark, *slash, *save;
	bool ours = true;

	*t = NULL;
	name = strtok_r(line, " \t\n", &save);
	if (!name || *name == '#')
		return NULL;
	slash = strchr(name, '/');
	if (!slash || slash == name || !slash[1])
		return xasprintf("%s: GUEST/TEST is needed", name);
	*slash = '\0';
	while ((mark = strtok_r(NULL, " \t\n", &save))) {
		if (!strcmp(mark, "may-skip"))
			skip = PLANNED_EITHER;
		else if (has_prefix(mark, "skip="))
			skip = is_here(o, mark + 5) ? PLANNED_SKIPS : skip;
		else if (has_prefix(mark, "only="))
			ours = is_here(o, mark + 5);
		else
			return xasprintf("what is '%s'?", mark);
	}
	if (!ours)
		return NULL;
	if (find(p, name, slash + 1))
		return xasprintf("%s/%s is there already", name, slash + 1);
	*t = xmalloc(sizeof(**t));
	(*t)->guest = xstrdup(name);
	(*t)->test = xstrdup(slash + 1);
	(*t)->skip = skip;
	return NULL;
}

static char *check_guests(const struct plan *p, const struct options *o)
{
	const struct guest_options *g;
	const struct planned *t;

	for (g = o->guests; g; g = g->next)
		if (!plans_guest(p, g->name))
			return xasprintf("%s has no test in guest %s", p->file,
					 g->name);
	for (t = p->tests; t; t = t->next) {
		for (g = o->guests; g && strcmp(g->name, t->guest); g = g->next)
			;
		if (!g)
			return xasprintf("%s has tests in guest %s, which is not run",
					 p->file, t->guest);
	}
	return NULL;
}

char *plan_parse(struct plan *p, const struct options *o, FILE *in)
{
	struct planned **last = &p->tests;
	char *buf = NULL, *line, *wrong = NULL, *what;
	unsigned int number = 0;
	size_t size = 0;
	ssize_t n;

	while (!wrong && (n = getline(&buf, &size, in)) > 0) {
		number++;
		/* As the names that guests report are. */
		line = clean_dup(buf, n);
		what = read_line(p, o, line, last);
		if (what)
			wrong = xasprintf("%s:%u: %s", p->file, number, what);
		free(what);
		free(line);
		if (*last)
			last = &(*last)->next;
	}
	free(buf);
	return wrong ? wrong : check_guests(p, o);
}

void plan_read(struct plan *p, const struct options *o)
{
	char *wrong;
	FILE *f;

	memset(p, 0, sizeof(*p));
	if (!o->plan || o->compile_failed)
		return;
	p->file = o->plan;
	f = fopen(p->file, "re");
	if (!f)
		die("the plan %s cannot be read: %s", p->file, strerror(errno));
	wrong = plan_parse(p, o, f);
	if (ferror(f))
		die("the plan %s cannot be read: %s", p->file, strerror(errno));
	fclose(f);
	if (wrong)
		die("%s", wrong);
}

/* In which ways results can differ from a plan, and how that is said. */
enum difference {
	NOT_REPORTED,
	NOT_PLANNED,
	TWICE,
	SKIPPED,
	NOT_SKIPPED,
	DIFFERENCES
};

static const char *const difference_words[] = {
	[NOT_REPORTED] = "planned, but not reported",
	[NOT_PLANNED] = "reported, but not planned",
	[TWICE] = "reported twice",
	[SKIPPED] = "skipped, which was not planned",
	[NOT_SKIPPED] = "planned to be skipped, but not skipped",
};

struct names {
	struct text text;
	unsigned int n;
};

static void add_name(struct names *names, const char *name)
{
	if (names->n++ < NAMES_SHOWN)
		text_printf(&names->text, "%s%s", names->n > 1 ? ", " : "",
			    name);
}

/* For each test that counts, @fn is called with its name behind its groups'. */
static void each_test(const struct ktap_test *parent, const char *before,
		      void (*fn)(void *arg, const char *name,
				 const struct ktap_test *t), void *arg)
{
	const struct ktap_test *t;
	char *name;

	for (t = parent->child; t; t = t->next) {
		name = xasprintf("%s%s%s", before, *before ? "/" : "", t->name);
		if (t->child)
			each_test(t, name, fn, arg);
		else
			fn(arg, name, t);
		free(name);
	}
}

struct comparison {
	const struct plan *plan;
	const struct guest *guest;
	struct names names[DIFFERENCES];
};

static void compare_test(void *arg, const char *name, const struct ktap_test *t)
{
	struct comparison *c = arg;
	struct planned *p = find(c->plan, c->guest->opt->name, name);
	bool skipped = t->status == KTAP_SKIPPED;

	if (!p) {
		add_name(&c->names[NOT_PLANNED], name);
		return;
	}
	if (p->reported)
		add_name(&c->names[TWICE], name);
	else if (skipped && p->skip == PLANNED_RUNS && c->guest->opt->kernel)
		add_name(&c->names[SKIPPED], name);
	else if (!skipped && p->skip == PLANNED_SKIPS)
		add_name(&c->names[NOT_SKIPPED], name);
	p->reported = true;
}

char *plan_compare(struct plan *p, const struct guest *g, struct text *detail,
		   unsigned int *missing)
{
	struct comparison c = { .plan = p, .guest = g };
	unsigned int planned = 0, differ = 0, i;
	struct planned *t;

	*missing = 0;
	if (!p->file || g->opt->skip)
		return NULL;
	each_test(g->ktap.root, "", compare_test, &c);
	for (t = p->tests; t; t = t->next) {
		if (strcmp(t->guest, g->opt->name))
			continue;
		planned++;
		if (!t->reported)
			add_name(&c.names[NOT_REPORTED], t->test);
	}
	for (i = 0; i < DIFFERENCES; i++) {
		differ += c.names[i].n;
		if (!c.names[i].n)
			continue;
		text_printf(detail, "%s: %s", difference_words[i],
			    text_str(&c.names[i].text));
		if (c.names[i].n > NAMES_SHOWN)
			text_printf(detail, " and %u more",
				    c.names[i].n - NAMES_SHOWN);
		text_printf(detail, "\n");
		text_free(&c.names[i].text);
	}
	if (!differ)
		return NULL;
	text_printf(detail, "the plan: %s\n", p->file);
	*missing = c.names[NOT_REPORTED].n;
	if (*missing)
		return xasprintf("%s ended with %u of %u planned tests not reported",
				 guest_noun(g), *missing, planned);
	return xasprintf("%s's tests are not those that were planned",
			 guest_noun(g));
}

struct recording {
	const struct guest *guest;
	struct text *out;
};

static void record_test(void *arg, const char *name, const struct ktap_test *t)
{
	struct recording *r = arg;

	if (strpbrk(name, " \t"))
		die("a test's name with a blank cannot be planned: %s", name);
	/* What a program had no time for is not a matter of the plan. */
	text_printf(r->out, "%s/%s%s\n", r->guest->opt->name, name,
		    t->status == KTAP_SKIPPED && r->guest->opt->kernel ?
		    " skip" : "");
}

void plan_record(const struct guest *g, struct text *out)
{
	struct recording r = { g, out };

	each_test(g->ktap.root, "", record_test, &r);
}

void plan_free(struct plan *p)
{
	struct planned *t, *next;

	for (t = p->tests; t; t = next) {
		next = t->next;
		free(t->guest);
		free(t->test);
		free(t);
	}
	p->tests = NULL;
}
