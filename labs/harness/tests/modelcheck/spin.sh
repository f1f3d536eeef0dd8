#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The same scenarios under spin(1): does it say what the checker says?
#
#	spin.sh DIRECTORY
#
# DIRECTORY has known.log, what the program known has printed, and gets spin's
# own programs.  What known calls proven is to be without errors under spin, and
# what it sees fail is not.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
n=0
failed=0

# model, what is defined, and the scenario in scenarios.c
cases="push NOTHING llist: three adds and a del_all
push LOST pushes that do not look
drains NOTHING two del_all
drains TWO_STEPS two drains that read and then empty
stack NOTHING a pop and two pops
stack AGAIN pop with ABA
count NOTHING update by cmpxchg()
count LOST lost update"

# errors MODEL DEFINE: what spin counts
errors()
{
	dir=$build/spin-$1-$2
	mkdir -p "$dir"
	(
		cd "$dir"
		spin "-D$2" -a "$here/spin/$1.pml" &&
			gcc -O0 -DSAFETY -w -o pan pan.c && ./pan
	) >"$dir/log" 2>&1 || :
	# Without its search being complete it is no answer.
	if grep -q 'max search depth too small\|out of memory' "$dir/log"; then
		echo incomplete
	else
		sed -n 's/.*errors: \([0-9]*\).*/\1/p' "$dir/log"
	fi
}

if ! command -v spin >/dev/null 2>&1; then
	echo "$cases" | awk '
	{ $1 = $2 = ""; print "ok " NR " - spin:" substr($0, 2) " # SKIP spin is not installed" }
	END { print "1.." NR }'
	exit 0
fi

while read -r model define scenario; do
	n=$((n + 1))
	ours=$(sed -n "s/^ok [0-9]* - $scenario, in order: //p" "$build/known.log")
	theirs=$(errors "$model" "$define")
	case $ours:$theirs in
	proven:0) echo "ok $n - spin, too, says that it is right: $scenario" ;;
	proven:* | :* | *:0 | *: | *:incomplete)
		echo "# the checker: ${ours:-not tried}; spin: ${theirs:-no answer}"
		echo "not ok $n - spin: $scenario"
		tail -n 20 "$build/spin-$model-$define/log" | sed 's/^/# /'
		failed=1
		;;
	*) echo "ok $n - spin, too, says that it is wrong: $scenario" ;;
	esac
done <<END
$cases
END
echo "1..$n"
exit "$failed"
