#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Files that attack the machine that grades them: nothing of the host is read, written or
# killed, and none of them passes.
#
# Each is a file of hostile/, whose first comment says what it tries, and
#
#	lab: 00			it is a program for that lab; otherwise, what it has stands
#				behind the #include of a file of lab 03, as if it were
#				part of that
#	base: skeleton		that file is the skeleton, which pushes nothing; otherwise
#				the reference, which would pass by itself
#	verdict: WORD		what the report's last line begins with; NOT PASSED for
#				what differs from machine to machine
#	words: TEXT		what is somewhere in the report
#
# SECRET, FIFO and CANARY in it are files of the host, and TOP is the checkout.
#
# minutes: 4

. "${0%/*}/tap.sh"

# A tree of our own, so that what is left over can be told from other tests' processes.
tree=$tmp/tree
copy_tree "$tree"
box_ready
# shellcheck disable=SC2031
[ -n "$box" ] || {
	plan 1
	skip "what is hostile stays in its box" "no boxes here: $box_refused"
	exit 0
}

hostile=labs/harness/tests/hostile
plan $(($(find $hostile -name '*.c' | wc -l) + 7))

secret=$tmp/host/secret canary=$tmp/host/canary
mkdir -m 777 "$tmp/host"
mkfifo "$tmp/host/fifo"

# header NAME FILE: what its first comment says of that
header()
{
	sed -n -e '/\*\//q' -e "s/^ \* $1: //p" "$2"
}

# submission FILE: print what is handed in
submission()
{
	[ -z "$(header lab "$1")" ] || { cat "$1"; return; }
	file=reference/03-push/fallback.c
	[ "$(header base "$1")" != skeleton ] || {
		labs/harness/lib/derive-skeleton $file >"$tmp/skeleton.c"
		file=$tmp/skeleton.c
	}
	sed '/^#include "fallback.h"$/q' "$file"
	sed -e '/^#include "fallback.h"$/d' -e "/^#include \"host.h\"\$/ {
		r $hostile/host.h
		d
	}" "$1"
	sed '1,/^#include "fallback.h"$/d' "$file"
}

# attacked FILE VERB ARGUMENT...: make VERB with it: the host is as it was, the secret, which is
# in the environment as well, is in nothing that was made, and nothing runs any more; "status"
# is the exit status
attacked()
{
	file=$1
	shift
	echo a-word-of-the-graders >"$secret"
	chmod 644 "$secret"
	rm -rf "$tmp/results" "$tmp/drawn" "$canary"
	submission "$file" | sed -e "s|SECRET|$secret|g" -e "s|CANARY|$canary|g" \
		-e "s|FIFO|$tmp/host/fifo|g" -e "s|TOP|$top|g" >"$tmp/submission.c"
	PUSHDRAIN_WORD=a-word-of-the-graders RESULTS=$tmp/results timeout 300 make -s -C "$tree" \
		"$@" SRC="$tmp/submission.c" >"$tmp/report" 2>&1
	status=$?
	tail -n 3 "$tmp/report"
	[ ! -e "$canary" ] || { echo "it has written a file"; return 1; }
	! grep -rqs "a-word-of" "$tmp/results" "$tmp/drawn" "$tmp/report" || { echo "it has read a file"; return 1; }
	[ "$(cat "$secret")" = a-word-of-the-graders ] || { echo "the secret is gone"; return 1; }
	! pgrep -af "$tree/build/work" || { echo "something is left"; return 1; }
}

# contained FILE: that, and it has the verdict that it says
contained()
{
	lab=$(header lab "$1") verdict=$(header verdict "$1") words=$(header words "$1")
	attacked "$1" check LAB="${lab:-03}" || return 1
	[ "$status" -ne 0 ] && ! grep -q '^PASSED' "$tmp/report" || { echo "it has passed"; return 1; }
	[ "$verdict" = "NOT PASSED" ] || grep -q "^$verdict lab " "$tmp/report" ||
		{ echo "the verdict is not $verdict"; return 1; }
	grep -qF -e "$words" "$tmp/report" || { echo "not said: $words"; return 1; }
}

for file in "$hostile"/*.c; do
	what=${file##*/}
	try "${what%.c}: $(sed -n '3s/^ \* //p' "$file")" contained "$file"
done

# The same code, without a verdict.
for what in host-writes host-reads; do
	try "make modelcheck: $what" attacked "$hostile/$what.c" modelcheck LAB=03
	try "make trace: $what" attacked "$hostile/$what.c" trace LAB=03
	try "make stress: $what" attacked "$hostile/$what.c" stress SECONDS=1
done
try "make modelcheck DOT=: host-links" attacked "$hostile/host-links.c" modelcheck LAB=03 DOT="$tmp/drawn"
