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
# LABS="03 04" tries only those labs.  As many checks run at once as there are
# processors.

# judge CLAIM KERNEL CONFIG LAB SOURCE [GUEST/TEST WORDS]: one check, one line of
# TAP without its number, behind what went wrong
judge()
{
	claim=$1 want_test=${6:-} want_words=${7:-}
	report=$(mktemp "$tmp/report.XXXXXX")
	status=0
	RESULTS="$report.results" \
		make -s check KERNEL="$2" CONFIG="$3" LAB="$4" SRC="$5" >"$report" 2>&1 || status=$?
	if reason=$(verdict_of "$status" "$report"); then
		echo "ok - $claim"
	else
		{ echo "$reason"; cat "$report"; } | sed 's/^/# /' | tail -n 40
		echo "not ok - $claim"
	fi
	rm -rf "$report" "$report.results"
}

# verdict_of STATUS REPORT: is it what was wanted?  If not, say what is missing.
verdict_of()
{
	if [ -z "$want_test" ]; then
		[ "$1" -eq 0 ] || { echo "exit $1, not 0:"; return 1; }
		return 0
	fi
	[ "$1" -eq 1 ] || { echo "exit $1, not 1:"; return 1; }
	grep -qE "(FAIL.* |in test )${want_test#*/}( |\$)" "$2" ||
		{ echo "$want_test did not fail:"; return 1; }
	tr -s ' \n' ' ' <"$2" | grep -qF -e "$want_words" ||
		{ echo "nothing says \"$want_words\":"; return 1; }
}

# Called by parallel, below.
if [ "${1:-}" = --one ]; then
	shift
	judge "$@"
	exit 0
fi

. "${0%/*}/tap.sh"
export tmp

kernels=$(uml-config/kernel releases)

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

# job CLAIM KERNEL CONFIG LAB SOURCE [GUEST/TEST WORDS]
job()
{
	for arg in "$@"; do
		printf '%s\t' "$arg"
	done
	echo
}

# jobs KERNEL CONFIG
jobs()
{
	for lab in $(labs); do
		lab_read "$lab"
		job "$1 $2: reference $lab passes" "$1" "$2" "$lab" "reference/$lab/$lab_edit"
		for r in $(right "$lab"); do
			what=${r##*/}
			job "$1 $2: ${what%.c} is right for $lab, too" "$1" "$2" "$lab" "$r"
		done
		if [ "$2" = fast ]; then
			mkdir -p "$tmp/$lab"
			labs/harness/lib/derive-skeleton "reference/$lab/$lab_edit" >"$tmp/$lab/$lab_edit"
			job "$1 $2: skeleton $lab fails: $lab_skeleton_says" "$1" "$2" "$lab" \
				"$tmp/$lab/$lab_edit" "$lab_skeleton_caught_by" "$lab_skeleton_says"
		fi
		for bug in $(bugs "$lab"); do
			tier=$(header "$bug" tier)
			where=$(header "$bug" kernels)
			what=${bug##*/}
			case " ${where:-$1} " in
			*" $1 "*) ;;
			*) continue ;;
			esac
			[ "${tier:-fast}" = "$2" ] || continue
			job "$1 $2: ${what%.c} is caught by $(header "$bug" caught-by)" \
				"$1" "$2" "$lab" "$bug" "$(header "$bug" caught-by)" \
				"$(header "$bug" message)"
		done
	done
}

for k in $kernels; do
	for c in fast debug; do
		jobs "$k" "$c"
	done
done >"$tmp/jobs"
plan "$(wc -l <"$tmp/jobs")"
for k in $kernels; do
	for c in fast debug; do
		uml-config/kernel build "$k" "$c" || exit 2
	done
done

parallel --will-cite --keep-order --colsep '\t' -j "$(nproc)" \
	"$0" --one '{1}' '{2}' '{3}' '{4}' '{5}' '{6}' '{7}' <"$tmp/jobs" |
	awk_live '/^(not )?ok - / { sub(/ - /, " " ++n " - ") } { print; fflush() }'
