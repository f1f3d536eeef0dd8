# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# box.sh - for scripts: where what is made of a student's text is made, and runs
#
#	box_ready	can there be boxes here?  Sets "box" to the command, or to nothing.
#	box_warn	one line, if there can be none
#	boxed		a compiler or linker in a box
#	box_blames	whose fault it is that one has failed

# box_ready: needs a writable $top/build
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
	box_refused=$("$box" --ro-bind /usr/bin/true /usr/bin/true -- true 2>&1) || box=''
}

# Any number of checks may come here at once.
box_make_filter()
{
	mkdir -p "$top/build"
	gcc -Wall -Wextra -Werror -o "$top/build/box_filter.$$" "$top/uml-config/box_filter.c" \
		-lseccomp &&
		"$top/build/box_filter.$$" >"$BOX_SECCOMP.$$" ||
		die "the list of system calls for boxes did not build: see the message above"
	mv "$BOX_SECCOMP.$$" "$BOX_SECCOMP"
	rm -f "$top/build/box_filter.$$"
}

# box_warn: for somebody's own file, which may run without
box_warn()
{
	[ -n "$box" ] || say "pushdrain: no boxes here ($(echo "${box_refused:-refused}" | head -n 1)): the file runs with your rights" >&2
}

# boxed FILE DIRECTORY COMMAND...: it sees FILE, the kernel that was built and what
# "box_sees" names, and may write in DIRECTORY
boxed()
{
	boxed_file=$1 boxed_dir=$2
	shift 2
	if [ -z "${box:-}" ]; then
		"$@"
		return
	fi
	set -- --chdir "$PWD" -- "$@"
	# The kernel's commands have the name that the cache had then, if there are two.
	there=${kernel:-}
	[ -z "$there" ] || there=$(cd "$kernel" && pwd -P)
	[ "$there" != "${kernel:-}" ] || there=
	for seen in ${kernel:-} $there ${box_sees:-}; do
		set -- --ro-bind "$seen" "$seen" "$@"
	done
	if [ -n "$boxed_file" ]; then
		boxed_file=$(absolute "$boxed_file")
		set -- --ro-bind "$boxed_file" "$boxed_file" "$@"
		# Parts beside its folder are the only other text that it may include.
		parts=${boxed_file%/*}/../parts
		[ ! -d "$parts" ] || set -- --ro-bind "$parts" "$parts" "$@"
	fi
	# A box of root's is somebody else.
	chmod 777 "$boxed_dir"
	boxed_status=0
	timeout 300 "$box" --dir "$PWD" --ro-bind /usr /usr --bind "$boxed_dir" "$boxed_dir" "$@" ||
		boxed_status=$?
	chmod 755 "$boxed_dir"
	return "$boxed_status"
}

# box_blames LOG PROBE...: "file" if a healthy machine would say the same of it again,
# "machine" if not.  A compiler that has something against a file says where.  If it does
# not, PROBE does the same with a file that is well: if that works, the file has asked for
# more than there is in a box.
box_blames()
{
	if grep -qE '^[^ ]+:([0-9]+:)+ (fatal )?[Ee]rror: |undefined reference|multiple definition|: relocation ' "$1"; then
		echo file
	elif grep -q 'Killed' "$1"; then
		echo machine
	else
		shift
		"$@" >/dev/null 2>&1 && echo file || echo machine
	fi
}
