#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# endings.sh RUNNER: one test for each way in which a guest or a
# run can end. Prints TAP.
#
# No kernel is needed here: a shell script that takes UML's place, ignores its
# arguments, prints its results to descriptor 3 and its console to 1, is enough,
# and can do things no kernel would. uml.sh tries the same with a real one.

# shellcheck source=lib.sh disable=SC1091,SC2154 # lib.sh sets what we use
. "$(dirname "$0")/lib.sh"

# --- guests that are shell scripts: results ---------------------------------

one='1..1\nok 1 p\n'
begins='1..1\n# running p\n'

fake pass "" 'printf "KTAP version 1\r\n1..1\r\n# running p\r\nok 1 p\r\n" >&3'
run "$top/pass"
expect "passed" 0 passed "ok    p" "PASSED lab test (1 test, kernel 0, none)"

run "$top/pass" --phase=compile:200 --time=real
expect "times of earlier phases are shown" 0 passed \
	"(real time)" "compile 0.20, boot and tests"

fake fail '1..1
# running p
  KTAP version 1
  1..2
  # begin: x
  # x: expected: 1 <CQE> & no more
  # x: seen: none
  # x: read: labs/x/README.md
  not ok 1 x
  ok 2 y
not ok 1 p\n'
run "$top/fail"
expect "failed" 1 failed "FAIL  x" "expected: 1 <CQE> & no more" "seen: none" \
	"read: labs/x/README.md" "1 of 2 tests failed"

fake fails '1..2
# a: expected: first
# a: seen: one
# a: read: labs/x/README.md
# a: Test should be marked slow (runtime: 5.059991040s)
not ok 1 a
# b: expected: second
# b: seen: two
# b: read: labs/y/README.md
# b.speed: slow
# pass:0 fail:2 skip:0 total:2
not ok 2 b\n'
run "$top/fails"
expect "the first failure is told in full" 1 failed "FAIL  a" "expected: first" \
	"seen: one" "read: labs/x/README.md" "add V=1"
! grep -qE 'second|labs/y|speed|slow|pass:' "$top/out" && grep -qx '  FAIL  b: two' "$top/out"
result $? "and of those behind it what was seen"

run "$top/fails" --verbose
expect "unless all is asked for" 1 failed "expected: second" "read: labs/y/README.md"

fake skips '1..1\nok 1 p # SKIP no ring here\n'
run "$top/skips"
expect "all tests skipped is not a pass" 1 skipped "skip  p: no ring here" \
	"nothing was tested"

run "$top/skips" --guest=h --kernel="$top/pass" --initrd="$initrd"
expect "a skipped guest does not spoil another" 0 passed \
	"PASSED lab test (1 test, 1 skipped"

run "$top/pass" --guest=h --kernel="$top/fail" --initrd="$initrd" --jobs=1
expect "one of two guests failed" 1 failed "1 of 3 tests failed"

run "$top/fail" --guest=h --kernel="$top/fail" --initrd="$initrd"
expect "a guest that fails like one before it says so" 1 failed \
	"FAIL  as in g, with the same words" "2 of 4 tests failed"
grep -c 'seen: none' "$top/out" | grep -qx 1
result $? "and does not say it all again"

run "$top/fail" --log-shown=elsewhere
expect "the console is named where the caller will put it" 1 failed \
	"its console: elsewhere/g.console"

guest '1..1
  KTAP version 1
  1..5
  not ok 1 v
  ok 2 w # SKIP needs v
  ok 3 x # SKIP needs v
  ok 4 y # SKIP needs v
  ok 5 z # SKIP no disk
not ok 1 p\n' ""
expect "tests skipped for one reason are one line" 1 failed \
	"skip  3 tests: needs v" "skip  z: no disk" "1 of 5 tests failed"

guest '1..1
  KTAP version 1
  1..5
  # u: seen: none
  not ok 1 u
  # v: seen: nothing came
  not ok 2 v
  # w: seen: nothing came
  not ok 3 w
  # x: seen: nothing came
  not ok 4 x
  # y: seen: nothing came, late
  not ok 5 y
not ok 1 p\n' ""
expect "those that failed alike are one line" 1 failed "seen: none" \
	"FAIL  3 tests, v to x: nothing came" "FAIL  y: nothing came, late"

guest '1..0\n' ""
expect "no tests is not a pass" 1 failed "there were no tests"

guest '1..2\n# running p\nok 1 p\n' \
	'printf "ok 2 q\nKTAP version 1\n1..1\nok 1 p\n"'
expect "results on the console count for nothing" 1 failed \
	"ended before its plan was fulfilled"

guest '1..1\n  KTAP version 1\n  1..1\n  not ok 1 x\nok 1 p\n' ""
expect "a group cannot pass when its test failed" 1 failed \
	"reported ok although 1 of its tests failed"

guest '1..1\nok 1 p\nok 2 q\n' ""
expect "more results than planned" 1 failed "more results than the 1 planned"

guest '1..1\n# p: seen: \0033[2J\0001\0377<&">\nnot ok 1 p\n' ""
expect "control characters do not reach the report" 1 failed "[2J"
grep -q "$(printf '\033')" "$top/out" "$top/junit" "$top/json"
result $((!$?)) "nor the files"

# --- the plan -----------------------------------------------------------------

planned() {	# PLAN RESULTS OPTIONS...: run a guest that had to report that
	printf '%b' "$1" >"$top/plan"
	guest "$2" "" --plan="$top/plan"
}

suite='1..2\n# running p\n  KTAP version 1\n  1..3\n  ok 1 x\n  ok 2 y\n'
suite="$suite"'  ok 3 z\nok 1 p\nok 2 q\n'
tests='# a comment\n\ng/p/x\ng/p/y\ng/p/z\ng/q\n'

planned "$tests" "$suite"
expect "as planned" 0 passed "PASSED lab test (4 tests"

planned "$tests"'g/r\n' "$suite"
expect "a planned test is missing" 1 failed \
	"FAIL  the guest ended with 1 of 5 planned tests not reported" \
	"planned, but not reported: r" "the plan: $top/plan" \
	"FAILED lab test (kernel 0, none): the guest ended with 1 of 5"
grep -q '"missing":1' "$top/json"
result $? "and is counted in result.json"

planned "$tests"'g/r/1\ng/r/2\ng/r/3\ng/r/4\ng/r/5\n' "$suite"
expect "many are missing: three are named" 1 failed \
	"5 of 9 planned tests" "not reported: r/1, r/2, r/3 and 2 more"

planned 'g/p/x\ng/p/y\ng/p/z\n' "$suite"
expect "a test that is not planned" 1 failed \
	"FAIL  the guest's tests are not those that were planned" \
	"reported, but not planned: q"

planned 'g/p/x\ng/p/y\ng/p/w\ng/q\n' "$suite"
expect "a test of another name" 1 failed "planned, but not reported: p/w" \
	"reported, but not planned: p/z"

planned "$tests" '1..6\nok 1 p\nok 2 q\nok 3 r\nok 4 s\nok 5 t\nok 6 u\n'
expect "groups without their tests" 1 failed \
	"3 of 4 planned tests not reported" "not planned: p, r, s and 2 more"

planned 'g/p\n' '1..2\nok 1 p\nok 2 p\n'
expect "a planned test twice" 1 failed "reported twice: p"

planned "$tests" '1..2\nok 1 p\n'
expect "it ended before its own plan" 1 failed \
	"FAIL  the guest ended before its plan was fulfilled"
! grep -q "planned, but not reported" "$top/out"
result $? "which is said once"

planned "$tests" '1..2\n# running p\n  KTAP version 1\n  1..3\n  ok 1 x\n  not ok 2 y\nnot ok 1 p\nnot ok 2 q\n'
expect "a test failed, and others are missing" 1 failed "FAIL  y"
! grep -q "planned, but not reported" "$top/out"
result $? "which is a consequence"

planned "$tests" "$suite"'KTAP version 1\n1..1\nok 1 p\n'
expect "results after the last" 1 failed \
	"the guest's results look like those of two writers" \
	"text after the last planned result: KTAP version 1"

planned 'g/p\ng/q\n' '1..2\nok 1 p\nKTAP version 1\n1..2\nok 1 p\nok 2 q\nok 2 q\n'
expect "results in the midst of others" 1 failed "two writers" \
	"a second KTAP header" "a second plan" "test 1 is reported twice"

planned 'g/p skip=none\ng/q\n' '1..2\nok 1 p # SKIP no\nok 2 q\n'
expect "a skip that is planned" 0 passed "1 skipped"
planned 'g/p may-skip\ng/q may-skip\n' '1..2\nok 1 p # SKIP no\nok 2 q\n'
expect "a skip that is up to the test" 0 passed "1 skipped"
planned 'g/p skip=0-fast,1\ng/q\n' '1..2\nok 1 p # SKIP no\nok 2 q\n'
expect "a skip that is planned elsewhere" 1 failed \
	"skipped, which was not planned: p"
planned 'g/p\n' '1..1\nok 1 p # SKIP no\n'
expect "everything skipped, which was not planned" 1 failed \
	"skipped, which was not planned: p"
planned 'g/p skip=0\ng/q\n' '1..2\nok 1 p\nok 2 q\n'
expect "a planned skip that did not happen" 1 failed \
	"planned to be skipped, but not skipped: p"
planned 'g/p only=fast,0-none\ng/q\ng/r only=no,nonet,0-no\n' \
	'1..2\nok 1 p\nok 2 q\n'
expect "a test that is planned only here, and one only elsewhere" 0 passed

printf 'g/p\nh/p\n' >"$top/plan"
fake one "$one"
fake other '1..1\nok 1 q\n'
run "$top/one" --guest=h --kernel="$top/other" --initrd="$initrd" \
	--plan="$top/plan"
expect "each guest has tests of its own" 1 failed "reported, but not planned: q"
run "$top/one" --guest=h --kernel="$top/one" --initrd="$initrd" \
	--plan="$top/plan"
expect "which may have the same names" 0 passed
run "$top/other" --guest=h --kernel="$top/other" --initrd="$initrd" \
	--plan="$top/plan" --record-plan="$top/recorded"
expect "guests that differ from it in the same way" 1 failed \
	"FAIL  as in g, with the same words"
[ ! -e "$top/recorded" ]
result $? "and nothing is recorded"

printf 'g/p\nh/can-be\n' >"$top/plan"
run "$top/one" --guest=h --skip="no shim" --plan="$top/plan"
expect "what the caller skips has no names" 1 "not proven" "1 skipped"
fake program "" 'printf "KTAP version 1\n1..2\nok 1 a # SKIP no time\nok 2 b\n"'
printf 'program/a\nprogram/b\n' >"$top/plan"
run_runner --guest=program --program="$top/program" --plan="$top/plan"
expect "a program may have no time for a test" 0 passed "1 skipped"
printf 'program/a\nprogram/c\n' >"$top/plan"
run_runner --guest=program --program="$top/program" --plan="$top/plan"
expect "a program's names are looked at, too" 1 failed \
	"the program ended with 1 of 2 planned tests not reported"

guest "$suite"'' "" --record-plan="$top/recorded"
expect "a plan is recorded" 0 passed
printf 'g/p/x\ng/p/y\ng/p/z\ng/q\n' | diff - "$top/recorded" >>"$top/why"
result $? "with a line for each test"
guest '1..2\nok 1 p # SKIP no\nok 2 q\n' "" --record-plan="$top/recorded"
printf 'g/p skip\ng/q\n' | diff - "$top/recorded" >>"$top/why"
result $? "and a mark for one that is skipped"

# --- guests that are shell scripts: endings ---------------------------------

guest "$one" 'exit 9'
expect "a status that is not 0 after the last test" 1 failed \
	"its kernel exited with status 9"

guest "$one" 'kill -SEGV $$'
expect "killed by a signal after the last test" 1 failed "killed by SIGSEGV"

guest "$one" 'echo "reboot: Power down"; kill -SEGV $$'
expect "UML dies when the guest has powered off" 0 passed "PASSED"

guest "$one" 'echo "reboot: Power down"; echo "and on"; kill -SEGV $$'
expect "the same, but it went on after that" 1 failed "killed by SIGSEGV"

guest "$one" 'kill -KILL $$'
expect "killed by the host" 2 environment "killed the guest (SIGKILL)"

fake asleep "$begins"'  KTAP version 1\n  1..1\n  # begin: x\n' 'sleep 1000'
run "$top/asleep" --wall=1
expect "timed out, asleep" 1 timeout "timed out after 1 s in test x of p" \
	"was asleep"

hung='INFO: task kworker/u2:1:12 blocked for more than 122 seconds.'
guest "$begins" "echo '$hung'; sleep 1000" --wall=1
expect "timed out, and the kernel knows who hangs" 1 timeout \
	"the kernel warned: INFO: task kworker/u2:1:12 blocked"

guest "$begins" 'while :; do :; done' --wall=1
expect "timed out, busy" 1 timeout "timed out after 1 s in p" "kernel was busy"

# Half of the time it is stopped, so that its 2 s of work take 4.
# shellcheck disable=SC2016
fake slow "$one" 'me=$$
(i=0; while [ $i -lt 40 ]; do kill -STOP $me; sleep 0.1; kill -CONT $me; sleep 0.1; i=$((i + 1)); done) &
end=$(($(cut -d . -f 1 /proc/uptime) + 4))
while [ "$(cut -d . -f 1 /proc/uptime)" -lt $end ]; do :; done'
run "$top/slow" --wall=1 --cpu=30
expect "a machine that is slow is no reason" 0 passed

guest "$begins" 'kill -STOP $$' --wall=1
expect "stopped by the host, which is at fault" 2 environment "this machine is too busy"

# A guest that ends badly, and what a probe of the host says.
guest "$begins" 'exit 1' --probe='echo "ptrace is refused"; exit 1'
expect "the host cannot run a correct guest either" 2 failed "ptrace is refused"
grep -q FAILED "$top/out"
result $((!$?)) "and nobody has failed"
guest "$begins" 'exit 1' --probe=true
expect "the host can" 1 failed "ended before its plan was fulfilled"
fake blames "" 'echo "Kernel panic - not syncing: No working init found."; exit 1'
run "$top/blames" --probe=true
expect "a guest that blames the host when the host is well" 1 no-start "FAILED"
run "$top/blames" --probe=false
expect "and when it is not" 2 no-start
run "$top/fail" --probe=false
expect "after a guest that has powered off, nobody asks" 1 failed "FAIL  x"

runaway="setsid sleep 1000 & (trap '' TERM INT HUP; sleep 1000) &"
guest "" "$runaway printf 'KTAP version 1\n${one}' >&3"
expect "processes that outlive the guest's first one are ended" 0 passed

spam="spam spam spam spam spam spam spam spam spam"
guest "$begins" "echo head; while :; do echo '$spam'; done" \
	--output-limit=100000
expect "flood of the console" 1 flood "printed more than 100000 bytes" "in p"
head -1 "$top/logs/g.console" | grep -q head
result $? "the head of a flood is kept"

guest "" "while :; do echo '# $spam'; done >&3" --output-limit=100000
expect "flood of the results" 1 flood "printed more than 100000 bytes"

panic='Kernel panic - not syncing:'
guest "$begins" "
echo '$panic Attempted to kill init! exitcode=0x0000000b'; kill -ABRT \$\$"
expect "panic" 1 panic "Kernel panic" "it happened in p" "killed by SIGSEGV"

place='io_uring/io_uring.c:2811 io_ring_exit_work+0x1/0x2'
fake warn "$one" "echo 'WARNING: CPU: 0 PID: 7 at $place'"
run "$top/warn"
expect "a warning of the kernel is a failure" 1 warning \
	"io_ring_exit_work at io_uring/io_uring.c:2811"
run "$top/warn" --allow-warning=io_uring/io_uring.c
expect "unless it was expected" 0 passed
run "$top/warn" --allow-warning=something-else
expect "and only then" 1 warning

fake about "$one" "echo 'WARNING: CPU: 0 PID: 7 at $place'; echo 'it rains; state=402'"
run "$top/about"
expect "what a warning is about comes first" 1 warning \
	"the kernel warned: it rains; state=402: WARNING: CPU: 0"

guest "$one" \
	"echo 'BUG: KASAN: slab-use-after-free in io_run_ctx_fallback+0x31/0x80'"
expect "a bug of the kernel is a failure, whatever the tests say" 1 oops \
	"in io_run_ctx_fallback"

guest '1..1\n' "echo 'Bus error - the host /dev/shm or /tmp mount likely just\
 ran out of space'; echo '$panic Kernel mode signal 7'; kill -ABRT \$\$"
expect "the host ran out of room" 2 environment "ran out of room"

# --- guests that do not start -----------------------------------------------

guest "" "echo 'last words'; exit 1"
expect "ended before its first test" 1 no-start "exited with status 1" \
	"last words"

run "$top/absent"
expect "no such kernel" 2 no-start "does not exist"

printf 'not a program' >"$top/garbage"
chmod +x "$top/garbage"
run "$top/garbage"
expect "not a program" 2 no-start "exec format error"

run "$initrd"
expect "not executable" 2 no-start "may not be executed"

initrd=$top/absent
run "$top/pass"
expect "no initramfs" 2 no-start "initramfs" "cannot be read"
initrd=$top/initrd

guest "" "echo 'linux: error while loading shared libraries: libx.so: cannot\
 open' >&2; exit 127"
expect "a shared library is missing" 2 no-start "shared library is missing" \
	"libx.so"

# --- programs, which run beside the guests -----------------------------------

program() {	# SCRIPT OPTIONS...: run it as a program, and not in a guest
	fake program "" "$1"
	shift
	run_runner --guest=program --title="every way" \
		--program="$top/program" "$@"
}

kept='printf "KTAP version 1\n1..2\n# begin: a\nok 1 a\n# begin: b\n"'
fine="$kept; echo 'ok 2 b'"

program "$fine"
expect "program: passed" 0 passed "every way" "ok    b" \
	"PASSED lab test (2 tests)"
! grep -qE "time\)|begin:" "$top/out" && ! grep -q "<testsuite.* time=" "$top/junit"
result $? "and no word of a guest's time"
find "$top/logs" -type f | paste -s -d ' ' | grep -qxF "$top/logs/program.ktap"
result $? "and no log of what it did not say"

program "$fine; echo \"\$2\" >&2" --argument=one --argument="two words"
expect "program: what else it says" 0 passed
[ "$(cat "$top/logs/program.stderr")" = "two words" ]
result $? "is kept beside its results"

program "$kept; printf '# b: expected: 1\n# b: seen: 2\nnot ok 2 b\n'; exit 1"
expect "program: failed" 1 failed "FAIL  b" "seen: 2" "1 of 2 tests failed"

program "$kept; echo 'not ok 2 b'"
expect "program: failed, whatever the status" 1 failed "1 of 2 tests failed"

program "$fine; exit 1"
expect "program: a status that is not 0 after the last test" 1 failed \
	"after the last test, it exited with status 1"

program "$fine; kill -SEGV \$\$"
expect "program: killed after the last test" 1 failed \
	"after the last test, it was killed by SIGSEGV"

program "$fine; echo 'reboot: Power down' >&2; kill -SEGV \$\$"
expect "program: it is not a guest that has powered off" 1 failed \
	"after the last test, it was killed by SIGSEGV"

program "$fine; sleep 1000" --wall=1
expect "program: out of time after the last test" 1 timeout \
	"timed out after 1 s"

program "$kept"
expect "program: one is missing" 1 failed \
	"the program ended before its plan was fulfilled, in b: it exited with status 0" \
	"the program: 2 tests planned, 1 results seen"

program "$kept; kill -SEGV \$\$"
expect "program: crashed" 1 failed "in b: it was killed by SIGSEGV"

program "$kept; sleep 1000" --wall=1
expect "program: hangs asleep" 1 timeout "timed out after 1 s in b"

program "$kept; while :; do :; done" --wall=1
expect "program: hangs busy" 1 timeout "timed out after 1 s in b"

program "$kept; printf 'ok 2 b'"
expect "program: the last line torn" 1 failed \
	"the last line is not complete: ok 2 b"

program "echo 'ok 1 a'"
expect "program: no plan" 1 no-start "the program ended before its first test"

program ":"
expect "program: no results" 1 no-start \
	"the program ended before its first test: it exited with status 0"

program "$fine; kill -KILL \$\$"
expect "program: killed by the host" 2 environment \
	"killed the program (SIGKILL)"

program "echo first >&2; echo 'no thread to be had' >&2; exit 2"
expect "program: it says that it could not work" 2 environment \
	"the program could not work: no thread to be had"

program "$kept; while :; do echo '# spam'; done" --output-limit=2000
expect "program: flood of its results" 1 flood \
	"the program printed more than 2000 bytes and was stopped, in b"

program "$kept; while :; do echo spam >&2; done" --output-limit=2000
expect "program: flood of what else it says" 1 flood \
	"the program printed more than 2000 bytes and was stopped, in b"

program "$runaway $fine"
expect "program: processes that outlive it are ended" 0 passed

program "printf 'KTAP version 1\n1..1\nok 1 a # SKIP no\n'"
expect "program: all skipped is not a pass" 1 skipped "nothing was tested"

guest="--guest=g --initrd=$initrd --mem=32M"
# shellcheck disable=SC2086 # these are options
{
	program "$fine" $guest --kernel="$top/fail"
	expect "a program does not save a guest that fails" 1 failed \
		"1 of 4 tests failed"

	program "$kept; echo 'not ok 2 b'" $guest --kernel="$top/pass"
	expect "nor does a guest save a program" 1 failed "1 of 3 tests failed"

	# Each waits for the other.
	fake meets "" ": >$top/guest-is-here
		until [ -e $top/program-is-here ]; do sleep 0.1; done
		printf 'KTAP version 1\n$one' >&3"
	program "until [ -e $top/guest-is-here ]; do sleep 0.1; done
: >$top/program-is-here; $fine" --jobs=2 $guest --kernel="$top/meets"
	expect "a program runs beside the guests" 0 passed "3 tests"
}

run_runner --guest=program --program="$top/absent"
expect "no such program" 2 no-start \
	"the program did not start because" "absent does not exist"

run "$top/pass" --guest=model --title="every way" \
	--skip="x.c: y() is not in the shim"
expect "nothing to run, for a reason" 1 "not proven" "every way" \
	"skip  can-be-checked: x.c: y() is not in the shim" \
	"NOT PROVEN lab test (1 test, 1 skipped"

run "$top/fail" --guest=model --skip="no shim"
expect "which saves no guest that fails" 1 failed "1 of 3 tests failed"

echo "x.c:1: asm" >"$top/review"
: >"$top/no-review"
run "$top/pass" --review="$top/review"
expect "something to review" 1 passed "x.c:1: asm" "REVIEW lab test (1 test"
run "$top/pass" --review="$top/no-review"
expect "nothing to review" 0 passed
run "$top/fail" --review="$top/review"
expect "a failure comes first" 1 failed "x.c:1: asm" "FAILED lab test"
fake box '' 'echo "bwrap: No space left on device" >&2; exit 1'
run "$top/pass" --box="$top/box"
expect "a box that cannot be made is the host's fault" 2 no-start \
	"its box could not be made" "No space left on device"

# --- the host ---------------------------------------------------------------

in_tmpfs() {	# NAME MOUNT-OPTIONS STATUS CAUSE WORDS...: its memory is there
	name="the memory directory $1" options=$2
	shift 2
	if ! unshare -rm mount -t tmpfs none /mnt 2>/dev/null; then
		skip "$name" "no unshare -rm and mount here"
		return
	fi
	mkdir -p "$top/small"
	# shellcheck disable=SC2016 # the inner shell expands these
	run_under unshare -rm sh -c 'mount -t tmpfs -o "$1" none "$2" &&
		PUSHDRAIN_TMPDIR=$2 && shift 2 && exec "$@"' sh \
		"$options" "$top/small" "$runner" --lab=test \
		--json="$top/json" --junit="$top/junit" --log-dir="$top/logs" \
		--guest=g --kernel="$top/pass" --initrd="$initrd" --mem=32M
	expect "$name" "$@"
}

in_tmpfs "is good" size=64m 0 passed
in_tmpfs "is too small" size=1m 2 environment \
	"MiB left of the 32 MiB needed" "set PUSHDRAIN_TMPDIR"
in_tmpfs "is noexec" noexec 2 environment \
	"is mounted noexec" "set PUSHDRAIN_TMPDIR"
in_tmpfs "is read-only" ro 2 environment \
	"cannot be written" "set PUSHDRAIN_TMPDIR"

saved=$PUSHDRAIN_TMPDIR
PUSHDRAIN_TMPDIR=$top/absent
run "$top/pass"
expect "the memory directory does not exist" 2 environment "cannot be written"
PUSHDRAIN_TMPDIR=$saved

"$runner" --lab=test --json="$top/absent/json" --guest=g \
	--kernel="$top/pass" --initrd="$initrd" >"$top/out" 2>&1
status=$?
[ $status = 2 ] && grep -q 'json cannot be written' "$top/out"
result $? "result.json cannot be written: status 2"

# --- usage ------------------------------------------------------------------

usage() {	# NAME WORD OPTIONS...: status 2 and one clear line
	name=$1 word=$2
	shift 2
	"$runner" "$@" >"$top/out" 2>&1
	status=$?
	[ $status = 2 ] && grep -qF -e "$word" "$top/out"
	result $? "usage: $name"
}

usage "no guest" "no --guest to run" --lab=test
usage "no lab" "--lab is missing" --guest=g --kernel=a --initrd=b
usage "no kernel" "--kernel and --initrd are needed" --lab=test --guest=g
usage "a program and a kernel" "instead of --kernel" --lab=test --guest=g \
	--kernel=a --initrd=b --program=c
usage "a program and none" "instead of --kernel" --lab=test --guest=g \
	--program=c --skip=no
usage "a program twice" "there is one already" --lab=test --guest=g \
	--program=a --program=b
usage "an argument of nothing" "follow --program" --lab=test --guest=g \
	--argument=a
usage "a guest twice" "there is one already" --lab=test --guest=g --kernel=a \
	--initrd=b --guest=g
usage "a guest's name that is a path" "letters, digits" --lab=test --guest=../g
usage "a guest's option outside" "before the first --guest" --lab=test --wall=3
usage "a limit that is no number" "--wall=x" --lab=test --guest=g --wall=x
usage "a time that does not exist" "virtual or real" --lab=test --guest=g \
	--time=soon
usage "a word too many" "All arguments are options" --lab=test --guest=g word
usage "an unknown option" "unrecognized option" --lab=test --nonsense

no_plan() {	# NAME WORD PLAN: this is none, and nothing is started
	printf '%b' "$3" >"$top/plan"
	usage "a plan $1" "$2" --lab=test --kernel-name=0 --config=none \
		--plan="$top/plan" --guest=g --kernel="$top/one" --initrd="$initrd"
}

no_plan "without a guest's name" "plan:2: p: GUEST/TEST is needed" '\np\n'
no_plan "without a test's name" "g/: GUEST/TEST is needed" 'g/\n'
no_plan "with a word too many" "plan:1: what is 'or'?" 'g/p or g/q\n'
no_plan "with a test twice" "plan:2: g/p is there already" 'g/p\ng/p\n'
no_plan "without tests of a guest" "has no test in guest g" '# nothing\n'
no_plan "with those of another" "has tests in guest h, which is not run" \
	'g/p\nh/p\n'
usage "a plan that is not there" "absent cannot be read" --lab=test \
	--plan="$top/absent" --guest=g --kernel="$top/one" --initrd="$initrd"

mkfifo "$top/fifo"
cat "$top/fifo" >"$top/json" &
"$runner" --lab=test --json="$top/fifo" --guest=g --kernel="$top/pass" \
	--initrd="$initrd" >"$top/out" 2>&1
wait $!
[ -p "$top/fifo" ] && grep -q '"cause":"passed"' "$top/json"
result $? "a result file that is no regular file is not replaced"

echo '{ "cause": "passed" }' >"$top/json"
"$runner" --lab=test --json="$top/json" --compile-failed="$top/absent" \
	>"$top/out" 2>&1
[ $? = 2 ] && [ ! -e "$top/json" ]
result $? "old results do not survive a run that has none"

printf 'x.c:1:1: error: expected <identifier>\n' >"$top/log"
run_runner --src=labs/x/fallback.c --compile-failed="$top/log"
expect "a source that does not compile" 1 compile \
	"labs/x/fallback.c does not compile"
grep -q 'expected <identifier>' "$top/json"
result $? "and the compiler's words are in result.json"

# --- interruptions ----------------------------------------------------------

# The signal's number plus 128 is what a shell makes of a death by it.
for sig in "INT 130" "TERM 143" "HUP 129"; do
	start "$top/asleep"
	kill -"${sig% *}" "$pid"
	finish
	expect "SIG${sig% *}" "${sig#* }" interrupted "interrupted"
done

fake sleeper "" "(trap '' TERM INT HUP; sleep 1000) &
printf 'KTAP version 1\n1..1\n# begin: x\n'; sleep 1000"
program_begun() { grep -q begin "$top/logs/program.ktap"; }
start_both() {	# a guest and a program that do not end
	start "$top/asleep" --jobs=2 --guest=program --program="$top/sleeper"
	until_true program_begun || echo "the program has not begun" >>"$top/why"
}
start_both
kill -TERM "$pid"
finish
expect "SIGTERM ends a program, too" 143 interrupted "interrupted"

fake once '1..1\n# begin\n' 'exec sleep 1000'
start "$top/once"
kill -KILL "$pid"
finish
until_true no_processes || echo "left: $(processes)" >>"$top/why"
abandoned || echo "no directory was left to clean up" >>"$top/why"
run "$top/pass"
[ -s "$top/why" ] && echo 99 >"$top/status"
expect "after kill -9, the guest dies and the next run cleans up" 0 passed

start_both
kill -KILL "$pid"
finish
until_true no_processes || echo "left: $(processes)" >>"$top/why"
run "$top/pass"
[ -s "$top/why" ] && echo 99 >"$top/status"
expect "and so does a program with all that it has started" 0 passed

finish_tests
