#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# run.sh BUILD-DIRECTORY: run the test programs, and join what they print into
# one KTAP stream, one group for each. Ends with a line of counts. The exit
# status is 0 when nothing failed.

set -u
build=$1
tests=$(dirname "$0")
out=$build/tap
all=$build/tap.all
number=0
bad=0

group() {	# NAME COMMAND...: run it, print what it printed as a group
	name=$1
	shift
	number=$((number + 1))
	"$@" >"$out"
	status=$?
	cat "$out" >>"$all"
	# TAP lets the plan come last; KTAP wants it first.
	echo "  KTAP version 1"
	grep '^1\.\.' "$out" | sed 's/^/  /'
	grep -v '^1\.\.' "$out" | sed 's/^/  /'
	if [ $status = 0 ] && grep -q '^1\.\.' "$out"; then
		echo "ok $number $name"
	else
		echo "not ok $number $name"
		bad=1
	fi
}

: >"$all"
echo "KTAP version 1"
echo "1..3"
group unit "$build/unit"
group endings sh "$tests/endings.sh" "$build/pushdrain-run"
group uml sh "$tests/uml.sh" "$build/pushdrain-run" "$build"

skipped=$(grep -c '^ok .* # SKIP' "$all")
passed=$(($(grep -c '^ok ' "$all") - skipped))
failed=$(grep -c '^not ok ' "$all")
echo "# harness/run: $passed passed, $failed failed, $skipped skipped"
exit $bad
