# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# labs.sh - the labs, as their folders tell, and what the user wants of them
#
# A lab is a folder labs/NN-name with a lab.conf, whose lines are NAME="value":
#
#	lab_title, lab_minutes	for the ladder
#	lab_edit		the file that the student edits
#	lab_kind		program: that file runs in the guest
#				fallback: it is linked into the kernel
#	lab_tests		tests/NAME.c, each run in every guest
#	lab_kunit		kunit/NAME.c, linked into the kernel
#	lab_kernel		harness/kernel/NAME.c, linked into the kernel for tests/
#	lab_model		model/NAME.c, scenarios whose every interleaving is tried
#				on the file, see labs/harness/host/modelcheck
#				(lab_kind=fallback); NN-name/NAME is another lab's
#	lab_guests		names of guests; one, "guest", if not given
#	lab_fallback_<guest>	the fallback.c of that guest; with lab_kind=fallback, of
#				one that only a demo has
#	lab_time		virtual (if not given) or real
#	lab_trace		trace/NAME.c, the scenario of "make trace", see
#				labs/harness/guest/record.h; it runs in the first guest
#	lab_trace_kernel	harness/kernel/NAME.c, linked into the kernel for it
#	lab_demos, lab_demo_guest
#				demo/NAME.c, run by "make demo", in each of these guests
#	lab_skeleton_caught_by, lab_skeleton_says
#				guest/test and words with which the file fails as it is

# lab_names: NN-name of all labs, in order
lab_names()
{
	for conf in "${top:?}"/labs/[0-9][0-9]-*/lab.conf; do
		[ -f "$conf" ] || continue
		conf=${conf%/*}
		echo "${conf##*/}"
	done
}

# lab_numbers: for messages, "00 01 02"
lab_numbers()
{
	lab_names | cut -d - -f 1 | paste -s -d ' '
}

# labs_with KEY: for messages, "03 04", the labs whose lab.conf has that
labs_with()
{
	grep -l "^$1=" "$top"/labs/[0-9][0-9]-*/lab.conf | sed 's|.*/\([0-9]*\)-[^/]*/lab.conf|\1|' |
		paste -s -d ' '
}

# lab_find WHAT: print NN-name for 1, 01 or 01-orphan, or stop
lab_find()
{
	[ -n "$1" ] || die "which lab? Say LAB=NN, one of: $(lab_numbers)"
	for name in $(lab_names); do
		case $name in
		"$1" | "$1"-* | "0$1"-*)
			echo "$name"
			return 0
			;;
		esac
	done
	die "there is no lab '$1': LAB is one of $(lab_numbers)"
}

# lab_read NN-name: its lab.conf as variables, defaults filled in
lab_read()
{
	# shellcheck disable=SC2046
	unset $(set | sed -n 's/^\(lab_fallback_[A-Za-z0-9_]*\)=.*/\1/p')
	lab_title='' lab_minutes='' lab_edit='' lab_kind='' lab_tests='' lab_kunit=''
	lab_model='' lab_kernel='' lab_guests=guest lab_time=virtual lab_trace='' lab_trace_kernel=''
	lab_demos='' lab_demo_guest='' lab_skeleton_caught_by='' lab_skeleton_says=''
	# shellcheck disable=SC1090
	. "$top/labs/$1/lab.conf"
	[ -n "$lab_title" ] && [ -n "$lab_edit" ] && [ -n "$lab_kind" ] &&
		[ -n "$lab_tests$lab_kunit" ] ||
		die "labs/$1/lab.conf is incomplete: it needs lab_title, lab_edit, lab_kind and lab_tests or lab_kunit"
}

# lab_fallback NN-name GUEST SRC: the fallback.c that this guest's kernel is made with,
# of the lab that was read
lab_fallback()
{
	eval "f=\${lab_fallback_$2:-}"
	if [ -n "$f" ]; then
		echo "$top/$f"
	elif [ "$lab_kind" = fallback ]; then
		echo "$3"
	else
		die "labs/$1/lab.conf has no lab_fallback_$2"
	fi
}

# lab_kunit_files NN-name: the KUnit tests of the lab that was read, and what its programs
# need in the kernel
lab_kunit_files()
{
	for f in $lab_kunit; do
		echo "$top/labs/$1/kunit/$f.c"
	done
	[ -z "$lab_kernel" ] || echo "$top/labs/harness/kernel/$lab_kernel.c"
}

# --- what the user says ------------------------------------------------------

# lab_wanted: LAB: set "lab", and read it
lab_wanted()
{
	lab=$(lab_find "${LAB:-}")
	lab_read "$lab"
}

# kernel_wanted: KERNEL and CONFIG: set "release" and "config"
kernel_wanted()
{
	pin "${KERNEL:-$(releases | head -n 1)}"
	config=${CONFIG:-fast}
}

# guest_wanted: GUEST, or the first guest of the lab that was read: set "guest"
guest_wanted()
{
	guest=${GUEST:-${lab_guests%% *}}
	case " $lab_guests " in
	*" $guest "*) ;;
	*) die "GUEST=$guest: lab $lab has $lab_guests" ;;
	esac
}

# source_wanted DEFAULT: SRC, or that file of the checkout: set "src".  Relative to the
# directory that is left as the current one, so that messages name it as the user does.
source_wanted()
{
	src=${SRC:-$1}
	[ -n "${SRC:-}" ] || cd "$top" || exit 2
	[ -f "$src" ] && [ -r "$src" ] || die "SRC=$src: no such file"
}
