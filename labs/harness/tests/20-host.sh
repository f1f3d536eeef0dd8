#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The host's own tools, tested where they live; their results are ours.

. "${0%/*}/tap.sh"

# suite DIRECTORY ARGUMENTS...: run its tests, pass their result lines on
suite()
{
	dir=$1 name=${1##*/}
	shift
	status=0
	make -s -C "labs/harness/$dir" test "$@" >"$tmp/$name" 2>&1 || status=$?
	grep -E '^ *(not )?ok ' "$tmp/$name" | sed 's/^ *//' >"$tmp/$name.results"
	echo "$status" >"$tmp/$name.status"
}

build "$(releases | head -n 1)" fast
vmlinux=$tmp/linux
(link_kernel "$top/uml-config/baseline.c" "$vmlinux" \
	"$top/labs/harness/tests/runner/crash.c") || exit 2

suite host/runner O="$top/build/test-host" UML_KERNEL="$vmlinux" \
	GEN_INIT_CPIO="$kernel/linux/usr/gen_init_cpio"
suite guest O="$top/build/test-guest"

plan $(($(cat "$tmp/runner.results" "$tmp/guest.results" | wc -l) + 2))
for name in runner guest; do
	while read -r line; do
		claim=$(echo "$line" | sed 's/^\(not \)*ok [0-9]* *-* *//')
		case $line in
		*'# SKIP'*) skip "$name: ${claim%% # SKIP*}" "${claim##*# SKIP }" ;;
		not*)
			grep -B 12 -F -e "$line" "$tmp/$name" | sed 's/^/# /'
			result 1 "$name: $claim"
			;;
		*) result 0 "$name: $claim" ;;
		esac
	done <"$tmp/$name.results"
	[ "$(cat "$tmp/$name.status")" -eq 0 ] || tail -n 5 "$tmp/$name" | sed 's/^/# /'
	result "$(cat "$tmp/$name.status")" "$name: the whole suite ended well"
done
