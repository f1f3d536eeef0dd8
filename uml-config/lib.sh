# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# lib.sh - what every script here shares: where things are, how to speak, how
# to wait for each other.
#
# A script sources it after setting "top", the root of the checkout.  Exit
# statuses are the same everywhere: 0 passed, 1 something failed, 2 usage or
# environment.  Whoever stops because of the environment calls die() with one
# line that ends in what to do about it.

# Everything that is dear to make and safe to keep lives outside the checkout,
# named after the contents it was made from, so that two clones share it.
PUSHDRAIN_CACHE=${PUSHDRAIN_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/pushdrain}

# The kernel's makefiles cannot be taught to live with these.
case ${top:?}$PUSHDRAIN_CACHE in
*[[:space:]:\'\"\$]*)
	echo "pushdrain: a space or one of : ' \" $ is in the path of this checkout or of the cache, and no kernel builds there: move to another directory, or set PUSHDRAIN_CACHE" >&2
	exit 2
	;;
esac

# A translated compiler cannot be grepped.
LC_ALL=C
export LC_ALL PUSHDRAIN_CACHE

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf 'pushdrain: %s\n' "$*" >&2
	exit 2
}

# cache_ready: the cache can be written, or the run stops here.
cache_ready()
{
	mkdir -p "$PUSHDRAIN_CACHE/lock" 2>/dev/null &&
		[ -w "$PUSHDRAIN_CACHE/lock" ] ||
		die "cannot write to $PUSHDRAIN_CACHE: set PUSHDRAIN_CACHE to a directory of yours"
}

# need_space MEGABYTES DIR WHAT-FOR
need_space()
{
	free=$(df -Pm "$2" | awk 'NR == 2 { print $4 }')
	[ "${free:-0}" -ge "$1" ] ||
		die "only $free MB free in $2, $3 needs $1: make room, or set PUSHDRAIN_CACHE to another disk"
}

# with_lock NAME COMMAND...: one process at a time, for as long as COMMAND or
# anything it started lives.  The kernel drops the lock with the last of them,
# so a kill -9 leaves nothing to clean up.
with_lock()
{
	cache_ready
	(
		lock=$PUSHDRAIN_CACHE/lock/$1
		shift
		exec 9>"$lock"
		if ! flock -n 9; then
			say "waiting: another pushdrain is at work on ${lock##*/}" >&2
			flock 9
		fi
		"$@"
	)
}

# hash_of FILE...: one name for the contents, and the names, of many files.
hash_of()
{
	sha256sum -- "$@" | sed "s|  .*/|  |" | sha256sum | cut -c 1-12
}

# with_progress LABEL TOTAL COUNT COMMAND...: run COMMAND, and meanwhile print
# what the function COUNT says.  A terminal gets one moving line, a log gets a
# line each quarter.
#
# COMMAND is the one in the foreground: what a shell puts into the background
# ignores Ctrl-C.
with_progress()
{
	(
		watch_progress "$1" "$2" "$3"
	) &
	progress_pid=$!
	shift 3
	progress_status=0
	"$@" || progress_status=$?
	kill "$progress_pid" 2>/dev/null || :
	wait "$progress_pid" 2>/dev/null || :
	[ ! -t 1 ] || printf '\r\033[K'
	return "$progress_status"
}

watch_progress()
{
	told=0
	# Counting is work, too: seldom, and less seldom for who looks at it.
	pause=4
	[ ! -t 1 ] || pause=1
	while sleep "$pause" && kill -0 $$ 2>/dev/null; do
		count=$("$3") || count=0
		[ "${count:=0}" -le "$2" ] || count=$2
		percent=$((100 * count / ($2 ? $2 : 1)))
		if [ -t 1 ]; then
			printf '\r  %s: %s of %s (%s%%)\033[K' "$1" "$count" "$2" "$percent"
		elif [ $((percent / 25)) -gt "$told" ]; then
			told=$((percent / 25))
			say "  $1: $count of $2"
		fi
	done
}

# awk_live ARGUMENTS...: awk that speaks as soon as it reads.  mawk, Debian's
# usual one, waits for a full buffer when its input is no terminal.
awk_live()
{
	case $(awk -W version 2>&1 </dev/null) in
	mawk*) awk -W interactive "$@" ;;
	*) awk "$@" ;;
	esac
}
