#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The model checker, as a student meets it.  For each lab with a model the
# reference is proven, and so is every other right solution.  A wrong solution
# whose header says
#
#	model: scenario
#
# is refuted by that scenario, with a counterexample that is short enough to be
# read.  Code that cannot be run to its end is told in a clear line.
#
# LABS="03 04" tries only those labs.
#
# minutes: 2

. "${0%/*}/tap.sh"

# A counterexample with more steps than this nobody reads.
steps_max=12

labs()
{
	for l in $(lab_names); do
		lab_read "$l"
		case " ${labs_wanted:-${l%%-*}} " in
		*" ${l%%-*} "*) [ -z "$lab_model" ] || echo "$l" ;;
		esac
	done
}

right()
{
	find exercises/alternatives -name "${1%%-*}-*.c" | sort
}

# wrong LAB: file and scenario
wrong()
{
	find exercises/bugs -name "${1%%-*}-*.c" | sort | while read -r f; do
		scenario=$(sed -n 's/^ \* model: //p' "$f" | head -n 1)
		[ -z "$scenario" ] || echo "$f $scenario"
	done
}

# proven LAB SOURCE [OPEN]: every scenario, to its end; but for scenario OPEN, the
# largest, which has too many runs for some solutions that are not the reference
proven()
{
	exits 0 "$tmp/report" make -s modelcheck LAB="$1" SRC="$2" && ! grep -q "^FAIL " "$tmp/report" &&
		! grep "^open " "$tmp/report" | grep -qv "^open  ${3:-none}:"
}

# A right solution says " * model: none" if it uses what the shim does not have.
for_the_shim()
{
	! grep -q '^ \* model: none' "$1"
}

# names_model: a proof holds for a memory model, which the report names
names_model()
{
	says 0 "$2" make -s modelcheck LAB=03 SRC="$push" SCENARIO=two-pushes MODEL="$1"
}

# refuted_by_weak SOURCE WORDS: with MODEL=weak and with no other, those words are in
# the table, and the schedule is that run
refuted_by_weak()
{
	for m in sc tso; do
		make -s modelcheck LAB=04 SRC="$1" MODEL=$m SCENARIO=push-beside-drain ||
			{ echo "refuted by $m already"; return 1; }
	done
	says 1 "$2" make -s modelcheck LAB=04 SRC="$1" MODEL=weak SCENARIO=push-beside-drain &&
		MODEL=weak replays 04 "$1"
}

# refuted LAB SOURCE SCENARIO: exit 1, the scenario fails, the table is short
refuted()
{
	exits 1 "$tmp/report" make -s modelcheck LAB="$1" SRC="$2" SCENARIO="$3" || return 1
	grep -q "^FAIL  $3:" "$tmp/report" || { echo "$3 did not fail"; return 1; }
	steps=$(sed -n '/^ *seen: /,/^ *$/s/^ *\([0-9][0-9]*\)  .*/\1/p' "$tmp/report" | tail -n 1)
	[ -n "$steps" ] && [ "$steps" -le "$steps_max" ] ||
		{ echo "${steps:-no} steps, not 1 to $steps_max"; return 1; }
	replays "$1" "$2"
}

# The schedule in the report is that run: the same words again.
replays()
{
	again=$(sed -n 's/^ *again: .*SCENARIO=//p' "$tmp/report" | head -n 1)
	exits 1 "$tmp/again" make -s modelcheck LAB="$1" SRC="$2" SCENARIO="${again%% *}" \
		MODEL="${MODEL:-sc}" SCHEDULE="${again##*SCHEDULE=}" || return 1
	for f in report again; do
		sed -n '/^ *expected: /,/^ *again: /p' "$tmp/$f" >"$tmp/$f.table"
	done
	diff "$tmp/report.table" "$tmp/again.table"
}

# with LINES: a push that is right but for what it does first, "$tmp/FILE"
push=reference/03-push/fallback.c
line=$(grep -n "^	init_task_work(" "$push" | cut -d : -f 1)
with()
{
	awk -v lines="$2" '/^\tinit_task_work\(/ { print "\t" lines } { print }' "$push" >"$tmp/$1"
	! cmp -s "$push" "$tmp/$1"
}

# told SOURCE WORDS: exit 1, that is said, and nothing has dumped core
told()
{
	rm -rf "$tmp/core"
	mkdir "$tmp/core"
	(
		cd "$tmp/core" || exit 99
		# shellcheck disable=SC3045 # dash and bash have it; where not, no core
		ulimit -c unlimited 2>/dev/null
		says 1 "$2" env LAB=03 SRC="$1" "$top/labs/harness/verbs/modelcheck"
	) || return 1
	[ -z "$(find "$tmp/core" -type f)" ] || { echo "left behind:"; ls "$tmp/core"; return 1; }
}

# on_top SOURCE WORDS: and in the first line
on_top()
{
	told "$@" && head -n 1 "$tmp/report" | grep -qF -e "$2"
}

# one_line ENVIRONMENT...: exit 2, and one line
one_line()
{
	exits 2 "$tmp/line" env "$@" labs/harness/verbs/modelcheck && [ "$(wc -l <"$tmp/line")" -eq 1 ]
}

# checked STATUS SOURCE WORDS...: make check, and its results
checked()
{
	exits "$1" "$tmp/report" env RESULTS="$tmp/results" make -s check LAB=03 SRC="$2" \
		CONFIG="${config:-fast}" || return 1
	shift 2
	for words in "$@"; do
		grep -qF -e "$words" "$tmp/report" || { echo "not said: $words"; return 1; }
	done
	grep -q '"name":"model"' "$tmp/results/result.json" &&
		grep -q 'testsuite name="every interleaving' "$tmp/results/junit.xml" ||
		{ echo "not in the results"; return 1; }
}

models=$(labs)
for lab in $models; do
	echo "reference/$lab/fallback.c"
	right "$lab"
	wrong "$lab"
done >"$tmp/claims"
plan $(($(wc -l <"$tmp/claims") + 31 + $(echo "$models" | wc -l)))

for lab in $models; do
	try "reference $lab is proven" proven "$lab" "reference/$lab/fallback.c"
	for r in $(right "$lab"); do
		what=${r##*/}
		if for_the_shim "$r"; then
			try "${what%.c} is proven for $lab, too" proven "$lab" "$r" all-together
		else
			skip "${what%.c} is proven for $lab, too" "not for the shim, as its header says"
		fi
	done
	wrong "$lab" >"$tmp/wrong"
	while read -r f scenario; do
		what=${f##*/}
		try "${what%.c} is refuted by $scenario" refuted "$lab" "$f" "$scenario" </dev/null
	done <"$tmp/wrong"
done

try "a proof is one under sequential consistency" names_model sc "sequential consistency"
try "or with store buffers" names_model tso "x86-TSO"
try "or with late reads" names_model weak "need not get the newest value"
for lab in $models; do
	try "reference $lab is proven with late reads" \
		env MODEL=weak make -s modelcheck LAB="$lab" SRC="reference/$lab/fallback.c"
done
# Every access marked, and nothing ordered: no data race, and right on x86.
sed -e 's/init_task_work(&req->task_work, cb);/WRITE_ONCE(req->task_work.func, cb);/' \
	-e 's/req->task_work.next = head;/WRITE_ONCE(req->task_work.next, head);/' \
	-e 's/try_cmpxchg(/try_cmpxchg_relaxed(/' \
	-e 's/next = work->next;/next = READ_ONCE(work->next);/' \
	-e 's/\twork->func(work);$/\tREAD_ONCE(work->func)(work);/' \
	reference/04-drain/fallback.c >"$tmp/marked.c"
try "a push without order is refuted by late reads" refuted_by_weak "$tmp/marked.c" \
	"(in memory: item_callback)"

# --- what cannot be run to its end -------------------------------------------

with null.c 'WRITE_ONCE(*(int *)0, 1);'
try "a NULL pointer" told "$tmp/null.c" "follows a NULL pointer"
with wild.c 'req = (void *)0x123456789000;'
try "a wild pointer" told "$tmp/wild.c" "a pointer that leads nowhere"
with trap.c '__builtin_trap();'
try "an instruction that is none" told "$tmp/trap.c" "it crashes"
with loop.c 'for (;;) barrier();'
try "a loop without an access to memory" told "$tmp/loop.c" "computes forever"
with spin.c 'while (READ_ONCE(req->ctx)) ;'
try "a loop that looks for what never comes" told "$tmp/spin.c" "FAIL  two-pushes"
with recursion.c 'int deeper(int n) { return n + deeper(n + 1); } if (deeper(1)) return;'
try "a function that calls itself forever" told "$tmp/recursion.c" "until its stack is full"
with again.c 'io_req_task_work_add_fallback(req, cb);'
try "a push that pushes forever" told "$tmp/again.c" "FAIL  two-pushes"

# --- what the shim does not have, and what does not compile --------------------

shim="is not in the model checker's shim of the kernel"
with function.c 'printk_deferred("pushed");'
try "a function of the kernel's" on_top "$tmp/function.c" \
	"function.c:$line: printk_deferred() $shim"
with declared.c 'io_fallback_req_cancel(&req->task_work);'
try "a function that is only declared" on_top "$tmp/declared.c" "io_fallback_req_cancel() $shim"
with libc.c 'extern int puts(const char *s); puts("ok 1 two-pushes");'
try "a function of the C library's" on_top "$tmp/libc.c" "puts() $shim"
with member.c 'req->opcode = 0;'
try "a member of a struct" on_top "$tmp/member.c" "opcode of struct io_kiocb $shim"
{ echo '#include <linux/percpu.h>'; cat "$push"; } >"$tmp/header.c"
try "a header" on_top "$tmp/header.c" "header.c:1: <linux/percpu.h> $shim"
sed 's/io_req_task_work_add_fallback/push/' "$push" >"$tmp/absent.c"
try "a function of the contract that is missing" on_top "$tmp/absent.c" \
	"there is no io_req_task_work_add_fallback()"
with syntax.c 'goto;'
try "a file that does not compile" told "$tmp/syntax.c" "syntax.c:$line:"
# Its own names may be the checker's, or those of the C library.
{
	cat "$push"
	echo 'int run, model, threads; void exit(int n); void exit(int n) { run = n; }'
	echo 'void explore(void); void explore(void) { model++; }'
} >"$tmp/names.c"
try "names that the checker has, too" make -s modelcheck LAB=03 SRC="$tmp/names.c"

# --- usage ---------------------------------------------------------------------

try "a lab without a model" one_line LAB=00
try "a memory model that is not there" one_line LAB=03 MODEL=pso
try "a scenario that is not there" one_line LAB=03 SRC="$push" SCENARIO=none
try "a schedule of no scenario" one_line LAB=03 SCHEDULE=0x1
try "a schedule of another file" says 2 "step 3 is \"drain 2\"'s, but it has ended" \
	env LAB=04 SRC=reference/04-drain/fallback.c SCENARIO=two-drains SCHEDULE=0x1.1x9 \
	labs/harness/verbs/modelcheck

# --- make check ------------------------------------------------------------------

sed 's/} while (!try_cmpxchg(&ctx->exit_task_work, &head, &req->task_work));/} while (0);\
	WRITE_ONCE(ctx->exit_task_work, \&req->task_work);/' "$push" >"$tmp/lost.c"
try "check: proven, and timed" checked 0 "$push" "ok    two-pushes" ", model "
try "check: refuted" checked 1 "$tmp/lost.c" "FAIL  two-pushes" \
	"again: make modelcheck LAB=03 SRC=$tmp/lost.c SCENARIO=two-pushes"
# as_pasted FILE: the counterexample's last line, typed into a shell, shows it again
as_pasted()
{
	exits 1 "$tmp/report" make -s check LAB=03 SRC="$1" || return 1
	command=$(sed -n 's/^ *again: //p' "$tmp/report")
	exits 1 "$tmp/pasted" sh -c "$command" && grep -q "seen: . was pushed and never runs" "$tmp/pasted"
}

cp "$tmp/lost.c" "$tmp/it's mine.c"
try "a counterexample ends with a command to paste" as_pasted "$tmp/lost.c"
try "whatever the file is called" as_pasted "$tmp/it's mine.c"
# What is right all the same, the guests tell.
{ echo '#include <linux/percpu.h>'; cat "$push"; } >"$tmp/header.c"
try "check: not for the shim" checked 1 "$tmp/header.c" "skip  can-be-checked" "$shim" \
	"linux/percpu.h> is not on the list of headers" "REVIEW"
config=debug
try "check: real threads, with CONFIG=debug" checked 0 "$push" \
	"real threads (ThreadSanitizer)" ", threads "
try "check: they see a data race" checked 1 "$tmp/lost.c" "a data race, as ThreadSanitizer has it"
