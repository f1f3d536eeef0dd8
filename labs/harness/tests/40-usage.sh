#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Bad input: one clear line on top, the right exit status, nothing lost.

. "${0%/*}/tap.sh"

# What somebody may have in the environment, for good reasons.  The last are the names of
# our own variables, with which we would not be ourselves.
mkdir "$tmp/elsewhere"
cat >"$tmp/hostile" <<EOF
CDPATH=/usr:/
CPATH=/usr/include
C_INCLUDE_PATH=/usr/include
LIBRARY_PATH=$tmp/elsewhere
COMPILER_PATH=$tmp/elsewhere
GCC_EXEC_PREFIX=$tmp/elsewhere/
DEPENDENCIES_OUTPUT=$tmp/elsewhere/depend
GREP_OPTIONS=--color=always
TAR_OPTIONS=--verbose
POSIXLY_CORRECT=1
GIT_DIR=$tmp/elsewhere
MAKEFLAGS=--keep-going
IFS=/
ENV=$tmp/elsewhere/rc
BASH_ENV=$tmp/elsewhere/rc
TMPDIR=$tmp/nowhere
LC_ALL=de_DE.UTF-8
lab_tests=nothing
lab_kind=program
TIME=real
KUNIT=no
TESTS=nothing
MODEL=none
work=/
EOF

plan $((34 + $(wc -l <"$tmp/hostile") + 3))

first=$(lab_names | head -n 1)
lab_read "$first"
good=reference/$first/$lab_edit

cat >"$tmp/broken.c" <<-'EOF'
	#include <liburing.h>

	int main(void)
	{
		return not_declared;
	}
EOF
mkdir "$tmp/with space"
cp "$good" "$tmp/with space/it's.c"

in_lab_folders()
{
	for l in $(lab_names); do
		# shellcheck disable=SC2016
		[ "$(make -s -C "labs/$l" --eval='print-lab: ; @echo $(LAB)' print-lab)" = "${l%%-*}" ] ||
			{ echo "labs/$l: another lab"; return 1; }
	done
	lab_file=$top/reference/$first/$lab_edit
	make -s -C "labs/$first" help | grep -q "make check LAB=NN" &&
		exits 0 "$tmp/report" make -s -C "labs/$first" check SRC="$lab_file" &&
		grep -q "^PASSED lab $first " "$tmp/report" &&
		exits 1 "$tmp/report" make -s -C "labs/$first" check SRC="$tmp/broken.c" &&
		gives 2 "there is no 'make nothing'" make -s -C "labs/$first" nothing
}

# In READ_ONCE() the compiler says it seven times, in 130 lines.
one_error()
{
	sed 's/READ_ONCE(ctx->exit_task_work)/READ_ONCE(ctx->exit_task_wrk)/' \
		reference/03-push/fallback.c >"$tmp/misspelt.c"
	exits 1 "$tmp/report" make -s check LAB=03 SRC="$tmp/misspelt.c" || return 1
	[ "$(grep -c "error: .*exit_task_wrk" "$tmp/report")" -eq 1 ] &&
		[ "$(wc -l <"$tmp/report")" -le 6 ] && grep -q "add V=1" "$tmp/report" || return 1
	exits 1 "$tmp/report" make -s check LAB=03 V=1 SRC="$tmp/misspelt.c"
	[ "$(grep -c "error: .*exit_task_wrk" "$tmp/report")" -gt 1 ]
}

missing_function()
{
	printf '#include "fallback.h"\nvoid io_run_ctx_fallback(struct io_ring_ctx *ctx) { }\n' >"$tmp/no-push.c"
	says 1 "no-push.c: there is no io_req_task_work_add_fallback()" \
		make -s check LAB=03 SRC="$tmp/no-push.c"
}

# In a program the compiler only warns, and the linker says less.
mistyped_call()
{
	sed 's/io_uring_prep_nop(/io_uring_prep_nopp(/' reference/00-boot/nop.c >"$tmp/mistyped.c"
	says 1 "did you mean 'io_uring_prep_nop'?" make -s check LAB=00 SRC="$tmp/mistyped.c" &&
		grep -qF "$tmp/mistyped.c:$(grep -n prep_nopp "$tmp/mistyped.c" | cut -d : -f 1):" \
			"$tmp/report" && ! grep -q "fallback.h" "$tmp/report"
}

# The compiler's own message, with the file as it was named, and its line.
compiler_speaks()
{
	gives 1 "$tmp/broken.c" make -s check LAB="$first" SRC="$tmp/broken.c" || return 1
	grep -qF "$tmp/broken.c:5:" "$tmp/gives" || { cat "$tmp/gives"; return 1; }
}

# Results are JSON and XML that other programs can read, in every ending.
reports()
{
	d=build/results/$first.$(uml-config/kernel releases | head -n 1).fast
	grep -q "\"$1\"" "$d/result.json" && grep -q '<testsuite' "$d/junit.xml"
}

# Two at once, four times: each gets its own verdict.
two_at_once()
{
	for i in 1 2 3 4; do
		make -s check LAB="$first" SRC="$good" >"$tmp/a.$i" 2>&1 &
		a=$!
		make -s check LAB="$first" SRC="labs/$first/$lab_edit" >"$tmp/b.$i" 2>&1
		b=$?
		wait "$a"
		a=$?
		[ "$a $b" = "0 1" ] || { echo "exits $a $b, not 0 1"; cat "$tmp/a.$i" "$tmp/b.$i"; return 1; }
	done
}

# An edit is safe from reset, skeletons and check.
nothing_lost()
{
	git clone -q . "$tmp/clone" 2>/dev/null || return 1
	(
		cd "$tmp/clone" || exit 1
		echo '/* mine */' >>"labs/$first/$lab_edit"
		cp "labs/$first/$lab_edit" "$tmp/mine"
		make -s skeletons
		cmp "labs/$first/$lab_edit" "$tmp/mine" || exit 1
		make -s reset LAB="$first"
		cmp "labs/$first/$lab_edit.1~" "$tmp/mine" || exit 1
		! cmp -s "labs/$first/$lab_edit" "$tmp/mine"
	)
}

# state_is WORDS: what "make progress" says of the first lab, and when it was passed
state_is()
{
	make -s progress >"$tmp/state" || return 1
	grep -qE "^  $first +$1 " "$tmp/state" || { cat "$tmp/state"; return 1; }
}

# In the same clone: passed is passed, whatever comes, and a verdict is about what is in
# the file.
progress_stays()
{
	today=$(date +%F)
	(
		cd "$tmp/clone" || exit 1
		unset PUSHDRAIN_PROGRESS
		state_is 'not tried +-' && gives 2 "is not passed yet" make -s diff LAB="$first" &&
			exits 1 "$tmp/report" make -s check LAB="$first" && state_is 'failed +-' ||
			exit 1
		cp "reference/$first/$lab_edit" "labs/$first/$lab_edit"
		state_is 'edited +-' && exits 0 "$tmp/report" make -s check LAB="$first" &&
			grep -q '^next: make diff' "$tmp/report" && state_is "passed +$today" || exit 1
		exits 1 "$tmp/report" make -s check LAB="$first" SRC="$tmp/mine" || exit 1
		touch "labs/$first/$lab_edit"
		make -s clean
		state_is "passed +$today" && make -s diff LAB="$first" >"$tmp/same" &&
			[ ! -s "$tmp/same" ] || exit 1
		echo "/* more */" >>"labs/$first/$lab_edit"
		state_is "edited +$today" && make -s diff LAB="$first" | grep -q "more" &&
			! git status --short | grep progress
	)
}

# In the same clone: skeletons, which make check takes for what they are.
skeletons()
{
	cp Makefile "$tmp/clone/" && cp labs/harness/verbs/new-* "$tmp/clone/labs/harness/verbs/"
	(
		cd "$tmp/clone" || exit 1
		gives 0 "make check LAB=07 runs" make -s new-lab NAME=07-order &&
			gives 1 "guest" make -s check LAB=07 && grep -q "no test yet" "$tmp/gives" &&
			gives 2 "labs/07-order is there already" make -s new-lab NAME=07-other &&
			gives 2 "a lab is named like" make -s new-lab NAME=../08-x &&
			gives 0 "exercises/bugs/02-new.c is" make -s new-bug LAB=02 &&
			gives 2 "02-new.c is there already" make -s new-bug LAB=02 &&
			gives 2 "a bug is named like" make -s new-bug LAB=02 NAME=a/b
	)
}

hints_grow()
{
	rm -f "build/hints/$first"
	make -s hint LAB="$first" >"$tmp/h1" && make -s hint LAB="$first" >"$tmp/h2" || return 1
	! cmp -s "$tmp/h1" "$tmp/h2"
}

grades()
{
	mkdir -p "$tmp/sub/alice" "$tmp/sub/bob b"
	cp "$good" "$tmp/sub/alice/"
	cp "labs/$first/$lab_edit" "$tmp/sub/bob b/"
	make -s grade LAB="$first" DIR="$tmp/sub" >"$tmp/grade" 2>&1
	[ $? -eq 1 ] || { cat "$tmp/grade"; return 1; }
	csv=build/grade/$first-sub/grades.csv
	grep -q "^passed,\"passed\",\"\",\"alice/$lab_edit\"," "$csv" &&
		grep -q "^failed,\"[a-z]*\",\"\",\"bob b/$lab_edit\"," "$csv" || { cat "$csv"; return 1; }
	rm -rf "build/grade/$first-sub"
}

try "make explains itself" gives 0 "everybody" make
try "an unknown verb" gives 2 "there is no 'make frobnicate'" make frobnicate LAB="$first"
try "a lab that is not there" gives 2 "there is no lab '99'" make check LAB=99
try "no lab" gives 2 "LAB=NN" make check
try "an empty lab" gives 2 "LAB=NN" make check LAB=
try "a lab that is a pattern" gives 2 "there is no lab '*'" make check LAB='*'
try "a kernel that is not there" gives 2 "no kernel '5.4'" make check LAB="$first" KERNEL=5.4
try "a kernel that is a path" gives 2 "no kernel" make check LAB="$first" KERNEL=../pins/6.12
try "a configuration that is not there" gives 2 "no configuration 'slow'" \
	make check LAB="$first" CONFIG=slow
try "a configuration that is a path" gives 2 "no configuration" make check LAB="$first" CONFIG=..
try "a file that is not there" gives 2 "SRC=/nonexistent" make check LAB="$first" SRC=/nonexistent
try "a directory for a file" gives 2 "SRC=labs" make check LAB="$first" SRC=labs
try "a program for the shell that is not there" \
	gives 2 "PROG=/nonexistent: no such file" make shell PROG=/nonexistent
try "a fallback.c for it that is not there" \
	gives 2 "SRC=/nonexistent: no such file" make shell SRC=/nonexistent
try "another optimization than debug has" gives 2 "OPT=3: g, or leave it out" \
	make debug LAB="$first" OPT=3
try "a guest to debug in that the lab has not" gives 2 "GUEST=nobody: lab $first has" \
	make debug LAB="$first" GUEST=nobody
try "a file that does not compile" compiler_speaks
try "its result says so too" reports compile
try "make works in each lab's folder, for that lab" in_lab_folders
try "a misspelt word in a macro is one error, and with V=1 all of it" one_error
try "a function that is missing is named" missing_function
try "a mistyped call in a program is told with its line" mistyped_call
try "a file name with a space and a quote" gives 0 "" \
	make -s check LAB="$first" SRC="$tmp/with space/it's.c"
try "a cache that cannot be written" gives 2 "PUSHDRAIN_CACHE" \
	env PUSHDRAIN_CACHE=/proc/nothing make check LAB="$first"
try "a tarball that was not pinned" gives 2 "is not the source of" \
	env PUSHDRAIN_CACHE="$tmp/cache" make check LAB="$first" LINUX_TARBALL=README.md
try "make -B check" gives 0 "" make -s -B check LAB="$first" SRC="$good"
try "make -i, which would hide a verdict" gives 2 "with -i" make -i check LAB="$first"
try "two checks at once" two_at_once
try "an edit survives skeletons and reset" nothing_lost
try "progress is kept, by what is in a file" progress_stays
try "a new lab and a new bug, of names that nobody has" skeletons
try "a second hint says more" hints_grow
try "grading a directory" grades

# same_verdict COMMAND...: of a file that only the model checker refutes
wrong=exercises/bugs/03-interrupts-off.c
same_verdict()
{
	"$@" make -s check LAB=03 SRC="$wrong" >"$tmp/verdict" 2>&1
	[ $? -eq 1 ] || { cat "$tmp/verdict"; return 1; }
	sed 's/^[0-9.]* s: prepare.*//' "$tmp/verdict" >"$tmp/verdict.same"
	[ -f "$tmp/verdict.usual" ] || cp "$tmp/verdict.same" "$tmp/verdict.usual"
	diff -u "$tmp/verdict.usual" "$tmp/verdict.same"
}

try "a wrong file is found to be wrong" same_verdict env
while read -r setting; do
	try "and with ${setting%%=*}, in the same words" same_verdict env "$setting" </dev/null
done <"$tmp/hostile"
try "and without HOME, in the usual cache" same_verdict env -u HOME -u XDG_CACHE_HOME
# From make's directory, which is the top.
relative_cache()
{
	ln -s "$PUSHDRAIN_CACHE" "$tmp/linked-cache"
	same_verdict env PUSHDRAIN_CACHE="$(realpath -s --relative-to=. "$tmp/linked-cache")"
}
try "and with a cache that is named from here" relative_cache
try "no guest is left behind" no_uml_left
