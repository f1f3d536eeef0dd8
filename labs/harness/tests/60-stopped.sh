#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Stopped in the middle, and then the same command again: it recovers, and no
# guest, no half-made tree and no work directory is left.

. "${0%/*}/tap.sh"

plan 8

release=$(uml-config/kernel releases | head -n 1)
last=01-orphan
lab_read "$last"
good=reference/$last/$lab_edit
busy=exercises/bugs/01-hang-busy.c

# start COMMAND...: in a process group of its own, as a terminal does; its
# number is in "$pid"
start()
{
	setsid -w "$@" >"$tmp/started" 2>&1 </dev/null &
	sleep 0.2
	# setsid -w forks: the group is the child's.
	pid=$(pgrep -P $! || echo $!)
}

# appears SECONDS command...: true within SECONDS
appears()
{
	tries=$(($1 * 10))
	shift
	while [ "$tries" -gt 0 ]; do
		! "$@" >/dev/null 2>&1 || return 0
		sleep 0.1
		tries=$((tries - 1))
	done
	"$@"
}

uml_runs()
{
	! no_uml_left
}

stopped_check()
{
	start make -s check LAB="$last" SRC="$busy"
	appears 120 uml_runs || { echo "no guest came up"; cat "$tmp/started"; return 1; }
	kill "-$1" -- "-$pid"
	wait
	appears 30 no_uml_left || return 1
	gives 0 "" make -s check LAB="$last" SRC="$good"
}

no_work_left()
{
	# Those of other tests, which run meanwhile, have a process.
	for left in build/work.*; do
		kill -0 "${left##*.}" 2>/dev/null || [ ! -d "$left" ] ||
			{ echo "left: $left"; return 1; }
	done
}

# The unpacking takes seconds, so it is cut at several places.
stopped_prepare()
{
	for after in 0.3 1 3; do
		rm -rf "$tmp/cache/tree"
		start env PUSHDRAIN_CACHE="$tmp/cache" uml-config/kernel prepare "$release"
		sleep "$after"
		kill "-$1" -- "-$pid"
		wait
	done
	tree=$(PUSHDRAIN_CACHE=$tmp/cache uml-config/kernel tree "$release") || return 1
	[ "$(git -C "$tree" rev-list --count HEAD)" -eq 2 ] || { echo "not two commits"; return 1; }
	git -C "$tree" diff --quiet HEAD || { git -C "$tree" diff --stat; return 1; }
	[ "$(find "$tree" -name .git -prune -o -type f -print | wc -l)" -eq "$want_files" ] ||
		{ echo "another number of files than before"; return 1; }
	left=$(find "$tmp/cache/tree" -maxdepth 1 -name '*.part')
	[ -z "$left" ] || { echo "left: $left"; return 1; }
}

for signal in INT TERM KILL; do
	try "make check, SIG$signal, make check again" stopped_check "$signal"
done
try "no work directory is left behind" no_work_left

want_files=$(find "$(uml-config/kernel tree "$release")" -name .git -prune -o -type f -print | wc -l)
mkdir -p "$tmp/cache/source"
cp -r "$PUSHDRAIN_CACHE/source/$release" "$tmp/cache/source/"
try "prepare, SIGKILL three times, prepare again" stopped_prepare KILL
try "prepare, SIGINT three times, prepare again" stopped_prepare INT

# Without a network: what is in the cache is enough, and what is not is one line.
offline()
{
	unshare -rn env PUSHDRAIN_CACHE="$1" make -s check LAB="$last" SRC="$good"
}

# One line says what to do, whether or not the system knows of the package.
offline_first()
{
	unshare -rn env PUSHDRAIN_CACHE="$tmp/empty" \
		uml-config/kernel fetch "$release" >"$tmp/offline" 2>&1
	status=$?
	[ "$status" -eq 2 ] && [ "$(grep -c '^pushdrain: .*LINUX_TARBALL' "$tmp/offline")" -eq 1 ] ||
		{ echo "exit $status"; cat "$tmp/offline"; return 1; }
}

if unshare -rn true 2>/dev/null; then
	try "without network, after the first run" gives 0 "" offline "$PUSHDRAIN_CACHE"
	try "without network, before it" offline_first
else
	skip "without network, after the first run" "this machine lets no user make a network namespace"
	skip "without network, before it" "this machine lets no user make a network namespace"
fi
