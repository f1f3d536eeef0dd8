#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Stopped in the middle, and then the same command again: it recovers, and no
# guest, no half-made tree and no work directory is left.
#
# minutes: 5

. "${0%/*}/tap.sh"

plan 10

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

# All that is named after a process: those of other tests, which run meanwhile, have one.
no_work_left()
{
	for left in build/*.[0-9]*; do
		[ -d "/proc/${left##*.}" ] || [ ! -e "$left" ] ||
			{ echo "left: $left"; return 1; }
	done
}

# runs TEXT: the processes with that in their command line
runs()
{
	# shellcheck disable=SC2062
	echo "$1" | grep -lsaF --file=- /proc/[0-9]*/cmdline
}

no_shell_guests()
{
	[ -z "$(runs "initrd=$top/build/work.$verb/initrd")" ]
}

# closed_terminal COMMAND: make shell on a terminal that is closed while the guest runs
closed_terminal()
{
	rm -f "$tmp/typescript"
	script -qfc "$1" "$tmp/typescript" </dev/null >/dev/null 2>&1 &
	terminal=$! status=0
	appears 120 grep -q '/ # ' "$tmp/typescript" || { cat "$tmp/typescript"; status=1; }
	verb=$(runs verbs/shell | cut -d / -f 3 | while read -r p; do
		[ ! -d "build/work.$p" ] || echo "$p"
	done | head -n 1)
	! no_shell_guests || { echo "no guest"; status=1; }
	kill -s KILL "$terminal"
	wait "$terminal" 2>/dev/null
	[ "$status" -eq 0 ] && appears 30 no_shell_guests && appears 30 no_work_left
}

# A name that ends in the number of a process is kept as long as there is that process.
swept()
{
	: >"$tmp/a.$$"
	mkdir "$tmp/a.999999999"
	sweep "$tmp"/a.[0-9]*
	[ -f "$tmp/a.$$" ] && [ ! -d "$tmp/a.999999999" ]
}

# The unpacking takes seconds, so it is cut at several places.  Each time begins with what
# the one before has left.
stopped_prepare()
{
	for cut in KILL:0.3 INT:0.3 KILL:1 INT:1 INT:3 KILL:3; do
		start env PUSHDRAIN_CACHE="$tmp/cache" uml-config/kernel prepare "$release"
		sleep "${cut#*:}"
		kill "-${cut%:*}" -- "-$pid"
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
try "what a killed process leaves in a cache is found by its number" swept
if command -v busybox >/dev/null; then
	try "make shell, the terminal is closed" closed_terminal "sh -c 'make -s shell; :'"
	try "and when make is what the terminal runs" closed_terminal "exec make -s shell"
else
	skip "make shell, the terminal is closed" "no busybox"
	skip "and when make is what the terminal runs" "no busybox"
fi

want_files=$(find "$(uml-config/kernel tree "$release")" -name .git -prune -o -type f -print | wc -l)
mkdir -p "$tmp/cache/source"
cp -r "$PUSHDRAIN_CACHE/source/$release" "$tmp/cache/source/"
try "prepare, SIGKILL and SIGINT three times each, prepare again" stopped_prepare

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
