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
	preempt printk rcupdate refcount rwsem sched sched/signal sched/task semaphore slab smp spinlock
	string swait task_work timer types wait wait_bit workqueue'

# review_source FILE: a line for each finding, "FILE:LINE: what".  The only other files
# that it may include are the parts that exercises share, which are read as well.
review_source()
{
	listed=$(echo "$review_headers" | tr -s ' \t\n' '|||')
	for text in "$1" "${1%/*}"/../parts/*.h; do
		case $text in
		"$1") ;;
		*) grep -qF -e "/parts/${text##*/}\"" "$1" || continue ;;
		esac
		awk -v file="$text" -v headers="^#include *(<linux/(${listed%|})\\\\.h>|\"(fallback|\\\\.\\\\./parts/[0-9a-z-]+)\\\\.h\")\$" \
			-f "$top/labs/harness/lib/review.awk" "$text" || return 1
	done
}

# not_listed LIST...: lines of stdin that no regular expression of grep -f or -e matches
not_listed()
{
	grep -vxE "$@" || [ $? -eq 1 ]
}

# review_object FILE OBJECT: the same of what the compiler made of it.  Exit status 1 if
# that could not be found out, because a tool that fails must not look like a clean file.
review_object()
{
	readelf -sW "$2" >"$2.symbols" && readelf -SW "$2" >"$2.sections" &&
		objdump -d --no-show-raw-insn "$2" >"$2.code" || return 1

	awk '$7 == "UND" && $8 != "" { print $8 }' "$2.symbols" |
		not_listed -f "$review_symbols" >"$2.found" || return 1
	while read -r symbol; do
		line=$(grep -n -w -m 1 -e "$symbol" "$1" | cut -d : -f 1)
		say "$1:${line:-1}: it refers to $symbol, which is not on the list of functions"
	done <"$2.found"

	# KASAN has a constructor in each object.
	kasan=x
	! grep -q ' __asan_register_globals$' "$2.symbols" ||
		kasan='(\.rela)?\.((init|fini)_array|text\.exit)'
	sed -n 's/^ *\[ *[0-9]*\] \([^ ][^ ]*\) .*/\1/p' "$2.sections" |
		not_listed -e '(\.rela?)?\.(text|data|rodata|bss)(\.[a-zA-Z0-9_.]+)?' \
			-e '(\.rela)?\.(initcall[0-9a-z]*\.init|init\.text|exit\.text|init_array\.00099)' \
			-e '(\.rela)?\.(debug_[a-z_]+|eh_frame|orc_unwind(_ip)?|printk_index)' \
			-e '(\.rela)?\.(return_sites|smp_locks|altinstr[a-z_]+|fixup|discard\.[a-z_]+)' \
			-e '(\.rela)?__(bug_table|ex_table|mcount_loc|jump_table|tracepoints[a-z_]*|patchable_function_entries)' \
			-e '\.(comment|note\.[A-Za-z.-]+|symtab|strtab|shstrtab|group)|NULL' \
			-e "$kasan" >"$2.found" || return 1
	while read -r section; do
		say "$1:1: it has a section $section"
	done <"$2.found"

	awk -F '\t' -v file="$1" '
	/^[0-9a-f]+ <.*>:$/ { name = $0; gsub(/.*<|>:/, "", name) }
	$2 ~ /^(syscall|sysenter|int  |int3?$|sysret|iret|hlt|in |out |wrmsr|\(bad\))/ {
		print file ":1: the instruction " $2 " in " name
	}' "$2.code"
}
