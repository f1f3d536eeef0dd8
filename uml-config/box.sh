# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# box.sh - compilers, linkers and what they have made, in boxes
#
#	box_ready	can there be boxes on this machine?
#	box_warn	say so if there cannot
#	boxed		run a command in a box
#	box_blames	was it the file's fault that it failed, or the machine's?

# box_ready: set "box" to the command, or to nothing and "box_refused" to the reason.
# Needs a writable $top/build.
box_ready()
{
	BOX_SECCOMP=$top/build/box.bpf
	export BOX_SECCOMP
	box=$top/uml-config/box
	box_refused=
	if [ -n "${PUSHDRAIN_UNBOXED:-}" ]; then
		box='' box_refused='PUSHDRAIN_UNBOXED is set'
		return
	fi
	[ -n "$(find "$BOX_SECCOMP" -newer "$top/uml-config/box_filter.c" 2>/dev/null)" ] ||
		box_make_filter
	# That takes as long as a tenth of a check, so it is asked once in a boot, container, and
	# user namespace, which may look like root's and is not.
	read -r booted </proc/sys/kernel/random/boot_id || :
	# shellcheck disable=SC2046
	set -- $(id -u; readlink /proc/self/ns/mnt /proc/self/ns/user; command -v bwrap)
	asked="${booted:-} $*"
	answered=
	[ ! -f "$top/build/box.works" ] || read -r answered <"$top/build/box.works" || :
	[ "$asked" != "$answered" ] || return 0
	box_refused=$("$box" --ro-bind /usr/bin/true /usr/bin/true -- true 2>&1) || box=''
	[ -z "$box" ] || echo "$asked" >"$top/build/box.works"
}

# Any number of checks may come here at once.
box_make_filter()
{
	made=$BOX_SECCOMP.$$
	sweep "$BOX_SECCOMP".[0-9]*
	mkdir -p "$made"
	gcc -Wall -Wextra -Werror -o "$made/box_filter" "$top/uml-config/box_filter.c" -lseccomp &&
		"$made/box_filter" >"$made/bpf" ||
		die "the list of system calls for boxes did not build: see the message above"
	mv "$made/bpf" "$BOX_SECCOMP"
	rm -rf "$made"
}

# box_warn: for the user's own file, which may run without a box
box_warn()
{
	[ -n "$box" ] || say "pushdrain: no boxes here ($(echo "${box_refused:-refused}" | head -n 1)): the file runs with your rights" >&2
}

# boxed FILE DIRECTORY COMMAND...: it sees FILE, the kernel that was built and what
# "box_sees" names, may write in DIRECTORY, and has "box_cpu" seconds of CPU time
boxed()
{
	boxed_file=$1 boxed_dir=$2
	shift 2
	if [ -z "${box:-}" ]; then
		"$@"
		return
	fi
	set -- --chdir "$PWD" -- "$@"
	# The compiler's command has the path that the cache had when the kernel was built.
	there=${kernel:-}
	[ -z "$there" ] || there=$(cd "$kernel" && pwd -P)
	[ "$there" != "${kernel:-}" ] || there=
	for seen in ${kernel:-} $there ${box_sees:-}; do
		set -- --ro-bind "$seen" "$seen" "$@"
	done
	if [ -n "$boxed_file" ]; then
		boxed_file=$(absolute "$boxed_file")
		set -- --ro-bind "$boxed_file" "$boxed_file" "$@"
		# The only other files that it may include.  A link could lead anywhere.
		parts=${boxed_file%/*}/../parts
		[ ! -d "$parts" ] || [ -L "$parts" ] || set -- --ro-bind "$parts" "$parts" "$@"
	fi
	# In root's boxes the compiler runs as another user.
	[ ! -O / ] || chmod 777 "$boxed_dir"
	# In the foreground, so that Ctrl-C reaches it.  A fallback.c compiles in 0.3 seconds.
	BOX_CPU=${box_cpu:-20} timeout --foreground 300 "$box" --dir "$PWD" --ro-bind /usr /usr \
		--bind "$boxed_dir" "$boxed_dir" "$@" </dev/null
}

# box_blames LOG CORRECT AGAIN: print "file" if any machine would refuse the file, and
# "machine" if it was this machine's fault.  If the compiler does not say where in the file
# the error is, run CORRECT, which does the same with a correct file, and AGAIN, which
# repeats it with this one: if only that fails, the file needs more than a box has, and
# if neither does, somebody has killed the compiler.
box_blames()
{
	if grep -qE '^[^ ]+:([0-9]+:)+ (fatal )?[Ee]rror: |undefined reference|multiple definition|: relocation ' "$1"; then
		echo file
	elif grep -qE '^([a-z0-9_.-]+: .*)?Killed' "$1"; then
		echo machine
	elif ! "$2" >/dev/null 2>&1; then
		echo machine
	elif grep -q 'CPU time limit exceeded' "$1"; then
		echo file
	else
		"$3" >/dev/null 2>&1 && echo machine || echo file
	fi
}
