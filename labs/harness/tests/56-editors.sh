#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What an editor is told of how files are compiled: build/compile_commands.json.
#
# minutes: 4

. "${0%/*}/tap.sh"

plan 11

release=$(releases | head -n 1)
src=reference/03-push/fallback.c
json=build/compile_commands.json

# A checkout of our own, which no other test makes about another kernel meanwhile
copy_tree "$tmp/tree"
cd "$tmp/tree" || exit 1

# check [NAME=VALUE...]: it passes there
check()
{
	exits 0 "$tmp/report" make -s check LAB=03 SRC="$src" "$@"
}

made()
{
	check && [ -s "$json" ] && ! git -C "$top" status --short --ignored=no | grep compile_commands
}

# listed FILE...: each is in it, once, if it is where files of its kind are
listed()
{
	listed_status=0
	for f; do
		[ "$(grep -cF "\"file\": \"$f\"" "$json")" -eq 1 ] && continue
		echo "$f: not listed, or twice"
		listed_status=1
	done
	return "$listed_status"
}

# The JSON's second line and each behind it is an entry, and has three strings.
well_formed()
{
	awk '
	NR == 1 && /^\[\{("[a-z]+": "[^"]+",? ?)+$/ { next }
	NR == 2 { sub(/^/, "{") }
	{ last = $0 }
	$0 == "]" { next }
	!/^\{("[a-z]+": "([^"\\]|\\.)*"(, )?)+\},?$/ { print NR ": " substr($0, 1, 200); bad = 1 }
	END { exit bad || last != "]" }' "$json"
}

written()
{
	stat -c '%i %y' "$json"
}

# Nothing has changed, so the file is not written again; something has, so it is.
only_when_needed()
{
	first=$(written)
	check || return 1
	[ "$(written)" = "$first" ] || { echo "written again"; return 1; }
	echo '/* */' >exercises/bugs/03-new.c
	check && listed exercises/bugs/03-new.c || return 1
	rm exercises/bugs/03-new.c
	check && ! listed exercises/bugs/03-new.c
}

other_kernel()
{
	other=$(releases | tail -n 1)
	check KERNEL="$other" && grep -q "/$other-fast-[0-9a-f]*/linux" "$json" &&
		! grep -q "/$release-fast-" "$json" && check && grep -q "/$release-fast-" "$json"
}

# names_of_ours: a file whose name would end the string that it stands in
odd_name()
{
	: >'exercises/bugs/03-"odd.c'
	check && ! grep -q odd "$json" && well_formed
	odd_status=$?
	rm 'exercises/bugs/03-"odd.c'
	return "$odd_status"
}

# Files of each kind, from what is in the tree.
# shellcheck disable=SC2046
all_listed()
{
	listed uml-config/baseline.c labs/0*/*.c labs/0*/kunit/*.c labs/0*/model/*.c labs/0*/tests/*.c \
		labs/harness/kernel/*.c labs/harness/kernel/*/*.c $(find reference exercises -name '*.c')
}

# --- clangd ---------------------------------------------------------------------

# Each file, which for clangd is a second of work.
no_errors()
{
	[ -s "$json" ] || return 1
	# shellcheck disable=SC2016
	sed -n 's/.*"file": "\([^"]*\)".*/\1/p' "$json" | xargs -P "$(nproc)" -I FILE sh -c '
		said=$(clangd --log=error --check-lines=1-1 --check="$1" 2>&1) && exit
		echo "$1:"
		echo "$said" | grep "^E" | head -n 3
		exit 1' sh FILE
}

wrong_file()
{
	sed 's/READ_ONCE(ctx->exit_task_work)/READ_ONCE(ctx->exit_task_wrk)/' "$src" >labs/03-push/fallback.c
	! clangd --log=error --check=labs/03-push/fallback.c >"$tmp/said" 2>&1 || return 1
	grep -q "exit_task_wrk" "$tmp/said"
}

# asks METHOD LINE COLUMN: a message of the language server protocol about the text below
message()
{
	printf 'Content-Length: %d\r\n\r\n%s' "${#1}" "$1"
}

asks()
{
	about="\"textDocument\":{\"uri\":\"file://$PWD/labs/03-push/fallback.c\""
	{
		message '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
		message "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{$about,\
\"languageId\":\"c\",\"version\":1,\"text\":\"#include \\\"fallback.h\\\"\\n\
static void f(struct io_ring_ctx *ctx)\\n{\\n\\tio_run_ctx_fallback(ctx);\\n\\tio_fallback_\\n}\\n\"}}}"
		message "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"textDocument/$1\",\
\"params\":{$about},\"position\":{\"line\":$2,\"character\":$3}}}"
		message '{"jsonrpc":"2.0","id":3,"method":"shutdown"}'
		message '{"jsonrpc":"2.0","method":"exit"}'
	} | clangd --sync --log=error 2>/dev/null
}

completes()
{
	asks completion 4 13 >"$tmp/said"
	for name in init exit ring_exit flush sync; do
		grep -q "io_fallback_$name(struct io_ring_ctx" "$tmp/said" || { echo "no $name"; return 1; }
	done
}

explains()
{
	asks hover 3 5 >"$tmp/said"
	grep -q "it has found the list empty" "$tmp/said"
}

try "make check writes build/compile_commands.json" made
try "it has every fallback.c, bug, alternative, program, test and model" all_listed
try "it is JSON" well_formed
try "it is written again when there is a new file, and only then" only_when_needed
try "and when another kernel is asked for" other_kernel
try "a file with a quotation mark in its name is left out" odd_name
if ! command -v clangd >/dev/null; then
	for claim in "no error in any file" "an error where there is one" "names are completed" \
		"the contract is shown"; do
		skip "clangd: $claim" "clangd is not installed"
	done
else
	try "clangd: no error in any file" no_errors
	try "clangd: an error where there is one" wrong_file
	try "clangd: names are completed" completes
	try "clangd: the contract is shown" explains
fi
try "no guest is left behind" no_uml_left
