// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a seccomp program to stdout, which denies the system calls that are
 * not needed in a box.
 *
 * Namespaces contain their effects already, or they need a privilege that a box
 * does not have. But kernel bugs have been reached through most of them, and
 * neither a compiler nor User-Mode Linux uses them.
 */
#define _GNU_SOURCE	/* for CLONE_NEWUSER */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static const char *const denied[] = {
	/* other namespaces, other roots */
	"unshare", "setns", "mount", "umount2", "pivot_root", "chroot",
	"open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
	"mount_setattr", "open_by_handle_at", "name_to_handle_at",
	/* large interfaces, where many kernel bugs were found */
	"bpf", "perf_event_open", "userfaultfd", "io_uring_setup",
	"io_uring_enter", "io_uring_register", "add_key", "request_key",
	"keyctl", "fanotify_init",
	/* the machine itself */
	"kexec_load", "kexec_file_load", "init_module", "finit_module",
	"delete_module",
	"reboot", "swapon", "swapoff", "acct", "quotactl", "syslog", "vhangup",
	"settimeofday", "clock_settime", "clock_adjtime", "adjtimex",
	"sethostname", "setdomainname", "iopl", "ioperm", "lookup_dcookie",
	/* memory of another process, but by ptrace */
	"process_vm_writev", "move_pages", "migrate_pages", "kcmp",
};

static scmp_filter_ctx ctx;

static void deny(int err, int nr)
{
	if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(err), nr, 0))
		exit(2);
}

static void deny_if(int nr, struct scmp_arg_cmp first)
{
	if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), nr, 1, first))
		exit(2);
}

int main(void)
{
	size_t i;
	int nr;

	ctx = seccomp_init(SCMP_ACT_ALLOW);
	if (!ctx)
		return 2;
	for (i = 0; i < sizeof(denied) / sizeof(*denied); i++) {
		nr = seccomp_syscall_resolve_name(denied[i]);
		if (nr != __NR_SCMP_ERROR)
			deny(EPERM, nr);
	}
	/*
	 * Its flags are in memory, where no filter sees them. Told that there
	 * is no such call, glibc uses clone().
	 */
	deny(ENOSYS, SCMP_SYS(clone3));
	deny_if(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWUSER,
					 CLONE_NEWUSER));
	/* Network namespaces do not isolate AF_VSOCK and AF_ALG. */
	deny_if(SCMP_SYS(socket), SCMP_A0(SCMP_CMP_NE, AF_UNIX));
	return seccomp_export_bpf(ctx, fileno(stdout)) ? 2 : 0;
}
