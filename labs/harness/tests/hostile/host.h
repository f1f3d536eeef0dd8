/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What attacks have in common: a system call of the host's, in C that the
 * kernel and the model checker both compile, and the first chance to make one
 * in either.
 */
#include <linux/init.h>

static char canary[] = "CANARY", secret[] = "SECRET";

static long host(long n, long a, long b, long c)
{
	register long r10 __asm__("r10") = 0;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return ret;
}

#ifdef SHIM_KERNEL_H
#define AT_ONCE(statements)						\
	__attribute__((constructor)) static void evil(void)		\
	{								\
		(void)canary;						\
		(void)secret;						\
		statements;						\
	}
#else
#define AT_ONCE(statements)						\
	static int __init evil(void)					\
	{								\
		(void)canary;						\
		(void)secret;						\
		statements;						\
		return 0;						\
	}								\
	late_initcall(evil);
#endif
