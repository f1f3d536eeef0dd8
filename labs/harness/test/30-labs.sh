#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Every reference passes its lab, and so does every other right solution.  Every
# skeleton fails it for the reason that tells a student the next step.  Every
# wrong solution is caught by the test, and with the words, that its header
# names.  All this on every kernel.

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

kernels=$(uml-config/kernel releases)

bugs()
{
	find exercises/bugs -name '[0-9][0-9]-*.c' | sort
}

# Right solutions that look different from the reference.
right()
{
	find "labs/$1/tests/right" -name '*.c' 2>/dev/null | sort
}

labs_count=$(lab_names | wc -l)
right_count=$(for lab in $(lab_names); do right "$lab"; done | wc -l)
kernels_count=$(echo "$kernels" | wc -l)
plan $((kernels_count * (2 * labs_count + right_count + $(bugs | wc -l))))

# header FILE NAME: the value of a " * name: value" line
header()
{
	sed -n "s/^ \* $2: //p" "$1" | head -n 1
}

# caught KERNEL LAB SOURCE GUEST/TEST WORDS: exit 1, that test failed, and its
# message has the words
caught()
{
	report=$tmp/report
	status=0
	make -s check LAB="$2" SRC="$3" KERNEL="$1" >"$report" 2>&1 || status=$?
	[ "$status" -eq 1 ] || { echo "exit $status, not 1"; cat "$report"; return 1; }
	grep -qE "FAIL.* ${4#*/}( |\$)" "$report" ||
		{ echo "$4 did not fail:"; cat "$report"; return 1; }
	tr -s ' \n' ' ' <"$report" | grep -qF -e "$5" ||
		{ echo "nothing says \"$5\":"; cat "$report"; return 1; }
}

for k in $kernels; do
	for lab in $(lab_names); do
		lab_read "$lab"
		try "$k: reference $lab passes" \
			make -s check LAB="$lab" SRC="reference/$lab/$EDIT" KERNEL="$k"
		for r in $(right "$lab"); do
			what=${r##*/}
			try "$k: ${what%.c} is right for $lab, too" \
				make -s check LAB="$lab" SRC="$r" KERNEL="$k"
		done
		labs/harness/derive-skeleton "reference/$lab/$EDIT" >"$tmp/$EDIT"
		try "$k: skeleton $lab fails: $SKELETON_SAYS" \
			caught "$k" "$lab" "$tmp/$EDIT" "$SKELETON_CAUGHT_BY" "$SKELETON_SAYS"
	done
	for bug in $(bugs); do
		what=${bug##*/}
		try "$k: ${what%.c} is caught by $(header "$bug" caught-by)" \
			caught "$k" "${what%%-*}" "$bug" "$(header "$bug" caught-by)" \
			"$(header "$bug" message)"
	done
done
