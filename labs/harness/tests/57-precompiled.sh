#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A fallback.c is compiled with headers that were compiled before.  Nobody but a
# clock may notice: the objects are the same, and so is what the compiler says.

. "${0%/*}/tap.sh"

plan 9

work=$tmp
some="reference/02-worker/fallback.c reference/06-flush/fallback.c uml-config/baseline.c
	exercises/bugs/03-kmalloc.c exercises/bugs/04-spin-lock.c"

# both FILE [FLAG...]: compiled with the headers to with.o, and as ever to without.o
both()
{
	file=$1
	shift
	begins_with_header "$file" && headers_ready "$@" || { echo "$file: no headers"; return 1; }
	compile_as "$headers.cc" "$file" "$tmp/with.o" -Werror=invalid-pch || return 1
	compile_as "$kernel/cc" "$file" "$tmp/without.o" "$@" -DIO_FALLBACK_TRACED
}

# same_object FILE: to the byte, but for what is there for a debugger
same_object()
{
	both "$1" || return 1
	objcopy -g "$tmp/with.o"
	objcopy -g "$tmp/without.o"
	cmp "$tmp/with.o" "$tmp/without.o" || { echo "$1: another object"; return 1; }
}

# The compiler's scheduler may then swap two instructions that do not depend on each
# other, so what is compared is which there are, in which function and of which line.
same_instructions()
{
	# shellcheck disable=SC2086
	both "$1" -include "$kunit_dir/access.h" $watch_flags || return 1
	for o in with without; do
		objdump -drl --no-show-raw-insn "$tmp/$o.o" | sed -n 's/^ *[0-9a-f]*:	//; 4,$p' |
			sed 's/\(j[a-z]*\|call\) .*</\1 </; s/+0x[0-9a-f]*//' | sort >"$tmp/$o"
	done
	cmp "$tmp/with" "$tmp/without" || { echo "$1: other instructions"; return 1; }
}

# each COMMAND FILE...: for each of them
each()
{
	each=$1
	shift
	for f in "$@"; do
		"$each" "$f" || return 1
	done
}

build "$(releases | head -n 1)" fast >&2
# shellcheck disable=SC2086
try "plain objects are the same to the byte" each same_object $some
# shellcheck disable=SC2086
try "watched objects have the same instructions" each same_instructions $some

# With KASAN no headers are compiled before.
never_with_kasan()
{
	built=$kernel
	mkdir -p "$tmp/kasan"
	sed 's/^gcc /gcc -fsanitize=kernel-address /' "$kernel/cc" >"$tmp/kasan/cc"
	kernel=$tmp/kasan
	compile_fallback reference/03-push/fallback.c "$tmp/kasan.o"
	compiled=$?
	kernel=$built
	[ "$compiled" -eq 0 ] && [ ! -e "$tmp/kasan/headers" ]
}
try "with KASAN they are compiled as ever" never_with_kasan

# first TEXT: does a file that begins with it begin with the header?
first()
{
	# shellcheck disable=SC2059
	printf "$1" >"$tmp/first.c"
	begins_with_header "$tmp/first.c"
}

all_begin()
{
	for text in "$@"; do
		first "$text" || { echo "no: $text"; return 1; }
	done
}

none_begins()
{
	for text in "$@"; do
		! first "$text" || { echo "yes: $text"; return 1; }
	done
}

h='#include "fallback.h"\n'
try "comments and space may stand before it" all_begin "$h" "\n\t # include\t\"fallback.h\" \n" \
	"// a\n/* b\n * $h */ // c\n$h" "/**/ /* a */$h" "/* /* */ $h" "/***/$h" "/*/ */$h" \
	"// /*\n$h"
try "and nothing else" none_begins "" "int x;\n$h" "#define A\n$h" "/*/ $h" "/* $h" "// $h" \
	"// a \\\\\n int x;\n$h" "/* a *\\\\\n/ int x; /*\n*/$h" "#include <fallback.h>\n" \
	'#include "fallback.h" int\n' "a$h" "#if 0\n$h" "/* a */ b /* c */\n$h"

# A fallback.h beside the file is the one that the compiler takes.
beside()
{
	mkdir -p "$tmp/beside"
	cp reference/03-push/fallback.c "$tmp/beside/"
	begins_with_header "$tmp/beside/fallback.c" || return 1
	: >"$tmp/beside/fallback.h"
	! begins_with_header "$tmp/beside/fallback.c"
}
try "a fallback.h of the student's is not passed over" beside

# said FILE: what the compiler says of it with headers and without is the same
said()
{
	compile_fallback "$1" "$tmp/o.o" -I "$tmp" >"$tmp/with" 2>&1
	with=$?
	compile_as "$kernel/cc" "$1" "$tmp/o.o" -I "$tmp" -DIO_FALLBACK_TRACED >"$tmp/without" 2>&1
	[ "$with" -eq $? ] && [ -s "$tmp/with" ] && diff "$tmp/without" "$tmp/with"
}

diagnostics()
{
	sed 's/req->ctx/req->ctz/' reference/03-push/fallback.c >"$tmp/wrong.c"
	sed 's/^{/{ int unused; container_of(ctx, struct llist_node, next);/' \
		reference/03-push/fallback.c >"$tmp/warned.c"
	said "$tmp/wrong.c" && said "$tmp/warned.c"
}
try "errors and warnings are the same, their lines and includes too" diagnostics

# Others' headers and half made ones: the cache's, in a copy.
copied()
{
	mkdir -p "$tmp/kernel"
	cp "$kernel/cc" "$tmp/kernel/"
	kernel=$tmp/kernel
	headers_ready || return 1
	before=$headers
	headers_ready -DOTHER && [ "$headers" != "$before" ] || { echo "other flags"; return 1; }
	echo "int one;" >"$tmp/own.h"
	headers_ready -include "$tmp/own.h" || return 1
	before=$headers
	echo "int two;" >"$tmp/own.h"
	headers_ready -include "$tmp/own.h" && [ "$headers" != "$before" ] ||
		{ echo "another header"; return 1; }
	sed 's/ -O2 / -O3 /' "$kernel/cc" >"$tmp/cc" && mv "$tmp/cc" "$kernel/cc"
	before=$headers
	headers_ready -include "$tmp/own.h" && [ "$headers" != "$before" ] || {
		echo "another command"
		return 1
	}
}
try "other flags, headers or commands are other headers" copied

# stopped in the middle: what is there afterwards is whole or not there
stopped()
{
	mkdir -p "$tmp/stopped"
	cp "$kernel/cc" "$tmp/stopped/"
	kernel=$tmp/stopped
	for after in 0.1 0.3 0.6; do
		(
			headers_ready
		) &
		sleep "$after"
		pkill -KILL -P $! || :
		kill -KILL $! 2>/dev/null || :
		wait
		rm -f "$kernel"/headers/*.gch
	done
	same_object reference/03-push/fallback.c || return 1
	left=$(find "$kernel/headers" -name '*.part')
	[ -z "$left" ] || { echo "left: $left"; return 1; }
}
try "stopped three times, and then made" stopped
