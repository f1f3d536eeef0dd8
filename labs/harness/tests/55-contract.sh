#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The contract of fallback.h: push and drain must be there, the other functions have
# defaults, and one whose name was mistyped is told by name, because nobody would
# call it.

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=../lib/contract.sh
. "$top/labs/harness/lib/contract.sh"

plan 17

seam=uml-config/seam
push=reference/03-push/fallback.c

# The functions that FILE declares, or defines as weak, sorted.
declared()
{
	sed -n 's/^[a-z].*[ *]\(io_[a-z_]*\)(.*/\1/p' "$1" | sort
}

# The seam provides one of those that fallback.h declares.
table_is_whole()
{
	declared "$fallback_h" | grep -vx io_fallback_req_cancel >"$tmp/declared"
	contract | sort | diff "$tmp/declared" -
}

defaults_are_the_rest()
{
	contract | grep -vxE 'io_(req_task_work_add|run_ctx)_fallback' | sort >"$tmp/rest"
	declared "$seam/fallback_defaults.c" | diff "$tmp/rest" - &&
		! grep '^[a-z].*(' "$seam/fallback_defaults.c" | grep -v ' __weak '
}

# compiled NAME...: an object with an empty function of each of these names
compiled()
{
	for name in "$@"; do
		echo "void $name(void);"
		echo "void $name(void) { }"
	done >"$tmp/named.c"
	gcc -g -O1 -c -o "$tmp/named.o" "$tmp/named.c"
}

# meant NAME CONTRACT-NAME: the first is told, with its line, and the second offered
meant()
{
	compiled helper "$1"
	! contract_kept "$tmp/named.o" "$tmp/named.c" >"$tmp/said" || { echo "$1 passed"; return 1; }
	[ "$(cat "$tmp/said")" = "$tmp/named.c:4: $1() is not in the contract: did you mean $2()?" ] ||
		{ cat "$tmp/said"; return 1; }
}

misspelt()
{
	meant io_fallback_flsh io_fallback_flush &&
		meant io_fallback_flushh io_fallback_flush &&
		meant io_falback_init io_fallback_init &&
		meant iofallback_sync io_fallback_sync &&
		meant io_fallback_exit_ring io_fallback_exit &&
		meant io_fallback_ringexit io_fallback_ring_exit &&
		meant io_fallback_ring_exit_waits io_fallback_ring_exit_wait &&
		meant io_run_ctx_falback io_run_ctx_fallback &&
		meant io_run_fallback io_run_ctx_fallback &&
		meant io_req_task_work_add_fallbak io_req_task_work_add_fallback &&
		meant io_req_task_add_fallback io_req_task_work_add_fallback
}

several()
{
	compiled io_fallback_flsh io_fallback_int
	! contract_kept "$tmp/named.o" "$tmp/named.c" >"$tmp/said" &&
		[ "$(wc -l <"$tmp/said")" -eq 2 ]
}

# Whatever a helper is called, and the contract's own names.
others()
{
	# shellcheck disable=SC2046
	compiled $(contract) helper io_helper push drain fallback_init io_worker io_ring_drain \
		io_take_list init flush io_fallback_req_cancel __io_run_ctx_fallback
	contract_kept "$tmp/named.o" "$tmp/named.c"
}

# with FILE LINE...: a right push with these lines before it
with()
{
	file=$tmp/$1
	shift
	{
		sed '/^#include "fallback.h"$/q' "$push"
		printf '%s\n' "$@"
		sed '1,/^#include "fallback.h"$/d' "$push"
	} >"$file"
}

# line_of FILE TEXT
line_of()
{
	grep -n -F -e "$2" "$1" | tail -n 1 | cut -d : -f 1
}

# says STATUS WORDS COMMAND...: exit STATUS, and WORDS in a line of what a user sees
says()
{
	want=$1 words=$2
	shift 2
	status=0
	"$@" >"$tmp/report" 2>&1 || status=$?
	cat "$tmp/report"
	[ "$status" -eq "$want" ] || { echo "exit $status, not $want"; return 1; }
	grep -qF -e "$words" "$tmp/report" || { echo "not said: $words"; return 1; }
}

check()
{
	RESULTS="$tmp/results" make -s check LAB=03 SRC="$1"
}

# The statement of each line of the table, in a right push, and what the table says of it.
compiler_in_words()
{
	grep -v '^#' "$top/labs/harness/lib/compiler.words" >"$tmp/words"
	tab=$(printf '\t')
	while IFS=$tab read -r _ meaning statement; do
		statement=$statement awk '{ print } /init_task_work\(/ { print "\t" ENVIRON["statement"] }' \
			"$push" >"$tmp/words.c"
		says 1 "$meaning" check "$tmp/words.c" </dev/null || return 1
		# The line is the file's own, wherever the macro is.
		grep -qF "$tmp/words.c:$(line_of "$tmp/words.c" "$statement"):" "$tmp/report" ||
			{ echo "another line"; return 1; }
	done <"$tmp/words"
}

try "the table of fallback.h has all that it declares" table_is_whole
try "all but push and drain have a weak default" defaults_are_the_rest
try "a mistyped name is told, with the line and the name that was meant" misspelt
try "each of several is" several
try "a helper may have any other name" others

flush='void io_fallback_flsh(struct io_ring_ctx *ctx)'
with misspelt.c "$flush;" "$flush" '{' '}'
told="misspelt.c:$(line_of "$tmp/misspelt.c" "$flush"): io_fallback_flsh() is not in the contract: did you mean io_fallback_flush()?"
try "make check says so" says 1 "$told" check "$tmp/misspelt.c"
try "and has failed, in its results, too" grep -qF "io_fallback_flsh() is not in the contract" \
	"$tmp/results/result.json"
try "make modelcheck says so" says 1 "$told" make -s modelcheck LAB=03 SRC="$tmp/misspelt.c"

sed 's/io_run_ctx_fallback/io_run_ctx_falback/' "$push" >"$tmp/drain.c"
try "a mistyped drain does not compile" says 1 io_run_ctx_fallback check "$tmp/drain.c"
sed 's/io_req_task_work_add_fallback(/io_req_task_work_add_fallbak(/' "$push" >"$tmp/push.c"
try "a mistyped push is told" says 1 "did you mean io_req_task_work_add_fallback()?" check "$tmp/push.c"
try "by make modelcheck, too" says 1 "did you mean io_req_task_work_add_fallback()?" \
	make -s modelcheck LAB=03 SRC="$tmp/push.c"

with static.c 'static void io_fallback_flush(struct io_ring_ctx *ctx)' '{' '}'
clash="static declaration of 'io_fallback_flush' follows non-static declaration"
try "a function of the contract that is static: the compiler says so" \
	says 1 "$clash" check "$tmp/static.c"
try "in make modelcheck, too" says 1 "$clash" make -s modelcheck LAB=03 SRC="$tmp/static.c"
with unused.c 'static void io_fallback_flsh(struct io_ring_ctx *ctx)' '{' '}'
try "a mistyped one that is static: the compiler warns of what nobody calls" \
	says 0 "'io_fallback_flsh' defined but not used" check "$tmp/unused.c"

with all.c 'int io_fallback_init(struct io_ring_ctx *ctx)' '{' '	return 0;' '}'
exits='ring_exit_begin ring_exit_cancel ring_exit ring_exit_wait ring_exit_end'
for f in $exits flush sync exit; do
	printf '\nvoid io_fallback_%s(struct io_ring_ctx *ctx)\n{\n}\n' "$f"
done >>"$tmp/all.c"
try "a file that defines all of them is valid" says 0 "PASSED lab 03-push" check "$tmp/all.c"
try "for the model checker, too" says 0 PROVEN make -s modelcheck LAB=03 SRC="$tmp/all.c"
try "what a compiler's error means is said, with the file's own line" compiler_in_words
