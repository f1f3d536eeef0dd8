# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
#
# labs.sh - the labs, as their folders tell
#
# Sourced by the verbs, after lib.sh.  A lab is a folder labs/NN-name with a
# lab.conf, whose lines are NAME="value":
#
#	TITLE, MINUTES		for the ladder
#	EDIT			the file that the student edits
#	KIND			program: EDIT runs in the guest
#				fallback: EDIT is linked into the kernel
#	TESTS			tests/NAME.c, each run in every guest
#	KUNIT			kunit/NAME.c, linked into the kernel
#	MODEL			model/NAME.c, scenarios whose every interleaving is
#				tried on EDIT, see labs/harness/host/modelcheck
#				(KIND=fallback)
#	GUESTS			names of guests; one, "guest", if not given
#	FALLBACK_<guest>	the fallback.c of that guest; with KIND=fallback, of
#				one that only a demo has
#	TIME			virtual (if not given) or real
#	TRACE			trace/NAME.c, the scenario of "make trace", see
#				labs/harness/guest/record.h; it runs in the first
#				of GUESTS
#	TRACE_KERNEL		harness/kernel/trace/NAME.c, linked into the kernel for
#				it
#	DEMOS, DEMO_GUEST	demo/NAME.c, run by "make demo", in each of these
#				guests
#	SKELETON_CAUGHT_BY, SKELETON_SAYS
#				guest/test and words with which EDIT fails as it is

# lab_names: NN-name of all labs, in order
lab_names()
{
	for conf in "${top:?}"/labs/[0-9][0-9]-*/lab.conf; do
		[ ! -f "$conf" ] || basename "$(dirname "$conf")"
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

# lab_find WHAT: set "lab" to NN-name for 1, 01 or 01-orphan, or stop
lab_find()
{
	[ -n "$1" ] || die "which lab? Say LAB=NN, one of: $(lab_numbers)"
	case $1 in
	[0-9]) lab=0$1 ;;
	*) lab=$1 ;;
	esac
	for name in $(lab_names); do
		case $name in
		"$lab" | "$lab"-*)
			lab=$name
			return 0
			;;
		esac
	done
	die "there is no lab '$1': LAB is one of $(lab_numbers)"
}

# lab_read NN-name: its lab.conf as variables, defaults filled in
lab_read()
{
	SKELETON_CAUGHT_BY='' SKELETON_SAYS=''
	TITLE='' MINUTES='' EDIT='' KIND='' TESTS='' KUNIT='' MODEL=''
	TRACE='' TRACE_KERNEL=''
	DEMOS='' DEMO_GUEST=''
	GUESTS=guest TIME=virtual
	# shellcheck disable=SC1090
	. "$top/labs/$1/lab.conf"
	[ -n "$TITLE" ] && [ -n "$EDIT" ] && [ -n "$KIND" ] && [ -n "$TESTS$KUNIT" ] ||
		die "labs/$1/lab.conf is incomplete: it needs TITLE, EDIT, KIND and TESTS or KUNIT"
}

# lab_fallback GUEST SRC: the fallback.c that this guest's kernel is made with
lab_fallback()
{
	eval "f=\${FALLBACK_$1:-}"
	if [ -n "$f" ]; then
		echo "$top/$f"
	elif [ "$KIND" = fallback ]; then
		echo "$2"
	else
		die "labs/$lab/lab.conf has no FALLBACK_$1"
	fi
}
