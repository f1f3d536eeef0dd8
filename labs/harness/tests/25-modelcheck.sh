#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The model checker, held against what is known in other ways.  Its tests live
# where it does; their results are ours.  How a student meets it is 35-labs-model.sh.
#
# minutes: 5

. "${0%/*}/tap.sh"

tests=$top/build/host/modelcheck-tests
status=0
make -s -C labs/harness/tests/modelcheck test O="$tests" >"$tmp/log" 2>&1 || status=$?

# There are some two hundred results: here it is a line for each program, and each
# of its failures.
plan 9
for program in count litmus known lkmm replay random spin mutants; do
	sed -n "/^# $program\$/,/^1\.\.[0-9]*\$/p" "$tmp/log" >"$tmp/part"
	passed=$(grep -c '^ok ' "$tmp/part")
	skipped=$(grep -c '^ok .*# SKIP' "$tmp/part")
	failed=$(grep -c '^not ok ' "$tmp/part")
	case $program in
	count) claim="as many interleavings as mathematics says" ;;
	litmus) claim="outcomes of the kernel's litmus tests, allowed and forbidden" ;;
	known) claim="what is known to be right or wrong, or does not end" ;;
	lkmm) claim="pushes and drains: what herd7 says with the kernel's memory model" ;;
	replay) claim="a schedule is made again, or it is said where it ends" ;;
	random) claim="programs drawn by lot: nothing is lost by the reduction" ;;
	spin) claim="spin says the same" ;;
	mutants) claim="a mistake that is planted in the checker is noticed" ;;
	esac
	if [ "$skipped" -gt 0 ]; then
		skip "$claim" "$(sed -n 's/.*# SKIP //p' "$tmp/part" | head -n 1)"
	elif [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && grep -q '^1\.\.' "$tmp/part"; then
		result 0 "$claim ($passed)"
		grep '^# [0-9]* programs:' "$tmp/part"
	else
		grep -B 12 '^not ok ' "$tmp/part" | grep -v '^ok ' | sed 's/^#* */# /' | head -n 60
		result 1 "$claim ($failed of $((passed + failed)) failed)"
	fi
done
[ "$status" -eq 0 ] || tail -n 10 "$tmp/log" | sed 's/^/# /'
result "$status" "the whole suite ended well"
