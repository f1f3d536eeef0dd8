# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# build.sh - what stands between a source file and a running guest
#
# What is built here is quick to build, and goes to build/ in the checkout; the kernels
# are in the cache, see uml-config/kernel.

host_build=$top/build/host
guest_build=$top/build/guest

# How tests are compiled, and what a student writes to run in the guest.
test_cc="gcc -std=gnu11 -O2 -g -Wall -Wextra -Werror -static -I $top/labs/harness/guest"
program_cc='gcc -std=gnu11 -O1 -g -Wall -Wextra -static'

# Milliseconds since some time in the past; only differences are of use.
now()
{
	echo $(($(date +%s%N) / 1000000))
}

# phase NAME BEGIN: remember how long it took, for the report's last line
phase()
{
	end=$(date +%s%N)
	echo "--phase=$1:$((end / 1000000 - $2))" >>"$work/phases"
}

# work_begin: set "work" to a directory of this process.  Its name ends in our
# process number, so that the next one can tell what a kill -9 left behind.  What is made
# of a student's file is in "work/made".
work_begin()
{
	mkdir -p "$top/build" 2>/dev/null && [ -w "$top/build" ] ||
		die "cannot write to $top/build: check the permissions of the checkout"
	for left in "$top"/build/work.*; do
		[ ! -d "$left" ] || [ -d "/proc/${left##*.}" ] || work_end "$left"
	done
	work=$top/build/work.$$
	rm -rf "$work"
	mkdir "$work" "$work/made" 2>/dev/null || die "cannot write to $top/build: is the disk full?"
	trap 'work_end "$work"' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# work_end DIRECTORY: the end of a process's directory, and of the guests that it started
# with uml_dir=DIRECTORY/ because the runner, which ends its own, was not there
work_end()
{
	# A guest is killed as a whole, see reaper.c.  grep would find its own arguments.
	# shellcheck disable=SC2062
	echo "uml_dir=$1/" | grep -lsaF --file=- /proc/[0-9]*/cmdline |
		sed 's|cmdline$|stat|' | xargs -r cat 2>/dev/null |
		sed 's/.*) . [0-9]* \([0-9]*\) .*/-\1/' | sort -u |
		xargs -r kill -s KILL -- 2>/dev/null || :
	rm -rf "$1"
}

# host_make ARGUMENTS...: make, silent unless it fails
host_make()
{
	make -s "$@" >"$work/make.log" 2>&1 || {
		cat "$work/make.log" >&2
		die "the harness did not build: see the message above"
	}
}

# build_lock: held while programs are built, up to "exec 8>&-".  Two checks that
# start together in a fresh clone must not build the same files.
build_lock()
{
	exec 8>"$top/build/.lock"
	flock 8
}

# build_host NAME: labs/harness/host/NAME
build_host()
{
	build_lock
	host_make -C "$top/labs/harness/host/$1" O="$host_build"
	exec 8>&-
}

# build_guest NN-name [SOURCE...]: PID 1, its library, and programs to run in the guest,
# see build_test; each is $guest_build/NN-name/NAME
build_guest()
{
	for_lab=$1
	shift
	build_lock
	host_make -C "$top/labs/harness/guest" O="$guest_build"
	mkdir -p "$guest_build/$for_lab"
	for t in "$@"; do
		name=${t##*/}
		build_test "$t" "$guest_build/$for_lab/${name%.c}"
	done
	exec 8>&-
}

# build_lab NN-name: the same with the tests of the lab that was read
build_lab()
{
	# shellcheck disable=SC2046
	build_guest "$1" $(for t in $lab_tests; do echo "$top/labs/$1/tests/$t.c"; done)
}

# outdated MADE FROM...: is it missing, or older than one of these, or than a file in one?
outdated()
{
	made=$1
	shift
	[ -f "$made" ] || return 0
	for source; do
		if [ -d "$source" ]; then
			[ -z "$(find "$source" -newer "$made")" ] || return 0
		else
			# In POSIX since 2024.
			# shellcheck disable=SC3013
			[ ! "$source" -nt "$made" ] || return 0
		fi
	done
	return 1
}

# build_test SOURCE PROGRAM: unless it is newer than all it is made of.  SOURCE is a
# file, or a directory: all .c files in it.
build_test()
{
	outdated "$2" "$1" "$guest_build/libguest.a" "$top"/labs/harness/guest/*.h || return 0
	sources=$1
	[ ! -d "$1" ] || sources=$(echo "$1"/*.c)
	# shellcheck disable=SC2086
	$test_cc -o "$2.part" $sources "$guest_build/libguest.a" -luring >"$work/test.log" 2>&1 || {
		cat "$work/test.log" >&2
		die "a test did not build: see the message above"
	}
	mv "$2.part" "$2"
}

# compile_program SOURCE PROGRAM [FLAG...]
compile_program()
{
	program_src=$1 program_out=$2
	shift 2
	# shellcheck disable=SC2086
	boxed "$program_src" "${program_out%/*}" $program_cc "$@" -o "$program_out" "$program_src" -luring
}

# image FILE TESTS-LIST /path=host-file...: an initramfs, made by the kernel's
# own gen_init_cpio, with nothing of the host in it but what is named here
image()
{
	image_out=$1
	{
		cat "$top/uml-config/guest/image.list"
		# Directories of the host's libraries, which few images have.
		for f in "$@"; do
			echo "${f%%=*}"
		done | sed -n 's|^/\(lib.*\)/[^/]*$|\1|p' | sort -u | awk -F / '
		{
			for (i = 1; i <= NF; i++) {
				path = i == 1 ? "" : path
				path = path "/" $i
				if (!made[path]++)
					print "dir " path " 755 0 0"
			}
		}'
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

# libraries PROGRAM: print what it is linked with, for image()
libraries()
{
	ldd "$1" | grep -o '/[^ ]*' | sed 's/.*/&=&/'
}

# guest_for_people VMLINUX ARGUMENT...: become a guest that is used by hand, without the
# runner, in real time, in a box; "work/initrd" is its image
guest_for_people()
{
	people_vmlinux=$1
	shift
	set -- "$people_vmlinux" mem=128M initrd="$work/initrd" con=null ssl=null quiet loglevel=3 "$@"
	if [ -z "$box" ]; then
		exec env TMPDIR=/dev/shm setsid "$@" uml_dir="$work/"
	fi
	# It looks for a pseudo-terminal that sends SIGIO, and without one it takes a lock twice.
	exec env BOX_ROOM=$((256 << 20)) BOX_CPU=86400 BOX_PROCESSES=1024 \
		setsid "$box" --dev /dev --ro-bind "$work/initrd" "$work/initrd" --ro-bind "$1" "$1" \
		-- "$@" uml_dir=/tmp/
}

# lab_image NN-name FILE [PROGRAM]: the image with the tests of the lab that was read,
# and with the student's program if it is one
lab_image()
{
	# KUnit first: a program may take the guest with it, and them.
	{
		[ -z "$lab_kunit" ] || echo @kunit
		for t in $lab_tests; do
			echo "$t"
		done
	} >"$work/tests"
	# shellcheck disable=SC2046
	image "$2" "$work/tests" \
		$(for t in $lab_tests; do echo "/tests/$t=$guest_build/$1/$t"; done) \
		${3:+"/lab/${lab_edit%.c}=$3"}
}

# project_version: the newest in the list of changes
project_version()
{
	sed -n 's/^## \([0-9.]*\).*/\1/p' "$top/docs/CHANGELOG.md" | first_line
}

# run_guests NN-name SRC ARGUMENTS...: the runner, with what it says about all of them
run_guests()
{
	run_lab=$1 run_src=$2
	shift 2
	# shellcheck disable=SC2046
	"$host_build/pushdrain-run" ${box:+"--box=$box"} --lab="$run_lab" --kernel-name="$release" \
		--config="$config" --src="$run_src" --checkout="$top" \
		--version="pushdrain=$(project_version)" \
		--version="compiler=$(gcc --version | first_line)" \
		--version="kernel=$(cat "$kernel/linux/include/config/kernel.release")" \
		--json="$work/result.json" --junit="$work/junit.xml" ${V:+--verbose} \
		--log-dir="$work/log" --log-shown="$work/log" $(cat "$work/phases" 2>/dev/null) "$@"
}

# --- what this machine can do ---------------------------------------------------

# guest_boots: does a guest with the project's own fallback.c?  The rest of that run is in
# "work/probe".
guest_boots()
{
	probe=$(linked_kernel "$top/uml-config/baseline.c") || exit 2
	rm -rf "$work/probe"
	mkdir "$work/probe" && : >"$work/probe/tests"
	image "$work/probe/initrd" "$work/probe/tests"
	set -- --mem=64M
	[ "$config" != debug ] || set -- --mem=256M --space=unlimited
	"$host_build/pushdrain-run" ${box:+"--box=$box"} --lab=probe --json="$work/probe/json" \
		--log-dir="$work/probe" --guest=probe --kernel="$probe" \
		--initrd="$work/probe/initrd" --cpu=3600 "$@" >"$work/probe/report" 2>&1 || :
	# There are no tests for it.
	grep -q '^1\.\.0' "$work/probe/probe.ktap" 2>/dev/null
}

# boots_not: why not, in one line
boots_not()
{
	say "no guest boots on this machine, not even one with the project's own file ($(
		tail -n 1 "$work/probe/probe.console" 2>/dev/null | tr -d '\r' | tr -c '[:print:]\n' '?'
	)): is ptrace refused, or a limit of ulimit -a too low?"
}

# cpu_limit SECONDS: print a limit on CPU time that is SECONDS, or more on a slow machine:
# fifty times what it takes a guest to boot.  That is measured once.
cpu_limit()
{
	measured=$kernel/boot-ms.$(uname -n)
	if [ ! -s "$measured" ]; then
		guest_boots || die "$(boots_not)"
		sed -n 's/^ *"cpu_ms":\([0-9]*\),$/\1/p' "$work/probe/json" >"$work/boot-ms"
		cp "$work/boot-ms" "$measured.$$" 2>/dev/null && mv "$measured.$$" "$measured" ||
			measured=$work/boot-ms
	fi
	seconds=$(($(cat "$measured") / 20))
	echo $((seconds > $1 ? seconds : $1))
}

# results_dir NN-name: print where this run's results will be
results_dir()
{
	echo "${RESULTS:-$top/build/results/$1.$release.$config}"
}

# publish VERDICT DIRECTORY: the results of this run replace those there
publish()
{
	echo "$1" >"$work/verdict"
	mkdir -p "$work/publish" "${2%/*}"
	directory=$2
	set --
	for f in verdict result.json junit.xml log cc.log; do
		[ ! -e "$work/$f" ] || set -- "$@" "$work/$f"
	done
	mv "$@" "$work/publish"
	build_lock
	rm -rf "$directory"
	mv "$work/publish" "$directory"
	exec 8>&-
}

# progress_file: a line for each verdict that a student's own file has got: the lab, what
# was in the file, the day, the verdict.  It is no result, so make clean leaves it.  The
# tests have one of their own.
progress_file=${PUSHDRAIN_PROGRESS:-$top/.progress}

# contents_of FILE: one word for what is in it
contents_of()
{
	sha256sum <"$1" | cut -c 1-64
}

# remember VERDICT: of the lab's own file, as it was when the check began: "contents"
remember()
{
	line="$lab $contents $(date +%F) $1"
	[ "$(grep -s "^$lab " "$progress_file" | tail -n 1)" = "$line" ] ||
		echo "$line" 2>/dev/null >>"$progress_file" ||
		say "progress cannot be kept in $progress_file: check its permissions" >&2
}

# verdict STATUS DIRECTORY: publish what the runner has said, unless it could not say
# anything, and exit with it
verdict()
{
	word=$(sed -n 's/^ *"result": *"\(.*\)",$/\1/p' "$work/result.json" | head -n 1)
	[ "$1" -le 1 ] || exit "$1"
	if [ -n "${contents:-}" ]; then
		remember "${word:-failed}"
		[ "$word" != passed ] ||
			say "next: make diff LAB=${lab%%-*} compares it with the solution; make progress names the next lab"
	fi
	publish "${word:-failed}" "$2"
	exit "$1"
}
