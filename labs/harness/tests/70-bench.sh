#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The benchmark runs and prints numbers.  Which numbers is not for a test to say:
# they depend on the machine and on what else it does.

. "${0%/*}/tap.sh"

kernels=$(uml-config/kernel releases)
plan $((2 * $(echo "$kernels" | wc -l) + 4))

# Three rows for each variant, with a push, at least one way to drain, and each
# of them in nanoseconds and as a ratio; and a time for an edit.
numbers()
{
	make -s bench KERNEL="$1" KUNIT=no EDITS=1 >"$tmp/bench" 2>&1 ||
		{ echo "exit $?"; cat "$tmp/bench"; return 1; }
	for v in "bare llist" "06 stack" "6.12 delayed work" \
		"list with a spinlock" "02 worker task"; do
		rows=$(grep -cE "^  $v( +(-|[0-9]+\.[0-9] +[0-9]+\.[0-9] x)){3} +[0-9]+ %\$" "$tmp/bench")
		[ "$rows" -eq 3 ] || { echo "$rows rows for $v, not 3"; cat "$tmp/bench"; return 1; }
	done
	grep -qE '^  make check +[0-9]+\.[0-9]+ s +1\.0 x ' "$tmp/bench" ||
		{ echo "no time for an edit"; cat "$tmp/bench"; return 1; }
}

# What is measured beside the references is to be as right as they are.
for k in $kernels; do
	try "$k: a number and a ratio for each variant" numbers "$k"
	try "$k: the list with a spinlock is a right fallback" \
		make -s check LAB=06 SRC=labs/harness/measure/bench/spinlock.c KERNEL="$k"
done
try "a kernel that is not there" gives 2 "no kernel '5.4'" make bench KERNEL=5.4
try "a configuration that would measure something else" gives 2 "CONFIG=debug" \
	make bench CONFIG=debug
try "no number of edits" gives 2 "EDITS=many" make bench EDITS=many
try "neither yes nor no" gives 2 "KUNIT=perhaps" make bench KUNIT=perhaps
