#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Every reference passes its lab, in CONFIG=fast and in CONFIG=debug, and so does
# every other right solution.  Every skeleton fails it for the reason that tells
# a student the next step.  Every wrong solution is caught by the test, and with
# the words, that its header names:
#
#	caught-by: guest/test	the test that fails, or in which the kernel dies
#	message: words		the report has them, blanks and newlines alike
#	tier: debug		only CONFIG=debug can see it (fast, if not given)
#	kernels: 6.12		only there is it wrong (all, if not given)
#
# LABS="03 04" tries only those labs.
#
# minutes: 3
# parts: yes

. "${0%/*}/tap.sh"

# judge KERNEL CONFIG LAB SOURCE [GUEST/TEST WORDS]: one check, with the verdict that is
# wanted
judge()
{
	want_test=${5:-} want_words=${6:-}
	exits $((${#want_test} > 0)) "$tmp/report" env RESULTS="$tmp/results" V=1 \
		make -s check KERNEL="$1" CONFIG="$2" LAB="$3" SRC="$4" || return 1
	[ -n "$want_test" ] || return 0
	grep -qE "(FAIL.* |in test )${want_test#*/}([ :]|\$)" "$tmp/report" ||
		{ echo "$want_test did not fail"; return 1; }
	tr -s ' \n' ' ' <"$tmp/report" | grep -qF -e "$want_words" ||
		{ echo "nothing says \"$want_words\""; return 1; }
}

# not_proven KERNEL CONFIG LAB SOURCE: all passes, but what the checker cannot run
not_proven()
{
	exits 1 "$tmp/report" env RESULTS="$tmp/results" \
		make -s check KERNEL="$1" CONFIG="$2" LAB="$3" SRC="$4" &&
		grep -q '^NOT PROVEN' "$tmp/report"
}

labs()
{
	for l in $(lab_names); do
		case " ${labs_wanted:-${l%%-*}} " in
		*" ${l%%-*} "*) echo "$l" ;;
		esac
	done
}

bugs()
{
	find exercises/bugs -name "${1%%-*}-*.c" | sort
}

# Right solutions that look different from the reference.
right()
{
	find exercises/alternatives -name "${1%%-*}-*.c" | sort
}

# header FILE NAME: the value of a " * name: value" line
header()
{
	sed -n "s/^ \* $2: //p" "$1" | head -n 1
}

# The parts: as many as are quick enough to keep all processors busy to the end.
if [ "${1:-}" = parts ]; then
	for k in $(releases); do
		for l in $(labs); do
			echo "$k-debug-$l"
			echo "$k-fast-$l"
		done
	done
	exit 0
fi

release=${1%%-*} lab=${1#*-*-}
config=${1#"$release"-}
config=${config%%-*}
lab_read "$lab"

# tried CLAIM SOURCE [GUEST/TEST WORDS]
tried()
{
	claim=$1
	shift
	try "$release $config: $claim" judge "$release" "$config" "$lab" "$@"
}

tried "reference $lab passes" "reference/$lab/$lab_edit"
for r in $(right "$lab"); do
	what=${r##*/}
	case $(header "$r" model) in
	none*)
		try "$release $config: ${what%.c} is right for $lab, but not proven" \
			not_proven "$release" "$config" "$lab" "$r"
		;;
	*) tried "${what%.c} is right for $lab, too" "$r" ;;
	esac
done
if [ "$config" = fast ]; then
	labs/harness/lib/derive-skeleton "reference/$lab/$lab_edit" >"$tmp/$lab_edit"
	tried "skeleton $lab fails: $lab_skeleton_says" "$tmp/$lab_edit" \
		"$lab_skeleton_caught_by" "$lab_skeleton_says"
fi
caught=0
for bug in $(bugs "$lab"); do
	tier=$(header "$bug" tier)
	where=$(header "$bug" kernels)
	what=${bug##*/} caught_by=$(header "$bug" caught-by)
	case " ${where:-$release} : ${tier:-fast} " in
	*" $release "*": $config ")
		caught=$((caught + 1))
		tried "${what%.c} is caught by $caught_by" "$bug" "$caught_by" \
			"$(header "$bug" message)"
		;;
	esac
done
# Those whose header restricts nothing are tried in each fast part.
if [ "$config" = fast ]; then
	everywhere=$(bugs "$lab" | xargs -r grep -LE '^ \* (tier|kernels): ' | wc -l)
	try "$release fast: no wrong solution of $lab is left out" \
		test "$caught" -ge "$everywhere"
fi
plan "$tap_n"
