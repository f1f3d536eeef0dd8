# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# build.sh - what stands between a source file and a running guest
#
# Sourced by the verbs that run guests, after lib.sh, labs.sh and kernel.sh.  What is built
# here is quick to build, and goes to build/ in the checkout; the kernels are in
# the cache, see uml-config/kernel.

host_build=$top/build/host
guest_build=$top/build/guest

# Milliseconds since some time in the past; only differences are of use.
now()
{
	echo $(($(date +%s%N) / 1000000))
}

# phase NAME BEGIN: remember how long it took, for the report's last line
phase()
{
	phases="$phases --phase=$1:$(($(now) - $2))"
}

# release_find RELEASE: set "release" to it, or to the default
release_find()
{
	pin "${1:-$(releases | head -n 1)}"
}

# work_begin: set "work" to a directory of this process.  Its name ends in our
# process number, so whoever comes next can tell what a kill -9 left behind.
work_begin()
{
	mkdir -p "$top/build" 2>/dev/null && [ -w "$top/build" ] ||
		die "cannot write to $top/build: check the permissions of the checkout"
	for left in "$top"/build/work.*; do
		[ ! -d "$left" ] || kill -0 "${left##*.}" 2>/dev/null || rm -rf "$left"
	done
	work=$top/build/work.$$
	rm -rf "$work"
	mkdir "$work" 2>/dev/null || die "cannot write to $top/build: is the disk full?"
	trap 'rm -rf "$work"' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# host_make LOG-NAME ARGUMENTS...: make, silent unless it fails
host_make()
{
	host_log=$work/make.log
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s "$@" >"$host_log" 2>&1 || {
		cat "$host_log" >&2
		die "the harness did not build: see the message above"
	}
}

# build_lock: held while programs are built, up to "flock -u 8".  Two checks that
# start together in a fresh clone must not build the same files.
build_lock()
{
	exec 8>"$top/build/.lock"
	flock 8
}

build_host()
{
	build_lock
	host_make -C "$top/labs/harness/host/runner" O="$host_build"
	flock -u 8
}

# build_guest LAB: PID 1, its library, and the lab's tests
build_guest()
{
	build_lock
	host_make -C "$top/labs/harness/guest" O="$guest_build"
	mkdir -p "$guest_build/$1"
	for t in $TESTS; do
		build_test "$top/labs/$1/tests/$t.c" "$guest_build/$1/$t"
	done
	flock -u 8
}

# build_test SOURCE PROGRAM: unless it is newer than all it is made of.  SOURCE is a
# file, or a directory: all .c files in it.
build_test()
{
	[ ! -f "$2" ] || [ -n "$(find "$1" "$guest_build/libguest.a" \
		"$top"/labs/harness/guest/*.h -newer "$2")" ] || return 0
	sources=$1
	[ ! -d "$1" ] || sources=$(echo "$1"/*.c)
	# shellcheck disable=SC2086
	gcc -std=gnu11 -O2 -g -Wall -Wextra -Werror -static \
		-I "$top/labs/harness/guest" -o "$2.part" $sources \
		"$guest_build/libguest.a" -luring >"$work/test.log" 2>&1 || {
		cat "$work/test.log" >&2
		die "a test did not build: see the message above"
	}
	mv "$2.part" "$2"
}

# compile_program SOURCE PROGRAM: what a student writes to run in the guest
compile_program()
{
	gcc -std=gnu11 -O1 -g -Wall -Wextra -static -o "$2" "$1" -luring
}

# image FILE TESTS-LIST /path=host-file...: an initramfs, made by the kernel's
# own gen_init_cpio, with nothing of the host in it but what is named here
image()
{
	image_out=$1
	{
		cat "$top/uml-config/guest/image.list"
		echo "file /init $guest_build/init 755 0 0"
		echo "file /etc/tests $2 644 0 0"
		shift 2
		for f in "$@"; do
			echo "file ${f%%=*} ${f#*=} 755 0 0"
		done
	} >"$work/image.list"
	"$kernel/linux/usr/gen_init_cpio" "$work/image.list" >"$image_out" 2>"$work/image.log" ||
		die "could not make the guest's image: $(head -n 1 "$work/image.log")"
}

# run_guests ARGUMENTS...: the runner, with what it says about all of them
run_guests()
{
	# shellcheck disable=SC2086
	"$host_build/pushdrain-run" --lab="$lab" --kernel-name="$release" \
		--config="$config" --src="$src" \
		--json="$work/result.json" --junit="$work/junit.xml" \
		--log-dir="$work/log" --log-shown="${log_shown:-$work/log}" $phases "$@"
}

# results_begin: set "results" to where this run's results will be
results_begin()
{
	results=${RESULTS:-$top/build/results/$lab.$release.$config}
	log_shown=${results#"$top"/}/log
}

# publish VERDICT: the results of this run become those of this lab, kernel and
# configuration (or the directory RESULTS); the ones of before go
publish()
{
	echo "$1" >"$work/verdict"
	# What progress tells a student is about the student's own file.
	[ -n "${SRC:-}" ] || : >"$work/own"
	mkdir -p "$work/publish" "${results%/*}"
	for f in verdict own result.json junit.xml log cc.log; do
		[ ! -e "$work/$f" ] || mv "$work/$f" "$work/publish/$f"
	done
	(
		flock 8
		rm -rf "$results"
		mv "$work/publish" "$results"
	) 8>"$top/build/.lock"
}
