#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The seam is honest: with the healthy reference behind it, a program sees what
# it sees on the untouched kernel.  And it does not fail silently.
#
# minutes: 7

. "${0%/*}/tap.sh"

kernels=$(releases)
plan $(($(echo "$kernels" | wc -l) * 6 + 2))

lab=01-orphan
lab_read "$lab"
config=fast
src=reference/$lab/$lab_edit
work=$tmp

# scenario KERNEL NAME: lab 01's scenario in the healthy guest, on this kernel;
# what PID 1 reported goes to NAME.ktap
scenario()
{
	mkdir -p "$tmp/$2"
	run_guests "$lab" "$src" --guest=healthy --kernel="$1" --initrd="$tmp/initrd" --time=virtual \
		--append=pushdrain.guest=healthy || return 1
	mv "$tmp/log/healthy.ktap" "$tmp/$2.ktap"
	# 6.1 stumbles now and then when all is over, before it ends its last line.
	sed '${ /^$/d; }' "$tmp/log/healthy.console" >"$tmp/$2.console"
}

same_as_upstream()
{
	diff -u "$tmp/upstream.ktap" "$tmp/seam.ktap"
}

# In virtual time nothing depends on the host: the same bytes, run for run.
same_each_time()
{
	for _ in 1 2 3 4 5; do
		scenario "$seam" again >"$tmp/again.out" || { cat "$tmp/again.out"; return 1; }
		cmp "$tmp/seam.ktap" "$tmp/again.ktap" || return 1
		diff "$tmp/seam.console" "$tmp/again.console" || return 1
	done
}

# Who calls a drain gets the seam's function, which calls the fallback.c's.
drain_is_traced()
{
	nm "$seam" >"$tmp/names"
	called=$(address io_run_ctx_fallback)
	[ -n "$called" ] && [ "$called" = "$(address io_run_ctx_fallback_traced)" ] &&
		[ "$called" != "$(address __io_run_ctx_fallback)" ] && return 0
	grep run_ctx_fallback "$tmp/names"
	return 1
}

# What a fallback.c has is called, and of the rest the default.
default_gives_way()
{
	nm "$seam" >"$tmp/names"
	comes_from baseline.c io_fallback_init && comes_from fallback_defaults.c io_fallback_flush
}

# comes_from FILE FUNCTION
comes_from()
{
	addr2line -e "$seam" "$(address "$2")" | grep "/$1:" >/dev/null && return 0
	echo "$2 is not of $1: $(addr2line -e "$seam" "$(address "$2")")"
	return 1
}

address()
{
	awk -v name="$1" '$3 == name { print $1 }' "$tmp/names"
}

for release in $kernels; do
	build "$release" "$config"
	build_host runner
	build_lab "$lab"
	upstream "$release" "$tmp/upstream.linux"
	seam=$(linked_kernel "$top/uml-config/baseline.c")
	compile_program "$src" "$tmp/${lab_edit%.c}"
	lab_image "$lab" "$tmp/initrd" "$tmp/${lab_edit%.c}"
	try "$release: upstream passes lab 01's healthy scenario" scenario "$tmp/upstream.linux" upstream
	try "$release: the seam and the healthy fallback do too" scenario "$seam" seam
	try "$release: and all that was seen is the same" same_as_upstream
	try "$release: five more runs are the same to the byte" same_each_time
	try "$release: a drain's tracepoints stand around each call of it" drain_is_traced
	try "$release: a default gives way to a function of fallback.c" default_gives_way
done

# The files that the seam's rules speak of.
seam_files()
{
	awk '$1 == "//=" { print $2 }' uml-config/seam/fallback.cocci | sort -u
}

# A kernel too new: a rule that finds nothing must say which, and where, and
# leave the tree as it was.
too_new()
{
	tree_name
	for f in $(seam_files); do
		mkdir -p "$tmp/new/${f%/*}"
		git -C "$tree" show "HEAD^:$f" | sed "s/$1/$2/" >"$tmp/new/$f"
	done
	cp "$tmp/new/io_uring/io_uring.c" "$tmp/before"
	gives 2 "$3" uml-config/seam/apply "$tmp/new" || return 1
	cmp "$tmp/before" "$tmp/new/io_uring/io_uring.c"
}

try "a kernel that renamed the push is refused by name" \
	too_new schedule_delayed_work queue_delayed_work "rule push does not fit io_uring/io_uring.c"
try "a kernel that renamed the exit work is refused by name" \
	too_new io_ring_exit_work io_ring_exit_fn "rule ring_exit does not fit io_uring/io_uring.c"
