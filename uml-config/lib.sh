# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# lib.sh - what every script here shares: where things are, how to speak, how
# to wait for each other.
#
# A script sources it after setting "top", the root of the checkout, and begins with
# clean_environment.  Exit statuses are the same everywhere: 0 passed, 1 something
# failed, 2 usage or environment.  A script that stops because of the environment calls
# die() with one line that ends in what to do about it.

# clean_environment NAME...: drop what the caller has exported, but for these names and
# what is about the machine; then set what every script relies on.
#
# What changes the result of a compiler, of tar, git or make cannot be listed: CPATH,
# LIBRARY_PATH, TAR_OPTIONS, GIT_DIR, MAKEFLAGS, POSIXLY_CORRECT and a hundred others.
# What has to be kept can.
clean_environment()
{
	unset IFS CDPATH
	for exported in $(env -0 | tr '\n\0' ' \n' | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
		case " $* " in
		*" $exported "*) continue ;;
		esac
		case $exported in
		PATH | HOME | TMPDIR | XDG_CACHE_HOME | PUSHDRAIN_* | CCACHE_* | LD_LIBRARY_PATH) ;;
		USER | LOGNAME | TERM | COLUMNS | LINES | NO_COLOR) ;;
		*_proxy | *_PROXY | SSL_CERT_* | NODE_EXTRA_CA_CERTS | npm_config_* | NPM_CONFIG_*) ;;
		APT_CONFIG) ;;
		# The shell's own, some of which it does not let go.
		PWD | OLDPWD | SHLVL | _ | PPID | UID | EUID | SHELLOPTS | BASHOPTS) ;;
		*) unset "$exported" ;;
		esac
	done

	# A translated compiler cannot be grepped.  SHELL is who runs the commands of make.
	LC_ALL=C SHELL=/bin/sh
	umask u=rwx
	[ -n "${HOME:-}" ] || HOME=$(getent passwd "$(id -u)" | cut -d : -f 6)
	HOME=${HOME:-/nonexistent}
	[ -z "${TMPDIR:-}" ] || [ -d "$TMPDIR" ] || unset TMPDIR
	[ -z "${TMPDIR:-}" ] || TMPDIR=$(absolute "$TMPDIR")

	# Everything that is dear to make and safe to keep lives outside the checkout,
	# named after the contents it was made from, so that two clones share it.
	case ${XDG_CACHE_HOME:-} in
	/*) ;;
	*) XDG_CACHE_HOME=$HOME/.cache ;;
	esac
	PUSHDRAIN_CACHE=$(absolute "${PUSHDRAIN_CACHE:-$XDG_CACHE_HOME/pushdrain}")
	export LC_ALL SHELL HOME PUSHDRAIN_CACHE

	# The kernel's makefiles cannot be taught to live with these.
	case ${top:?}$PUSHDRAIN_CACHE in
	*[[:space:]:\'\"\$]*)
		die "a space or one of : ' \" $ is in the path of this checkout or of the cache, and no kernel builds there: move to another directory, or set PUSHDRAIN_CACHE"
		;;
	esac
}

# absolute PATH: as seen from the directory that the script was started in
absolute()
{
	case $1 in
	/*) echo "$1" ;;
	*) echo "$PWD/$1" ;;
	esac
}

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

# sweep PATH.PID...: remove those whose process is gone, without having cleaned up
sweep()
{
	for left; do
		[ ! -e "$left" ] || [ -d "/proc/${left##*.}" ] || rm -rf "$left" || :
	done
}

# hash_of FILE...: one name for the contents, and the names, of many files.
hash_of()
{
	printf '%.12s\n' "$(sha256sum -- "$@" | sed "s|  .*/|  |" | sha256sum)"
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
	# Counting is work, too, so it polls more often on a terminal.
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
