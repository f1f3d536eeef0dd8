#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Who reports is in the lab's plan, and not in the guest: files that do nothing, but
# write results to the channel themselves, do not pass.  That each plan is what its
# reference reports, 30-labs.sh finds out; here, that make plans writes it.

. "${0%/*}/tap.sh"

forged=labs/harness/tests/forged

# forges KERNEL LAB SOURCE WORDS: exit 1, with these words
forges()
{
	says 1 "$4" env RESULTS="$tmp/results" make -s check KERNEL="$1" LAB="$2" SRC="$3" &&
		! grep -q PASSED "$tmp/report" && grep -q '"result":"failed"' "$tmp/results/result.json"
}

# The guest's first process is busy with its tests by then.
sed 's/\(WAIT_TICKS\t\).*/\1HZ/' "$forged/tty.c" >"$tmp/late.c"

# A tree of our own, whose plans may be wrong.
tree=$tmp/tree
copy_tree "$tree"
plan=labs/00-boot/plan
reference=$top/reference/00-boot/nop.c

in_tree()
{
	(cd "$tree" && "$@")
}

# planned SCRIPT: the plan of the tree is ours, but for that
planned()
{
	sed "$1" "$plan" >"$tree/$plan"
	! cmp -s "$plan" "$tree/$plan"
}

drifted()
{
	planned '$ s/$/x/' &&
		says 1 "planned, but not reported: $(sed -n '$s/^[^/]*.//p' "$tree/$plan")" \
			in_tree make -s check LAB=00 SRC="$reference"
}

missing()
{
	rm "$tree/$plan"
	gives 2 "make plans LAB=00" in_tree make -s check LAB=00 SRC="$reference"
}

# What is marked by hand stays, and nothing else.
recorded()
{
	planned '$ s/$/ may-skip/' || return 1
	cp "$tree/$plan" "$tmp/wanted"
	sed -i -e '2d' -e '3s/.*/healthy\/nothing only=6.1 may-skip/' "$tree/$plan"
	in_tree make -s plans LAB=00 && diff "$tmp/wanted" "$tree/$plan"
}

# A reference that fails is nothing to record.
refused()
{
	cp "$plan" "$tree/$plan"
	echo 'int main(void) { return 1; }' >"$tree/reference/00-boot/nop.c"
	says 2 "does not pass: $plan stays as it is" in_tree make -s plans LAB=00 &&
		cmp "$plan" "$tree/$plan"
}

plan $((3 * $(releases | wc -l) + 4))

all=$(grep -c '^guest/' labs/03-push/plan)
for k in $(releases); do
	try "$k: results that the kernel writes are no verdict" forges "$k" 06 "$forged/tty.c" \
		"planned, but not reported: kunit-flush/flush/one_orphan"
	try "$k: nor are those beside the first process's" forges "$k" 06 "$tmp/late.c" \
		"the guest's results look like those of two writers"
	try "$k: nor those that the host's process writes" forges "$k" 03 "$forged/fd3.c" \
		"the guest ended with $all of $all planned tests not reported"
done
try "a plan that has drifted is noticed" drifted
try "a plan that is missing, too" missing
try "make plans records what the reference reports" recorded
try "make plans records no failure" refused
