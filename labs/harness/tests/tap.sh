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
# What is tried in this checkout is no progress of its owner.
export PUSHDRAIN_PROGRESS="$tmp/progress"

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

# exits STATUS FILE command...: with that status; what it prints goes to FILE, and is shown
exits()
{
	exits_status=$1 exits_file=$2
	shift 2
	"$@" >"$exits_file" 2>&1 </dev/null
	status=$?
	cat "$exits_file"
	[ "$status" -eq "$exits_status" ] || { echo "exit $status, not $exits_status"; return 1; }
}

# says STATUS WORDS command...: that status, and WORDS somewhere; all of it is in "$tmp/report"
says()
{
	says_status=$1 says_words=$2
	shift 2
	exits "$says_status" "$tmp/report" "$@" || return 1
	grep -qF -e "$says_words" "$tmp/report" || { echo "not said: $says_words"; return 1; }
}

# gives STATUS TEXT command...: that status, and TEXT in the first line of what a user
# sees, which is what "one clear line on top" means
gives()
{
	gives_status=$1 gives_text=$2
	shift 2
	exits "$gives_status" "$tmp/gives" "$@" || return 1
	# Another test file may be making the same kernel: that is said first.
	sed '/^waiting: another pushdrain/d' "$tmp/gives" | head -n 1 |
		grep -qF -e "$gives_text" || { echo "not in line 1: $gives_text"; return 1; }
}

# copy_tree DIR: a tree of our own, to make mistakes in
copy_tree()
{
	mkdir -p "$1"
	{
		git ls-files -z 2>/dev/null ||
			find . -path ./build -prune -o -type f -print0
	} | xargs -0 tar -cf - --ignore-failed-read 2>/dev/null | tar -xf - -C "$1"
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
