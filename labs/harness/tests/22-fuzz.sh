#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What guests and other people write is read without a crash, in a short time, and
# nothing of it passes that should not: the fuzz targets on their corpus, see fuzz/.

. "${0%/*}/tap.sh"

fuzz=labs/harness/tests/fuzz
built=$top/build/fuzz
export ASAN_OPTIONS=detect_leaks=1

plan 13

make -s -C "$fuzz" O="$built" replay >"$tmp/make" 2>&1 || {
	cat "$tmp/make" >&2
	exit 2
}

# replay TARGET FILE...: what it says; the file that it crashed on is said last
replay()
{
	target=$1
	shift
	"$built/$target-replay" "$@"
}

for target in ktap console timeline trace schedule; do
	try "$target: each file of the corpus" replay "$target" "$fuzz/corpus/$target"/*
done

# --- a megabyte of one thing, which is what a guest may print -----------------

# flood TARGET HEAD LINE: a file that begins with HEAD, then LINE again and again
flood()
{
	{
		# shellcheck disable=SC2059
		printf "$2"
		yes "$3"
	} | head -c 1048576 >"$tmp/flood"
	replay "$1" "$tmp/flood"
}

# hashes: events of a ring each
hashes()
{
	awk 'BEGIN {
		for (i = 0; i < 9000; i++) {
			printf "    a-16    [000] .....     0.000000: x:"
			for (j = 0; j < 3; j++)
				printf " ring %016x", i * 3 + j
			print ""
		}
	}' >"$tmp/flood"
	replay trace "$tmp/flood"
}

# groups: each plans more than it has
groups()
{
	awk 'BEGIN {
		print "KTAP version 1\n1..10000"
		for (i = 1; i < 20000; i++)
			printf " KTAP version 1\n 1..9999\nok %d\n", i
	}' >"$tmp/flood"
	replay ktap "$tmp/flood"
}

try "ktap: results without end" flood ktap 'KTAP version 1\n1..10000\n' 'ok 1'
try "ktap: groups without end" groups
try "console: complaints without end" flood console '\0' 'BUG: x'
try "console: lines without end" flood console '\0' ''
try "timeline: a line without end" flood timeline '# pushdrain trace: x\n' ' [0 [0 [0'
try "trace: rings without end" hashes

# --- faults are noticed -------------------------------------------------------

# planted TARGET FILE SED: with that fault in it, the corpus does not pass
planted()
{
	rm -rf "$tmp/host"
	cp -r labs/harness/host "$tmp/host"
	sed "$3" "labs/harness/host/$2" >"$tmp/host/$2"
	! cmp -s "labs/harness/host/$2" "$tmp/host/$2" || { echo "nothing was planted"; return 1; }
	make -s -C "$fuzz" O="$tmp/planted" host="$tmp/host" "$tmp/planted/$1-replay" || return 1
	! "$tmp/planted/$1-replay" "$fuzz/corpus/$1"/* || { echo "it passed"; return 1; }
}

try "ktap: a group that passes without tests is noticed" planted ktap runner/ktap.c \
	's/t->status == KTAP_PASSED && !t->child/false/'
try "timeline: an access behind an array is noticed" planted timeline timeline/draw.c \
	's/"seconds", t->top/"seconds", t->head_y[0]/'
