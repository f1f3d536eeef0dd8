#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Files that attack the machine that grades them: nothing of the host is read, written or
# killed, and none of them passes.
#
# minutes: 2

. "${0%/*}/tap.sh"

# A tree of our own, so that what is left over can be told from other tests' processes.
tree=$tmp/tree
copy_tree "$tree"
box_ready
# shellcheck disable=SC2031
[ -n "$box" ] || {
	plan 1
	skip "what is hostile stays in its box" "no boxes here: $box_refused"
	exit 0
}

plan 22

lab=03-push
secret=$tmp/host/secret canary=$tmp/host/canary
mkdir -m 777 "$tmp/host"
echo "a-word-of-the-graders" >"$secret"
chmod 644 "$secret"

# hostile NAME: the reference of lab 03 with what is on stdin behind its #include.
# SECRET and CANARY are files of the host.
hostile()
{
	{
		sed '/^#include "fallback.h"$/q' "reference/$lab/fallback.c"
		sed -e "s|SECRET|$secret|g" -e "s|CANARY|$canary|g"
		sed '1,/^#include "fallback.h"$/d' "reference/$lab/fallback.c"
	} >"$tmp/$1.c"
}

# A system call of the host's, in C that the kernel and the checker both compile.
host_call='static long host(long n, long a, long b, long c)
{
	register long r10 __asm__("r10") = 0;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return ret;
}
'

# contained NAME VERDICT [WORDS]: that verdict; the host is as it was, and its secret is
# in nothing that was made
contained()
{
	rm -rf "$tmp/results"
	RESULTS=$tmp/results timeout 200 make -s -C "$tree" check LAB="${lab%%-*}" \
		SRC="$tmp/$1.c" >"$tmp/report" 2>&1
	tail -n 2 "$tmp/report"
	[ ! -e "$canary" ] || { echo "it has written a file"; return 1; }
	! grep -rqs "a-word-of" "$tmp/results" "$tmp/report" || { echo "it has read a file"; return 1; }
	grep -q "^$2 lab " "$tmp/report" || { echo "the verdict is not $2"; return 1; }
	grep -qF -e "${3:-}" "$tmp/report" || { echo "not said: $3"; return 1; }
}

# --- to the compiler ------------------------------------------------------------

echo '#include "SECRET"' | hostile includes
try "a file of the host is included" contained includes FAILED
echo '__asm__(".incbin \"SECRET\"");' | hostile incbin
try "or put into the object" contained incbin FAILED
echo '#include "/dev/ptmx"' | hostile endless
try "one that never ends" contained endless FAILED
echo '#include "/proc/self/environ"' | hostile environ
try "the environment, which is the box's" contained environ REVIEW
printf '#include "%s/reference/03-push/fallback.c"\n' "$top" | hostile solution
try "the solution" contained solution FAILED
{
	echo '#define A0 int x;'
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "#define A$i A$((i - 1)) A$((i - 1)) A$((i - 1)) A$((i - 1)) A$((i - 1)) A$((i - 1)) A$((i - 1)) A$((i - 1)) A$((i - 1)) A$((i - 1))"
	done
	echo 'A9'
} | hostile bomb
try "ten to the ninth declarations" contained bomb FAILED

# --- in the kernel, and in the checker --------------------------------------------

# in_all NAME CALL: at the first chance, in the kernel and on the host
in_all()
{
	{
		echo '#include <linux/init.h>'
		echo "$host_call"
		echo 'static char path[] = "CANARY", other[] = "SECRET";'
		echo '#ifdef SHIM_KERNEL_H'
		echo '__attribute__((constructor)) static void evil(void)'
		echo "{ (void)path; (void)other; $2 }"
		echo '#else'
		echo 'static int __init evil(void)'
		echo "{ (void)path; (void)other; $2 return 0; }"
		echo 'late_initcall(evil);'
		echo '#endif'
	} | hostile "$1"
}

attacks='writes:host(2, (long)path, 0101, 0666);
mkdirs:host(83, (long)path, 0777, 0);
renames:host(82, (long)other, (long)path, 0);
unlinks:host(87, (long)other, 0, 0);
kills-all:host(62, -1, 9, 0);
bombs:for (int i = 0; i < 300; i++) host(57, 0, 0, 0);
leaves-its-group:if (!host(57, 0, 0, 0)) { host(112, 0, 0, 0); host(35, (long)(long[]){ 600, 0 }, 0, 0); }'
echo "$attacks" | while IFS=: read -r name call; do
	in_all "$name" "$call"
done

# survived NAME: it did not pass, whatever became of it, and nothing of it is left
survived()
{
	contained "$1" '[A-Z ]*' || return 1
	! grep -q '^PASSED' "$tmp/report" || { echo "it has passed"; return 1; }
	[ "$(cat "$secret")" = a-word-of-the-graders ] || { echo "the secret is gone"; return 1; }
	! pgrep -af "$tree/build/work" || { echo "something is left"; return 1; }
}

for name in $(echo "$attacks" | cut -d : -f 1); do
	try "system calls of the host: it $name" survived "$name"
done

echo 'extern int os_open_file(const char *file, int flags, int mode);
static int __attribute__((used)) evil(void) { return os_open_file("CANARY", 2, 0666); }' |
	hostile os
try "functions of User-Mode Linux are named" contained os REVIEW "it refers to os_open_file"
printf '#ifdef SHIM_KERNEL_H\n#define REALLY 1\n#endif\n' | hostile two-faces
try "one thing to the checker, another to the kernel" contained two-faces REVIEW "#ifdef SHIM_KERNEL_H"

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
	printf '// asm #if\n/* asm\n#if\n*/ char *s = "asm ## #if";\n#include <linux/delay.h>\nint plasma;\n' \
		>"$tmp/seen.c"
	review_source "$tmp/seen.c" >"$tmp/seen"
	[ ! -s "$tmp/seen" ] || { cat "$tmp/seen"; return 1; }
}

try "another spelling hides nothing" spellings
try "and comments and strings are none" no_spelling

# --- make grade ----------------------------------------------------------------------

# Names of files, each with a right or a wrong file in it.
submissions()
{
	mkdir -p "$tmp/sub/a b" "$tmp/sub/a_b" "$tmp/sub/__MACOSX" "$tmp/other/sub"
	cp "reference/$lab/fallback.c" "$tmp/sub/a b/x.c"
	cp "labs/$lab/fallback.c" "$tmp/sub/a_b/x.c"
	cp "labs/$lab/fallback.c" "$(printf '%s/sub/n\nl"q\\\tt.c' "$tmp")"
	cp "labs/$lab/fallback.c" "$tmp/sub/-rf.c"
	cp "labs/$lab/fallback.c" "$tmp/sub/$(printf '\351').c"
	: >"$tmp/sub/__MACOSX/._x.c"
	ln -s "$secret" "$tmp/sub/link.c"
	mkfifo "$tmp/sub/fifo.c"
	ln -s "${secret%/*}" "$tmp/sub/parts"
	echo '#include "../parts/secret"' | hostile leak
	mv "$tmp/leak.c" "$tmp/sub/a b/leak.c"
	mv "$tmp/two-faces.c" "$tmp/sub/"
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
		[ "$(verdict_of fifo.c)" = error ] && [ "$(verdict_of '-rf.c')" = failed ] &&
		grep -q '^review,"passed",".*ifdef' "$table" &&
		! grep -rqs "a-word-of" "${table%/*}" &&
		[ "$(grep -c '"verdict": "failed"' "${table%.csv}.json")" -eq 5 ] && return 0
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
	printf '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n' >"$tmp/bin/bwrap"
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
try "too little memory, too small files, too few descriptors: no verdict" machine_is_to_blame
