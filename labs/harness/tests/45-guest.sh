#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The guest and what comes out of it, with real kernels: hostile programs, KUnit
# suites, and a fallback.c that panics, warns, hangs or loses its tests, as a
# student's will.

. "${0%/*}/tap.sh"

kernels=$(releases)
plan $(($(echo "$kernels" | wc -l) * 10 + 4))

config=fast
work=$tmp

# variant NAME: a healthy fallback, in which push first does what stdin says
variant()
{
	mkdir -p "$tmp/$1"
	sed '/^void io_req_task_work_add_fallback/,/^}/ {
		/init_task_work/r /dev/stdin
	}' uml-config/baseline.c >"$tmp/$1/fallback.c"
}

# ends STATUS WORDS SOURCE TEST [OPTION...]: a guest with that fallback, running
# that test, ends like this, and the report says so
ends()
{
	want_status=$1 want_words=$2 src=$3 want_test=$4
	shift 4
	(link_kernel "$src" "$tmp/linux") || return 1
	echo "$want_test" >"$tmp/tests"
	image "$tmp/initrd" "$tmp/tests" "/lab/orphan=$tmp/orphan" \
		"/tests/reproducer=$guest_build/01-orphan/reproducer" \
		"/tests/hostile=$guest_build/hostile"
	status=0
	run_guests guest "$src" --guest=healthy --kernel="$tmp/linux" --initrd="$tmp/initrd" \
		--map="$src=$src" --append=pushdrain.guest=healthy "$@" >"$tmp/report" 2>&1 || status=$?
	[ "$status" -eq "$want_status" ] && grep -qF -e "$want_words" "$tmp/report" && return 0
	echo "expected: exit $want_status, and: $want_words"
	echo "seen: exit $status, and:"
	cat "$tmp/report"
	return 1
}

# kunit_ends STATUS WORDS: a KUnit suite, from stdin, linked beside the fallback
kunit_ends()
{
	mkdir -p "$tmp/kunit"
	cat >"$tmp/kunit/suite.c"
	(link_kernel uml-config/baseline.c "$tmp/linux" "$tmp/kunit/suite.c") || return 1
	echo @kunit >"$tmp/tests"
	image "$tmp/initrd" "$tmp/tests"
	status=0
	run_guests guest suite.c --guest=kunit --kernel="$tmp/linux" --initrd="$tmp/initrd" \
		--append=kunit.enable=1 >"$tmp/report" 2>&1 || status=$?
	[ "$status" -eq "$1" ] && grep -qF -e "$2" "$tmp/report" && return 0
	echo "expected: exit $1, and: $2"
	echo "seen: exit $status, and:"
	cat "$tmp/report"
	return 1
}

suite()
{
	cat <<-EOF
	// SPDX-License-Identifier: GPL-2.0
	#include <kunit/test.h>

	static void sum(struct kunit *test)
	{
		KUNIT_EXPECT_EQ(test, 1 + 1, $1);
	}

	static struct kunit_case cases[] = { KUNIT_CASE(sum), {} };
	static struct kunit_suite suite = { .name = "arith", .test_cases = cases };
	kunit_test_suite(suite);
	EOF
}

variant null <<'E'
	*(volatile int *)NULL = 1;
E
variant bug <<'E'
	BUG();
E
variant warn <<'E'
	WARN_ON(1);
E
variant spin <<'E'
	while (READ_ONCE(ctx->flags) != 12345)
		cpu_relax();
E
variant forge <<'E'
	pr_info("ok 1 reproducer\n");
	pr_info("KTAP version 1\n1..1\nok 1 reproducer\n");
	panic("and gone");
E

# What the cache has may be compiled from another checkout's file of the same name.
mkdir -p build "$tmp/other/uml-config"
cp "$tmp/null/fallback.c" "$tmp/other/uml-config/baseline.c"
for release in $kernels; do
	build "$release" "$config"
	build_host runner
	lab_read 01-orphan
	build_lab 01-orphan
	build_lock
	host_make -C "$top/labs/harness/guest" O="$guest_build" "$guest_build/hostile"
	exec 8>&-
	compile_program reference/01-orphan/orphan.c "$tmp/orphan"

	try "$release: what a hostile program tries, fails" \
		ends 0 "PASSED" uml-config/baseline.c hostile
	try "$release: a NULL pointer in push is a panic with its place" \
		ends 1 "in io_req_task_work_add_fallback at $tmp/null/fallback.c:" \
		"$tmp/null/fallback.c" reproducer
	try "$release: and if the file is another checkout's, the place is in this one's" \
		ends 1 "in io_req_task_work_add_fallback at $top/uml-config/baseline.c:" \
		"$tmp/other/uml-config/baseline.c" reproducer --map=no/file.c=no/file.c
	try "$release: BUG() in push" \
		ends 1 "in io_req_task_work_add_fallback at $tmp/bug/fallback.c:" \
		"$tmp/bug/fallback.c" reproducer
	try "$release: WARN_ON() in push" \
		ends 1 "in io_req_task_work_add_fallback at $tmp/warn/fallback.c:" \
		"$tmp/warn/fallback.c" reproducer
	try "$release: an infinite loop in push" \
		ends 1 "in io_req_task_work_add_fallback at $tmp/spin/fallback.c:" \
		"$tmp/spin/fallback.c" reproducer --wall=3
	try "$release: results forged by printk, and then a panic" \
		ends 1 "and gone" "$tmp/forge/fallback.c" reproducer
	suite 2 | try "$release: a KUnit suite that passes" kunit_ends 0 "ok    sum"
	# try runs at the end of a pipe, so its count is lost.
	tap_n=$((tap_n + 1))
	suite 3 | try "$release: a KUnit suite that fails says what it expected" \
		kunit_ends 1 "Expected 1 + 1 == 3"
	tap_n=$((tap_n + 1))
	try "$release: no guest is left behind" no_uml_left
done

# --- what people do in it -------------------------------------------------------

# typed FILE: "make shell" with that program, on a terminal, where somebody types lines from
# stdin and waits for each prompt; all of it goes to "$tmp/typescript"
typed()
{
	rm -f "$tmp/typescript"
	prompts=0
	while read -r line; do
		prompts=$((prompts + 1))
		tries=0
		while [ "$(grep -so '/ # ' "$tmp/typescript" | wc -l)" -lt "$prompts" ] &&
			[ "$tries" -lt 600 ]; do
			sleep 0.1
			tries=$((tries + 1))
		done
		echo "$line"
	done | timeout 300 script -qfc "make -s shell PROG=$1" "$tmp/typescript" >/dev/null 2>&1
	tr -d '\r' <"$tmp/typescript"
}

# A program of ours, and those that are there already.
in_the_shell()
{
	cat >"$tmp/mine.c" <<-'EOF'
		#include <liburing.h>
		#include <stdio.h>

		int main(void)
		{
			struct io_uring ring;

			printf("a ring: %d\n", io_uring_queue_init(4, &ring, 0));
			return 0;
		}
	EOF
	typed "$tmp/mine.c" >"$tmp/shown" <<-'EOF'
		mine
		ls /lab /tests | tr '\n' ' '
		nop-check | head -n 1
		exit
	EOF
	cat "$tmp/shown"
	grep -qx "a ring: 0" "$tmp/shown" && grep -q "mine.*nop.*orphan.*nop-check" "$tmp/shown" &&
		grep -qx "KTAP version 1" "$tmp/shown" && ! grep -qE "BUG|WARNING|Call Trace" "$tmp/shown"
}

# debugged NAME=VALUE...: gdb, with its commands from stdin
debugged()
{
	timeout 300 make -s debug "$@" >"$tmp/shown" 2>&1
	cat "$tmp/shown"
}

in_a_program()
{
	debugged LAB=00 OPT=g SRC=reference/00-boot/nop.c <<-'EOF'
		next
		next
		print ret
		continue
	EOF
	grep -q "OPT=g: it is compiled with -Og" "$tmp/shown" && grep -q "^Breakpoint 1, main" "$tmp/shown" &&
		grep -q "^(gdb) .1 = " "$tmp/shown" && ! grep -q ".1 = <optimized" "$tmp/shown" &&
		grep -q "exited normally" "$tmp/shown"
}

# Of a test, the source is found, even if the object is another checkout's.
in_the_kernel()
{
	debugged LAB=03 SRC=reference/03-push/fallback.c <<-'EOF'
		run
		frame 2
	EOF
	grep -q "compiled as make check does it" "$tmp/shown" && grep -q "^Type:" "$tmp/shown" &&
		grep -q "at labs/03-push/kunit/push.c:" "$tmp/shown" &&
		grep -qE "^[0-9]+[[:space:]]+item_push[(]" "$tmp/shown"
}

# The reference's push looks at the head in its fourth line.
in_the_kernel_g()
{
	debugged LAB=03 OPT=g SRC=reference/03-push/fallback.c <<-'EOF'
		run
		next
		next
		next
		print ctx->exit_task_work
		print head
	EOF
	grep -q "OPT=g: it is compiled with -Og, and without the calls" "$tmp/shown" &&
		grep -q "^(gdb) .1 = " "$tmp/shown" && grep -q "^(gdb) .2 = " "$tmp/shown" &&
		! grep -q ".[12] = <optimized" "$tmp/shown"
}

if command -v busybox >/dev/null; then
	try "make shell has the tests, the labs' programs, and one of ours" in_the_shell
else
	skip "make shell has the tests, the labs' programs, and one of ours" "no busybox"
fi
for t in in_a_program in_the_kernel in_the_kernel_g; do
	if command -v gdb >/dev/null && command -v gdbserver >/dev/null; then
		try "make debug: $(echo $t | tr _ ' ')" "$t"
	else
		skip "make debug: $(echo $t | tr _ ' ')" "no gdb, or no gdbserver"
	fi
done
