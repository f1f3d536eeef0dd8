#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A few minutes of the stress program, and that it notices what it is there for.
#
# minutes: 2

. "${0%/*}/tap.sh"

kernels=$(uml-config/kernel releases)
plan $(($(echo "$kernels" | wc -l) * 3 + 2))

reference=reference/06-flush/fallback.c
RESULTS=$tmp/results
export RESULTS

# caught KERNEL RULE SOURCE: exit 1, and that was the rule that was broken
caught()
{
	cmp -s "$3" "$reference" && { echo "$3 is the reference"; return 1; }
	status=0
	make -s stress SRC="$3" KERNEL="$1" SECONDS=600 >"$tmp/report" 2>&1 || status=$?
	[ "$status" -eq 1 ] && grep -qE "expected: $2" "$tmp/report" && return 0
	echo "exit $status, not 1, or not \"$2\":"
	cat "$tmp/report"
	return 1
}

# The same seed, the same run, to the byte.
same()
{
	for i in 1 2; do
		make -s stress SECONDS=60 SEED=42 RESULTS="$tmp/same.$i" >"$tmp/report" 2>&1 ||
			{ cat "$tmp/report"; return 1; }
	done
	diff "$tmp/same.1/log/guest.ktap" "$tmp/same.2/log/guest.ktap"
}

# One push of fifty goes nowhere.
sed '/^void io_req_task_work_add_fallback/,/^}/ {
	/init_task_work/a\
	{\
		static atomic_t pushes;\
\
		if (atomic_inc_return(&pushes) % 50 == 0)\
			return;\
	}
}' "$reference" >"$tmp/loses.c"

# What is orphaned when the ring is closed stays.
sed '/^void io_fallback_ring_exit/,/^}/ {
	/io_run_ctx_fallback/d
}' "$reference" >"$tmp/stays.c"

for k in $kernels; do
	try "$k: three minutes of everything at once" make -s stress KERNEL="$k" SECONDS=180
	try "$k: a request that is lost now and then is missed" \
		caught "$k" "a (request completes|ring is freed) when" "$tmp/loses.c"
	try "$k: a ring that nobody drains when it is closed is missed" \
		caught "$k" "a ring is freed when" "$tmp/stays.c"
done
try "a run can be had again by its seed" same
try "a number that is none is told" gives 2 "SECONDS=soon" make -s stress SECONDS=soon
