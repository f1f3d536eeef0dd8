// SPDX-License-Identifier: GPL-2.0
/*
 * A file in the guest's kernel that goes wrong when told to, in the ways in
 * which a student's fallback.c does.
 *
 * Linked beside a fallback.c for the tests of the host runner: one letter
 * written to /proc/crash chooses the ending.  In virtual time an infinite loop
 * here stands still forever, which is what the runner must find out.
 */
#include <linux/init.h>
#include <linux/llist.h>
#include <linux/proc_fs.h>
#include <linux/processor.h>
#include <linux/uaccess.h>

static LLIST_HEAD(list);

/* A bad address, first touched in an inline function of a header. */
static noinline void push(struct llist_node *node)
{
	llist_add(node, &list);
}

/* A loop that does nothing. */
static noinline void drain(bool forever)
{
	while (READ_ONCE(forever))
		cpu_relax();
}

/* A loop that calls other functions. */
static noinline void rest(void)
{
	for (;;)
		llist_del_all(&list);
}

static ssize_t crash_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *pos)
{
	char how;

	if (!count || copy_from_user(&how, buf, 1))
		return -EFAULT;
	switch (how) {
	case 'n':
		push((struct llist_node *)8);
		break;
	case 'b':
		BUG();
		break;
	case 'w':
		WARN_ON(1);
		break;
	case 's':
		drain(true);
		break;
	case 'l':
		rest();
		break;
	case 'p':
		panic("asked for");
		break;
	}
	return count;
}

static const struct proc_ops crash_ops = {
	.proc_write	= crash_write,
};

static int __init crash_init(void)
{
	proc_create("crash", 0200, NULL, &crash_ops);
	return 0;
}
late_initcall(crash_init);
