#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# uml.sh RUNNER BUILD-DIRECTORY: the endings, with User-Mode Linux and the guest
# in guest.c. Prints TAP.
#
# UML_KERNEL names the vmlinux; without it everything is skipped. Its build
# leaves usr/gen_init_cpio beside it; GEN_INIT_CPIO names another. When the
# kernel was linked with crash.c, its crashes are tried too.

# shellcheck source=lib.sh disable=SC1091,SC2154 # lib.sh sets what we use
. "$(dirname "$0")/lib.sh"
build=$2

# The kernel has crash.c in it, and we take that for the student's file.
crash_tests() {
	map=--map=crash.c=student.c
	run "$UML_KERNEL" --append=test=crash-n $map
	expect "UML: bad access in an inline function" 1 panic \
		"Kernel mode fault at addr 0x8" "in test second of prog" \
		"called from crash_write at student.c:"
	run "$UML_KERNEL" --append=test=crash-b $map
	expect "UML: BUG()" 1 panic "in crash_write at student.c:"
	run "$UML_KERNEL" --append=test=crash-w $map
	expect "UML: WARN_ON()" 1 warning "in crash_write at student.c:"
	run "$UML_KERNEL" --append=test=crash-p $map
	expect "UML: panic()" 1 panic "asked for" "crash_write at student.c:"
	for time in virtual real; do
		run "$UML_KERNEL" --append=test=crash-s --time=$time --wall=2 \
			$map
		expect "UML: spins in the kernel in $time time" 1 timeout \
			"kernel was busy, in drain at student.c:"
		run "$UML_KERNEL" --append=test=crash-l --time=$time --wall=2 \
			$map
		expect "UML: loops in the kernel in $time time" 1 timeout \
			"kernel was busy, in rest at student.c:"
	done
}

uml_tests() {
	run "$UML_KERNEL" --append=test=pass
	expect "UML: passed" 0 passed "2 tests"
	run "$UML_KERNEL" --append=test=pass --time=real
	expect "UML: passed in real time" 0 passed "2 tests"
	cp "$top/logs/g.ktap" "$top/first.ktap"
	run "$UML_KERNEL" --append=test=pass
	cp "$top/logs/g.console" "$top/first.console"
	run "$UML_KERNEL" --append=test=pass
	cmp "$top/first.console" "$top/logs/g.console" >>"$top/why" &&
		cmp "$top/first.ktap" "$top/logs/g.ktap" >>"$top/why"
	result $? "UML: virtual time prints the same, byte for byte"
	run "$UML_KERNEL" --append=test=fail
	expect "UML: failed" 1 failed "FAIL  second" "seen: none" \
		"1 of 2 tests failed"
	run "$UML_KERNEL" --append=test=forge
	expect "UML: results forged on the console" 1 failed \
		"ended before its plan was fulfilled, in test second of prog"
	run "$UML_KERNEL" --append=test=early
	expect "UML: powered off early" 1 failed "it powered off"
	run "$UML_KERNEL" --append=test=silent
	expect "UML: no results" 1 no-start "before its first test"
	run "$UML_KERNEL" --append=test=exit
	expect "UML: PID 1 exits" 1 panic "Attempted to kill init" \
		"exited with status 3" "in test second of prog"
	run "$UML_KERNEL" --append=test=segv
	expect "UML: PID 1 crashes" 1 panic "killed by SIGSEGV"
	for time in virtual real; do
		run "$UML_KERNEL" --append=test=asleep --time=$time --wall=2
		expect "UML: hangs asleep in $time time" 1 timeout \
			"timed out after 2 s in test second of prog" "asleep"
		run "$UML_KERNEL" --append=test=spin --time=$time --wall=2
		expect "UML: spins in user space in $time time" 1 timeout \
			"without calling the kernel"
		run "$UML_KERNEL" --append=test=syscalls --time=$time --wall=2
		expect "UML: calls the kernel forever in $time time" 1 \
			timeout "busy"
	done
	if grep -qa crash_write "$UML_KERNEL"; then
		crash_tests
	else
		skip "UML: crashes in the kernel" "no /proc/crash in UML_KERNEL"
	fi
	run "$UML_KERNEL" --append=test=flood
	expect "UML: floods the console" 1 flood "printed more than"
	run "$UML_KERNEL" --append=test=flood-results
	expect "UML: floods the results" 1 flood "printed more than"
	start "$UML_KERNEL" --append=test=asleep
	kill -INT "$pid"
	finish
	expect "UML: SIGINT" 130 interrupted "interrupted"
	start "$UML_KERNEL" --append=test=asleep --time=real
	kill -KILL "$pid"
	finish
	until_true no_processes || echo "left: $(processes)" >>"$top/why"
	run "$UML_KERNEL" --append=test=pass
	[ -s "$top/why" ] && echo 99 >"$top/status"
	expect "UML: after kill -9 of the runner nothing is left" 0 passed
	initrd=/dev/null
	run "$UML_KERNEL"
	expect "UML: no initramfs" 2 no-start
	: >"$top/empty"
	initrd=$top/empty
	run "$UML_KERNEL"
	expect "UML: an empty initramfs" 2 no-start "initramfs"
}

make_initrd() {
	gen=${GEN_INIT_CPIO:-$(dirname "$UML_KERNEL")/usr/gen_init_cpio}
	initrd=$top/test.cpio
	cat >"$top/list" <<E
dir /dev 0755 0 0
dir /proc 0755 0 0
nod /dev/console 0600 0 0 c 5 1
nod /dev/ttyS0 0600 0 0 c 4 64
file /init $build/guest 0755 0 0
E
	"$gen" "$top/list" >"$initrd"
}

if [ -z "${UML_KERNEL:-}" ]; then
	skip "User-Mode Linux" "UML_KERNEL is not set"
elif ! make_initrd; then
	skip "User-Mode Linux" "no gen_init_cpio beside UML_KERNEL"
else
	uml_tests
fi

finish_tests
