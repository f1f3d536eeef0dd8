# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# review.sh - what in a fallback.c a human should read before it counts
#
# A fallback.c is part of the kernel that is tested: code in one address space can do
# what it likes with the tests and with what they report.  No check of the file can
# prove that it does not.  But what a push and a drain need is little, so what goes
# beyond that is named, and the verdict is "review" until somebody has read it.
#
#	review_source	what the preprocessor is asked to do, and assembly
#	review_object	what the object refers to, its sections, and instructions

# Kernel functions and variables that the known right and wrong solutions refer to, and
# their like.  The compiler's own calls are here, too.
review_symbols="${top:?}/labs/harness/lib/review.symbols"

# Of <linux/*.h>, what a file may include: nothing here reaches beyond the kernel.
review_headers='atomic bug compiler completion cred delay err errno export init io_uring_types
	irqflags jiffies kernel kref kthread list llist lockdep module mutex percpu-refcount
	preempt printk rcupdate refcount sched sched/signal sched/task slab smp spinlock
	string swait task_work timer types wait workqueue'

# review_source FILE: a line for each finding, "FILE:LINE: what".  The only other files
# that it may include are the parts that exercises share.
review_source()
{
	listed=$(echo "$review_headers" | tr -s ' \t\n' '|||')
	awk -v file="$1" -v headers="^#include *(<linux/(${listed%|})\\\\.h>|\"(fallback|\\\\.\\\\./parts/[0-9a-z-]+)\\\\.h\")\$" \
		-f "$top/labs/harness/lib/review.awk" "$1"
}

# review_object FILE OBJECT: the same of what the compiler made of it
review_object()
{
	readelf -sW "$2" | awk '$7 == "UND" && $8 != "" { print $8 }' |
		grep -vxE -f "$review_symbols" | while read -r symbol; do
		line=$(grep -n -w -m 1 -e "$symbol" "$1" | cut -d : -f 1)
		say "$1:${line:-1}: it refers to $symbol, which is not on the list of functions"
	done
	# KASAN has a constructor in each object.
	kasan=x
	! readelf -sW "$2" | grep -q ' __asan_register_globals$' ||
		kasan='(\.rela)?\.((init|fini)_array|text\.exit)'
	readelf -SW "$2" | sed -n 's/^ *\[ *[0-9]*\] \([^ ][^ ]*\) .*/\1/p' |
		grep -vxE '(\.rela?)?\.(text|data|rodata|bss)(\.[a-zA-Z0-9_.]+)?|(\.rela)?\.(debug_[a-z_]+|eh_frame|orc_unwind(_ip)?|return_sites|initcall[0-9a-z]*\.init|init\.text|exit\.text|discard\.[a-z_]+|smp_locks|altinstructions|altinstr_replacement|fixup|init_array\.00099)|(\.rela)?__(bug_table|ex_table|mcount_loc|jump_table|tracepoints[a-z_]*|patchable_function_entries)|\.(comment|note\.[A-Za-z.-]+|symtab|strtab|shstrtab|group)|\.printk_index|NULL|'"$kasan" |
		while read -r section; do
		say "$1:1: it has a section $section"
	done
	objdump -d --no-show-raw-insn "$2" |
		awk -F '\t' -v file="$1" '
		/^[0-9a-f]+ <.*>:$/ { name = $0; gsub(/.*<|>:/, "", name) }
		$2 ~ /^(syscall|sysenter|int  |int3?$|sysret|iret|hlt|in |out |wrmsr|\(bad\))/ {
			print file ":1: the instruction " $2 " in " name
		}'
}
