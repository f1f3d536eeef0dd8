#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Submissions with hostile names, files that hide something, and machines that lack
# something: a row for each, and a verdict only where there is one.
#
# minutes: 2

. "${0%/*}/tap.sh"

box_ready
# shellcheck disable=SC2031
[ -n "$box" ] || {
	plan 1
	skip "submissions are graded in boxes" "no boxes here: $box_refused"
	exit 0
}

plan 10

lab=03-push
secret=$tmp/host/secret
mkdir -m 777 "$tmp/host"
echo "a-word-of-the-graders" >"$secret"
chmod 644 "$secret"

# --- what review_source() sees ------------------------------------------------------

# seen TEXT WORDS: that C is told of with these words
seen()
{
	printf '%b\n' "$1" >"$tmp/seen.c"
	review_source "$tmp/seen.c" >"$tmp/seen"
	grep -qF -e "$2" "$tmp/seen" && return 0
	echo "not seen: $1"
	cat "$tmp/seen"
	return 1
}

spellings()
{
	seen '%:include "x.h"' '#include "x.h"' && seen '#\\\ninclude <linux/fs.h>' 'linux/fs.h' &&
		seen '/* x */ # /* y */ include <linux/fs.h>' 'linux/fs.h' &&
		seen 'as\\\nm("syscall");' 'asm' && seen '#define X(a) a##sm' '##' &&
		seen '#if 1' '#if 1' && seen '_Pragma("x")' _Pragma &&
		seen '__attribute__((constructor)) void f(void) {}' constructor &&
		seen 'int c = __COUNTER__;' COUNTER && seen "char c = '\"'; asm(\"x\"); c = '\"';" 'asm'
}

no_spelling()
{
	{
		printf '// asm #if\n/* asm\n#if\n*/ char *s = "asm ## #if";\n'
		printf '#include <linux/delay.h>\nint plasma;\n'
	} >"$tmp/seen.c"
	review_source "$tmp/seen.c" >"$tmp/seen"
	[ ! -s "$tmp/seen" ] || { cat "$tmp/seen"; return 1; }
}

try "another spelling hides nothing" spellings
try "and comments and strings are none" no_spelling

# --- make grade ----------------------------------------------------------------------

# after_header TEXT: the reference with that behind its #include
after_header()
{
	sed '/^#include "fallback.h"$/q' "reference/$lab/fallback.c"
	printf '%s\n' "$1"
	sed '1,/^#include "fallback.h"$/d' "reference/$lab/fallback.c"
}

# Names of files, each with a right or a wrong file in it.
submissions()
{
	mkdir -p "$tmp/sub/a b" "$tmp/sub/a_b" "$tmp/sub/__MACOSX" "$tmp/other/sub"
	cp "reference/$lab/fallback.c" "$tmp/sub/a b/x.c"
	cp "labs/$lab/fallback.c" "$tmp/sub/a_b/x.c"
	cp "labs/$lab/fallback.c" "$(printf '%s/sub/n\nl"q\\\tt.c' "$tmp")"
	for name in -rf '=cmd()' +1 @x "$(printf '\t=1')"; do
		cp "labs/$lab/fallback.c" "$tmp/sub/$name.c"
	done
	cp "labs/$lab/fallback.c" "$tmp/sub/$(printf '\351').c"
	: >"$tmp/sub/__MACOSX/._x.c"
	ln -s "$secret" "$tmp/sub/link.c"
	mkfifo "$tmp/sub/fifo.c"
	ln -s "${secret%/*}" "$tmp/sub/parts"
	after_header '#include "../parts/secret"' >"$tmp/sub/a b/leak.c"
	after_header "$(printf '#ifdef SHIM_KERNEL_H\n#define REALLY 1\n#endif')" >"$tmp/sub/two-faces.c"
	cp "reference/$lab/fallback.c" "$tmp/other/sub/x.c"
}

verdict_of()
{
	sed -n "s/^\([a-z ]*\),.*,\"$1\",.*/\1/p" "$table"
}

table_of()
{
	sed -n 's/^table: \(.*\); .*/\1/p' "$tmp/report"
}

all_have_rows()
{
	submissions
	make -s grade LAB="${lab%%-*}" DIR="$tmp/sub" >"$tmp/report" 2>&1
	[ $? -eq 2 ] || { cat "$tmp/report"; return 1; }
	table=$(table_of)
	[ "$(verdict_of 'a b\/x.c')" = passed ] && [ "$(verdict_of 'a_b\/x.c')" = failed ] &&
		[ "$(verdict_of link.c)" = error ] && [ "$(verdict_of '__MACOSX\/._x.c')" = ignored ] &&
		[ "$(verdict_of fifo.c)" = error ] && [ "$(verdict_of "'-rf.c")" = failed ] &&
		! grep -q ',"[=+@	-]' "$table" && grep -q '"file": "=cmd().c"' "${table%.csv}.json" &&
		grep -q '"file": "\\u0009=1.c"' "${table%.csv}.json" &&
		grep -qF "\"compiler\":\"$(gcc --version | head -n 1)\"" "${table%.csv}.json" &&
		grep -qF "\"pushdrain\":\"$(project_version)\"" "${table%.csv}.json" &&
		grep -q '"kernel":"6\.12\.[0-9]' "${table%.csv}.json" &&
		grep -q '^review,"passed",".*ifdef' "$table" &&
		! grep -rqs "a-word-of" "${table%/*}" &&
		[ "$(grep -c '"verdict": "failed"' "${table%.csv}.json")" -eq 9 ] && return 0
	cat "$table"
	return 1
}

# Another directory of that name has a table of its own, and another kernel is graded
# again.
kept_apart()
{
	make -s grade LAB="${lab%%-*}" DIR="$tmp/other/sub" >"$tmp/report" 2>&1 ||
		{ cat "$tmp/report"; return 1; }
	other=$(table_of)
	[ "$other" != "$table" ] && [ "$(verdict_of 'a b\/x.c')" = passed ] || return 1
	make -s grade LAB="${lab%%-*}" DIR="$tmp/other/sub" KERNEL=9.9 >"$tmp/report" 2>&1
	[ $? -eq 2 ] || { cat "$tmp/report"; return 1; }
	make -s grade LAB="${lab%%-*}" DIR="$tmp/other/sub" KERNEL=6.1 >"$tmp/report" 2>&1 &&
		grep -q '^passed *x.c' "$tmp/report" || { cat "$tmp/report"; return 1; }
	rm -rf "${table%/*}" "${other%/*}"
}

# A machine without namespaces.
refuses()
{
	mkdir -p "$tmp/bin"
	printf '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n' \
		>"$tmp/bin/bwrap"
	chmod +x "$tmp/bin/bwrap"
	(
		# shellcheck disable=SC2030
		PATH=$tmp/bin:$PATH
		gives 2 "no boxes here" make -s grade LAB=03 DIR="$tmp/other/sub" &&
			gives 0 "runs with your rights" make -s check LAB=03 SRC="reference/$lab/fallback.c"
	)
}

# Memory, files and file sizes that the machine does not give are nobody's mistake.
machine_is_to_blame()
{
	for limit in '-v 60000' '-f 100' '-n 12'; do
		# shellcheck disable=SC2086
		(ulimit $limit && RESULTS=$tmp/results make -s check LAB=03 \
			SRC="reference/$lab/fallback.c") >"$tmp/report" 2>&1
		[ $? -eq 2 ] || { echo "ulimit $limit:"; cat "$tmp/report"; return 1; }
	done
}

# The box's limits on what each process in it gets, unless the caller's are lower.
lower_limit()
{
	# shellcheck disable=SC2031
	limits="prlimit --cpu=9 --as=2048000000 --fsize=1024000 --nproc=5000 $box"
	for BOX_CPU in 5 9 70; do
		export BOX_CPU
		$limits --ro-bind /usr/bin/cat /usr/bin/cat -- cat /proc/self/limits >"$tmp/limits" &&
			grep "cpu time  *$((BOX_CPU < 9 ? BOX_CPU : 9))  *9 " "$tmp/limits" &&
			grep 'address space  *2048000000  *2048000000 ' "$tmp/limits" &&
			grep 'file size  *1024000  *1024000 ' "$tmp/limits" &&
			grep 'processes  *64  *64 ' "$tmp/limits" || { cat "$tmp/limits"; return 1; }
	done
	unset BOX_CPU
}

# The first process of a box is readable from it, unless root has made the box.
no_environment()
{
	# shellcheck disable=SC2031
	PUSHDRAIN_WORD=a-word-of-the-graders "$box" --ro-bind /usr/bin/cat /usr/bin/cat -- \
		cat /proc/self/environ /proc/1/environ >"$tmp/environ" 2>&1
	grep -q HOME=/tmp "$tmp/environ" && ! grep -a "a-word-of" "$tmp/environ"
}

# killed_if PATTERN TIMES: a compiler whose command has PATTERN is killed so often
killed_if()
{
	mkdir -p "$tmp/bin3"
	rm -f "$tmp/kills"
	cat >"$tmp/bin3/gcc" <<-END
	#!/bin/sh
	case "\$*" in
	*$1*submitted.c*)
		echo >>"$tmp/kills"
		[ "\$(wc -l <"$tmp/kills")" -gt $2 ] || kill -TERM \$\$
		;;
	esac
	exec /usr/bin/gcc "\$@"
	END
	chmod +x "$tmp/bin3/gcc"
}

# It is not in a box, where nobody can put another compiler.  The one for the kernel is
# started twice if the first has nothing to say: see compile_fallback.
compiler_killed()
{
	cp "reference/$lab/fallback.c" "$tmp/submitted.c"
	for kind in 'KBUILD_MODFILE 2' 'shim 1'; do
		# shellcheck disable=SC2086
		killed_if ${kind% *} ${kind#* }
		# shellcheck disable=SC2031
		exits 2 "$tmp/report" env PATH="$tmp/bin3:$PATH" PUSHDRAIN_UNBOXED=yes \
			make -s check LAB=03 SRC="$tmp/submitted.c" &&
			grep -q "says nothing about your file" "$tmp/report" || return 1
	done
}

# A tool that fails does not make a file a clean one.
tool_fails()
{
	mkdir -p "$tmp/bin2"
	printf '#!/bin/sh\nexit 1\n' >"$tmp/bin2/objdump"
	chmod +x "$tmp/bin2/objdump"
	(
		# shellcheck disable=SC2031
		PATH=$tmp/bin2:$PATH
		gives 2 "binutils" make -s check LAB=03 SRC="reference/$lab/fallback.c"
	)
}

table=
try "each submission has a row, whatever its name" all_have_rows
try "directories, kernels and wrong kernels are kept apart" kept_apart
try "without boxes, grade refuses and check says so" refuses
try "objdump fails: no verdict" tool_fails
try "a compiler that something kills, for the kernel or the checker: no verdict" compiler_killed
try "too little memory, too small files, too few descriptors: no verdict" machine_is_to_blame
try "the lower of the caller's and the box's limits holds" lower_limit
try "the caller's environment is not in a box" no_environment
