# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# The means of endings.sh and uml.sh, which source this. Arguments:
#
#	RUNNER [BUILD-DIRECTORY]
#
# A test starts the runner with run(), or in the background with start() and
# finish(), and judges the exit status, the cause in result.json and the words
# of the report with expect(). After each test nothing may be left behind: no
# process whose working directory is the runner's private one (all of a guest's
# processes start there), and no private directory.

set -u
runner=$1
count=0
failed=0

top=$(mktemp -d "${TMPDIR:-/tmp}/run-tests.XXXXXX")
base=$(mktemp -d /dev/shm/run-tests.XXXXXX 2>/dev/null) || base=$top/base
mkdir -p "$base"
trap 'rm -rf "$top" "$base"' EXIT
export PUSHDRAIN_TMPDIR="$base"
: >"$top/why"

# --- the means of the tests -------------------------------------------------

result() {	# STATUS NAME: a TAP line, and what is known if it failed
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=$((failed + 1))
		sed 's/^/# /' "$top/why" "$top/out"
	fi
	: >"$top/why"
}

skip() {	# NAME REASON
	count=$((count + 1))
	echo "ok $count $1 # SKIP $2"
}

processes() {	# pids of everything that was started in a private directory
	find /proc/[0-9]*/cwd -maxdepth 0 -lname "$base/*" 2>/dev/null | cut -d / -f 3
}

no_processes() { [ -z "$(processes)" ]; }

nothing_left() {
	if ! no_processes; then
		echo "processes left: $(processes)" >>"$top/why"
		return 1
	fi
	for d in "$base"/*; do
		[ -e "$d" ] || continue
		echo "left behind: $d" >>"$top/why"
		return 1
	done
	return 0
}

abandoned() {	# is there a directory that no runner owns any more?
	for d in "$base"/pushdrain-run.*; do
		[ -d "$d" ] && return 0
	done
	return 1
}

fake() {	# NAME RESULTS [SCRIPT]: a kernel that is none
	printf '%b' "${2:+KTAP version 1\n$2}" >"$top/$1.results"
	printf '#!/bin/sh\n[ -s %s ] && cat %s >&3\n%s\n' \
		"$top/$1.results" "$top/$1.results" "${3-}" >"$top/$1"
	chmod +x "$top/$1"
}

run_under() {	# COMMAND...: run it; output, files and status
	rm -rf "$top/logs" "$top/json" "$top/junit"
	"$@" >"$top/out" 2>&1
	echo $? >"$top/status"
}

run_runner() {	# OPTIONS...
	run_under "$runner" --lab=test --json="$top/json" \
		--junit="$top/junit" --log-dir="$top/logs" "$@"
}

run() {		# KERNEL OPTIONS...: run one guest
	kernel=$1
	shift
	run_runner --kernel-name=0 --config=none --guest=g \
		--kernel="$kernel" --initrd="$initrd" --mem=32M "$@"
}

guest() {	# RESULTS SCRIPT OPTIONS...: run one that does this
	fake guest "$1" "$2"
	shift 2
	run "$top/guest" "$@"
}

expect() {	# NAME STATUS CAUSE WORDS...: judge what run() has left
	name=$1 status=$2 cause=$3
	shift 3
	bad=0
	if [ "$(cat "$top/status")" != "$status" ]; then
		echo "exit status $(cat "$top/status"), not $status" >>"$top/why"
		bad=1
	fi
	if ! grep -q "^  \"cause\":\"$cause\"" "$top/json" 2>/dev/null; then
		echo "the cause is not $cause: $(grep '"cause"' "$top/json" 2>&1)" \
			>>"$top/why"
		bad=1
	fi
	for word; do
		grep -qF -e "$word" "$top/out" && continue
		echo "not said: $word" >>"$top/why"
		bad=1
	done
	if command -v xmllint >/dev/null && ! xmllint --noout "$top/junit"; then
		echo "the JUnit file is not XML" >>"$top/why"
		bad=1
	fi
	nothing_left || bad=1
	result $bad "$name"
}

until_true() {	# COMMAND...: wait for it, within reason
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] || return 1
		sleep 0.1
	done
}

begun() { grep -q begin "$top/logs/g.ktap" 2>/dev/null; }

start() {	# KERNEL OPTIONS...: like run(), in the background, until begun
	kernel=$1
	shift
	rm -rf "$top/logs" "$top/json" "$top/junit"
	# A shell lets what it starts in the background ignore SIGINT, nohup SIGHUP.
	env --default-signal=INT,HUP "$runner" --lab=test --json="$top/json" \
		--junit="$top/junit" --log-dir="$top/logs" --guest=g \
		--kernel="$kernel" --initrd="$initrd" --mem=32M "$@" \
		>"$top/out" 2>&1 &
	pid=$!
	until_true begun || echo "the guest has not begun" >>"$top/why"
}

finish() {	# wait for what start() has started
	wait "$pid" 2>/dev/null
	echo $? >"$top/status"
}

initrd=$top/initrd
: >"$initrd"


finish_tests() {	# the plan, and the exit status
	echo "1..$count"
	[ $failed = 0 ]
}
