# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# link.sh - from a student's file to a kernel that can be tested
#
# The kernel is the one that build() of kernel.sh has found.

# shellcheck source=contract.sh
. "$top/labs/harness/lib/contract.sh"

kunit_dir=$top/labs/harness/kernel/kunit
watch_flags='-fsanitize=thread --param=tsan-instrument-func-entry-exit=0'

# compile_watched FALLBACK.C OBJECT: with a call in front of each memory access,
# for KUnit tests: see kunit/access.h.  KASAN has such calls already; they are led
# through ours, and so are those of lib/llist.c, which are accesses, too.
compile_watched()
{
	if grep -q 'fsanitize=kernel-address' "$kernel/cc"; then
		compile_fallback "$1" "$2" -include "$kunit_dir/access.h" || return 1
	else
		# shellcheck disable=SC2086
		compile_fallback "$1" "$2" -include "$kunit_dir/access.h" $watch_flags || return 1
	fi
	readelf -sW "$2" | sed -n \
		-e 's/.* UND __\(k*asan_\(load\|store\|check_\).*\)$/__\1 watched_\1/p' \
		-e 's/.* UND \(llist_\(add_batch\|del_first\|reverse_order\)\)$/\1 watched_\1/p' >"$2.syms"
	if [ -s "$2.syms" ]; then
		boxed '' "${2%/*}" objcopy --redefine-syms="$2.syms" "$2" "$2.watched" ||
			return 1
		mv "$2.watched" "$2"
	fi
	rm -f "$2.syms"
}

# kunit_object FILE.C...: print the name of their object, which is made if it is
# not in the cache.  These are ours, not the student's: they rarely change.  Other
# checkouts use the same cache, so the names in it begin below this one.
kunit_object()
{
	o=$kernel/kunit/$(hash_of "$@" "$kunit_dir"/*.h "$top/labs/harness/lib/link.sh")
	if [ ! -f "$o.o" ]; then
		sweep "$kernel"/kunit/*.[0-9]*
		mkdir -p "$o.$$"
		for c in "$@"; do
			# The compiler takes the last that fits; the first is for its directory.
			compile "$c" "$o.$$/${c##*/}.o" -I "$kunit_dir" \
				"-ffile-prefix-map=$top=." "-ffile-prefix-map=$top/=" >&2 ||
				exit 1
		done
		ld -r -o "$o.$$/all" "$o.$$"/*.o >&2 || exit 1
		mv "$o.$$/all" "$o.o"
		rm -rf "$o.$$"
	fi
	echo "$o.o"
}

# link_kernel FALLBACK.C OUT [KUNIT.C...]: a kernel of that fallback and of these
# tests, with the functions that they share.  Its object is OUT.fallback.o.  Exit 1 when
# the compiler or the linker does not like it.
link_kernel()
{
	[ $# -gt 2 ] || {
		link_fallback "$1" "$2" || exit 1
		return
	}
	fallback=$1 out=$2 own=$2.fallback.o
	shift 2
	compile_watched "$fallback" "$own" || exit 1
	contract_kept "$own" "$fallback" || exit 1
	tests=$(kunit_object "$@" "$kunit_dir"/*.c) || exit 1
	link_objects "$out" "$own" "$tests" || exit 1
}
