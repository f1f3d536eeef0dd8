// SPDX-License-Identifier: GPL-2.0
/*
 * Stands in for kernel/kallsyms.c: a symbol table with nothing in it.
 *
 * The kernel's own has the address of every function, so it can be made only
 * when all has been linked, and then all is linked again, twice.  A check would
 * take seconds longer.  The guests print addresses, and the host, which has the
 * file that they were started from, tells their names.
 *
 * In CONFIG=fast there is no such table.  Lockdep, in CONFIG=debug, insists on
 * having one.  Functions print what the kernel prints without CONFIG_KALLSYMS.
 *
 * Contexts are those of include/linux/kallsyms.h: any.
 */
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>

unsigned long kallsyms_lookup_name(const char *name)
{
	return 0;
}

int kallsyms_lookup_size_offset(unsigned long addr, unsigned long *size,
				unsigned long *offset)
{
	return 0;
}

const char *kallsyms_lookup(unsigned long addr, unsigned long *size,
			    unsigned long *offset, char **modname,
			    char *namebuf)
{
	return NULL;
}

int lookup_symbol_name(unsigned long addr, char *symname)
{
	return -ERANGE;
}

/* Buffers have KSYM_SYMBOL_LEN bytes. */
int sprint_symbol(char *buffer, unsigned long addr)
{
	return sprintf(buffer, "0x%lx", addr);
}

int sprint_symbol_build_id(char *buffer, unsigned long addr)
{
	return sprint_symbol(buffer, addr);
}

int sprint_symbol_no_offset(char *buffer, unsigned long addr)
{
	return sprint_symbol(buffer, addr);
}

int sprint_backtrace(char *buffer, unsigned long addr)
{
	return sprint_symbol(buffer, addr);
}

int sprint_backtrace_build_id(char *buffer, unsigned long addr)
{
	return sprint_symbol(buffer, addr);
}
