# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# tap.sh - what every test file here shares
#
# Sourced first.  A test file calls "plan N" and then one of these per test:
#
#	try "claim" command...		passes when the command succeeds
#	result STATUS "claim"		passes when STATUS is 0
#	skip "claim" "reason"
#
# What a failing command printed stands before its result, as "# ..." lines.
# Each test file has a directory of its own, "$tmp".

# shellcheck source=../lib/prologue.sh
. "${0%/*}/../lib/prologue.sh"
set +e
cd "$top" || exit 2

# What the caller of make test wants is not for us, but the labs.
# shellcheck disable=SC2034
labs_wanted=${LABS:-}
# shellcheck disable=SC2086
unset $said
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pushdrain-test.XXXXXX")
trap 'exit 130' INT
trap 'exit 143' TERM
tap_n=0

# Guests have their memory here, and their working directory, by which to know
# those of this test from those of anybody else.
guests=$(mktemp -d /dev/shm/pushdrain-test.XXXXXX 2>/dev/null) || guests=$tmp
trap 'rm -rf "$tmp" "$guests"' EXIT
export PUSHDRAIN_TMPDIR="$guests"

plan()
{
	echo "1..$1"
}

result()
{
	tap_n=$((tap_n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_n - $2"
	else
		echo "not ok $tap_n - $2"
	fi
}

skip()
{
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

try()
{
	claim=$1
	shift
	if "$@" >"$tmp/out" 2>&1; then
		result 0 "$claim"
	else
		sed 's/^/# /' "$tmp/out" | tail -n 40
		result 1 "$claim"
	fi
}

# gives STATUS TEXT command...: exit status STATUS, and TEXT in the first line
# of what a user sees, which is what "one clear line on top" means
gives()
{
	want_status=$1 want_text=$2
	shift 2
	"$@" >"$tmp/gives" 2>&1 </dev/null
	status=$?
	head -n 1 "$tmp/gives" | grep -qF -e "$want_text" && [ "$status" -eq "$want_status" ] && return 0
	echo "expected: exit $want_status, first line with: $want_text"
	echo "seen: exit $status, and:"
	head -n 20 "$tmp/gives"
	return 1
}

no_uml_left()
{
	for p in /proc/[0-9]*; do
		case $(readlink "$p/cwd" 2>/dev/null) in
		"$guests"/*)
			echo "still running: $p: $(tr '\0' ' ' <"$p/cmdline")"
			return 1
			;;
		esac
	done
	return 0
}
