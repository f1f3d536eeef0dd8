#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Files that two people wrote for each lab, who had seen its page and the contract and
# nothing else: the right ones pass and the wrong ones fail.
#
# handed-in/NN/right-WHAT.c and wrong-WHAT.c say at their top what is wrong or different.
# A line " * verdict: WORDS" there is for the few whose verdict is neither: REVIEW, where
# a right one uses what a human should read first, or NOT PROVEN. " * misjudged: WHY" is for
# those that are judged wrongly today: they are skipped, and once it is right, the line goes.
#
# minutes: 2
# parts: yes

. "${0%/*}/tap.sh"

written=labs/harness/tests/handed-in

if [ "${1:-}" = parts ]; then
	for l in "$written"/*/; do
		basename "$l"
	done
	exit 0
fi

judged()
{
	RESULTS=$tmp/results make -s check LAB="$1" SRC="$2" >"$tmp/report" 2>&1
	[ $? -lt 2 ] && grep -q "^$3 lab $1-" "$tmp/report" && return 0
	cat "$tmp/report"
	return 1
}

for f in "$written/$1"/*.c; do
	what=${f##*/}
	verdict=$(sed -n 's/^ \* verdict: //p' "$f")
	case $what in
	right-*) : "${verdict:=PASSED}" ;;
	wrong-*) : "${verdict:=FAILED}" ;;
	esac
	why=$(sed -n 's/^ \* misjudged: //p' "$f")
	if [ -z "$why" ]; then
		try "$1: ${what%.c}: $verdict" judged "$1" "$f" "$verdict"
	elif judged "$1" "$f" "$verdict" >/dev/null; then
		try "$1: ${what%.c}: $verdict: take out its line misjudged:" false
	else
		skip "$1: ${what%.c}: $verdict" "$why"
	fi
done
plan "$tap_n"
