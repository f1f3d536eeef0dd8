#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The rules of the house that a program can check.
#
# minutes: 3

. "${0%/*}/tap.sh"

plan 17

tracked()
{
	if git rev-parse --git-dir >/dev/null 2>&1; then
		git ls-files -- "$@"
	else
		find . -path ./build -prune -o -type f -print | sed 's|^\./||'
	fi
}

top_level()
{
	extra=$(tracked . | cut -d / -f 1 | sort -u |
		grep -vxE 'labs|reference|exercises|docs|uml-config|Makefile|README\.md|COPYING|\..*')
	[ -z "$extra" ] || { echo "outside the agreed top level: $extra"; return 1; }
}

# Who needs whom: labs, exercises and the book the harness, and the harness
# uml-config.  What the harness compiles, and its library, know no lab but the one
# they are given; the verbs and the tests are the front door, and may name all.
one_way()
{
	names 'labs/|reference/|exercises/|docs/|harness' "$@" uml-config || return 1
	names 'reference/|exercises/|labs/[0-9]' "$@" labs/harness/lib labs/harness/host \
		labs/harness/guest labs/harness/kernel labs/harness/measure
}

# names WORDS [FILE] DIRECTORY...: fail if one of them is named there
names()
{
	words="(^|[^[:alnum:]_.])($1)"
	shift
	! grep -rnE -e "$words" "$@"
}

# The rule notices a name where none may be.
one_way_noticed()
{
	for planted in ". labs/harness/lib/labs.sh" "cp reference/06-flush/fallback.c ."; do
		echo "$planted" >"$tmp/planted"
		! one_way "$tmp/planted" || { echo "passed: $planted"; return 1; }
	done
}

scripts()
{
	tracked . | xargs awk '
	FNR == 1 && (FILENAME ~ /\.sh$/ || /^#!\/bin\/sh/) { print FILENAME }
	{ nextfile }'
}

# scripts_clean [FILE]: FILE as if it were a verb.  What shellcheck reads beside a
# script it checks again for each one: so the library is checked once, and verbs and
# tests get a prologue that only sets and uses its variables.
scripts_clean()
{
	rm -rf "$tmp/short"
	mkdir "$tmp/short"
	# shellcheck disable=SC2046
	cp --parents .shellcheckrc $(scripts) uml-config/pins/* "$tmp/short"
	{
		echo "set -eu"
		# shellcheck disable=SC2016
		sed -E -e 's/(^|[^$A-Za-z_])([A-Za-z_]+)=/\n\2=\n/g' \
			-e 's/\$\{?([A-Za-z_]+)/\n: "$\1"\n/g' uml-config/*.sh labs/harness/lib/*.sh |
			grep -xE '[A-Za-z_]+=|: "\$[A-Za-z_]+"' | sort -u
	} >"$tmp/short/labs/harness/lib/prologue.sh"
	if [ $# -gt 0 ]; then
		cp "$1" "$tmp/short/labs/harness/verbs/planted"
		set -- labs/harness/verbs/planted
	else
		scripts | grep -vE '^labs/harness/(verbs|tests)/' |
			xargs -n 6 -P "$(nproc)" shellcheck || return 1
		# shellcheck disable=SC2046
		set -- $(scripts | grep -E '^labs/harness/(verbs|tests)/')
	fi
	(cd "$tmp/short" && echo "$@" | xargs -n 6 -P "$(nproc)" shellcheck)
}

scripts_noticed()
{
	# shellcheck disable=SC2016
	for planted in 'echo "$frobnicated"' 'frobnicated=$top' 'echo $top'; do
		printf '#!/bin/sh\n. "${0%%/*}/../lib/prologue.sh"\n%s\n' "$planted" >"$tmp/planted"
		! scripts_clean "$tmp/planted" || { echo "passed: $planted"; return 1; }
	done
}

licensed()
{
	{
		tracked . | grep -E '\.(c|h|sh|cocci)$|(^|/)Makefile$'
		scripts
	} | xargs awk '
	FNR == 1 { without[FILENAME] }
	/SPDX-License-Identifier: GPL-2.0/ { delete without[FILENAME] }
	FNR == 3 { nextfile }
	END {
		for (f in without) {
			print f ": no SPDX line"
			bad = 1
		}
		exit bad
	}'
}

# What is compiled into a kernel: our header, KUnit tests, every fallback.c, and
# what stands in for one.
kernel_side()
{
	of_fallbacks=
	for l in $(lab_names); do
		lab_read "$l"
		[ "$lab_kind" != fallback ] || of_fallbacks="$of_fallbacks ${l%%-*}"
	done
	tracked . | grep -E '(^|/)fallback\.[ch]$|/tests/runner/crash\.c$|/guests/.*\.c$|/kunit/.*\.[ch]$|/harness/measure/bench/.*\.[ch]$|/harness/kernel/[^/]*\.c$|^uml-config/.*\.[ch]$|^exercises/(bugs|alternatives|parts)/.*\.[ch]$' |
		while read -r f; do
			number=${f#exercises/*/}
			case $f::$of_fallbacks in
			# It runs on the host.
			uml-config/box_filter.c::*) continue ;;
			exercises/*" ${number%%-*}"*) ;;
			exercises/*) continue ;;
			esac
			echo "$f"
		done
}

# checkpatch_as OPTION: of the files on stdin.  Without a repository it starts no python for
# each file's SPDX line; for those see licensed.
checkpatch_as()
{
	GIT_DIR=/dev/null/none xargs -r -n 16 -P "$(nproc)" "$tree/scripts/checkpatch.pl" \
		--root="$tree" --strict "$1" --no-summary --terse --show-types -f
}

checkpatch()
{
	tree=$(uml-config/kernel tree "$(uml-config/kernel releases | head -n 1)" 2>/dev/null)
	status=0
	kernel_side >"$tmp/kernel-side"
	# What crashes on purpose may say BUG(), and the compiler's interface is as it is.
	grep '/crash\.c$' "$tmp/kernel-side" | checkpatch_as --ignore=AVOID_BUG || status=1
	grep '/kunit/access\.c$' "$tmp/kernel-side" |
		checkpatch_as --ignore=AVOID_EXTERNS,COMPLEX_MACRO,MACRO_ARG_REUSE || status=1
	grep -vE '/crash\.c$|/kunit/access\.c$' "$tmp/kernel-side" | checkpatch_as --strict ||
		status=1
	return "$status"
}

# sparse_as CONFIG: of the files on stdin, with the flags of that kernel
sparse_as()
{
	build "$(releases | head -n 1)" "$1" || return 1
	sed -e 's|^ *gcc |sparse -D__CHECKER__ |' -e 's| -iquote | -I|' \
		-e "s| -c -o @OUT@ @SRC@| -I $kunit_dir \"\$1\"|" "$kernel/cc" >"$tmp/sparse"
	xargs -r -n 1 -P "$(nproc)" sh "$tmp/sparse" 2>&1
}

sparse_clean()
{
	kernel_side | grep '\.c$' >"$tmp/kernel-side"
	# uml-config has what stands in for a part of lockdep's kernel.
	{
		grep '^uml-config/' "$tmp/kernel-side" | sparse_as debug
		grep -v '^uml-config/' "$tmp/kernel-side" | sparse_as fast
	} >"$tmp/sparse.out" || return 1
	! grep -F -f "$tmp/kernel-side" "$tmp/sparse.out"
}

# The rules of the kernel's .clang-format differ from release to release in
# what version 14 understands, so lines are checked, not layout.
lines()
{
	# shellcheck disable=SC2016
	tracked . | grep -E '\.[ch]$' | xargs awk '
	# A string is not broken, so that it can be searched for.
	function columns(s,   i, n) {
		n = 0
		while ((i = index(s, "\t")) > 0) {
			n += i - 1
			n += 8 - n % 8
			s = substr(s, i + 1)
		}
		return n + length(s)
	}
	function tell(what) {
		print FILENAME ":" FNR ": " what
		bad = 1
	}
	!/"/ && columns($0) > 80 { tell(columns($0) " columns") }
	/[ \t]$/ { tell("space at the end") }
	/^        / { tell("spaces for a tab") }
	END { exit bad }'
}

# The book has one page for each struct, by its name.
struct_names()
{
	for f in $(tracked . | grep '\.h$'); do
		sed -n "s|^struct \\([a-z_0-9]*\\) {.*|\\1 $f|p" "$f"
	done | sort >"$tmp/structs"
	cut -d ' ' -f 1 "$tmp/structs" | uniq -d >"$tmp/twice"
	[ -s "$tmp/structs" ] && [ ! -s "$tmp/twice" ] ||
		{ grep -wFf "$tmp/twice" "$tmp/structs"; return 1; }
}

skeletons()
{
	status=0
	for lab in $(lab_names); do
		lab_read "$lab"
		labs/harness/lib/derive-skeleton "reference/$lab/$lab_edit" >"$tmp/skeleton" || status=1
		# A student's tree: what counts is what was committed.
		if git cat-file -e "HEAD:labs/$lab/$lab_edit" 2>/dev/null; then
			git show "HEAD:labs/$lab/$lab_edit" >"$tmp/committed"
		else
			cp "labs/$lab/$lab_edit" "$tmp/committed"
		fi
		diff -u "$tmp/committed" "$tmp/skeleton" || {
			echo "labs/$lab/$lab_edit is not what reference/$lab/$lab_edit derives to: make skeletons"
			status=1
		}
	done
	return "$status"
}

# Of what readers and students wrote, the words are theirs.  The brackets keep this line from
# being one of those that it finds.
words()
{
	# shellcheck disable=SC2046
	! grep -niwE 'for[ ]ever|an[e]w|whoeve[r]|whomeve[r]|seldo[m]|is[ ]all one|of[ ]before|say[ ]the same again' \
		$(tracked . | grep -vE '^COPYING$|/fuzz/corpus/|/tests/handed-in/|/tests/hostile/')
}

# sections FILE...: fail if a message, a hint or a comment there names a section of a page, as in
# labs/03-push/README.md, "The list", that the page does not have; in a page of failures it may
# be a test that the page speaks of.  For links see 90-docs.sh.
sections()
{
	# shellcheck disable=SC2016
	awk 'function has(page, title,	s)
{
	gsub(/`/, "", title)
	if (!(page in read_already)) {
		read_already[page] = 1
		while ((getline s <page) > 0)
			if (sub(/^##* /, "", s)) {
				gsub(/`/, "", s)
				known[page, s] = 1
			} else if (page ~ /failures\.md$/)
				while (match(s, /`[a-z_-]+`/)) {
					known[page, substr(s, RSTART + 1, RLENGTH - 2)] = 1
					s = substr(s, RSTART + RLENGTH)
				}
		close(page)
	}
	return (page, title) in known
}

function look(	macro, where, page, title)
{
	while (match(text, /#define [A-Z]+[ \t]+"labs[^"\\]*"/)) {
		macro = substr(text, RSTART + 8, RLENGTH - 9)
		text = substr(text, 1, RSTART - 1) substr(text, RSTART + RLENGTH)
		where = macro
		sub(/.*"/, "", where)
		sub(/[ \t].*/, "", macro)
		gsub(macro " \"", where, text)
	}
	while (match(text, /(labs|docs|exercises)\/[a-zA-Z0-9\/-]*\.md,? \\?"[^"\\]+/)) {
		page = title = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		sub(/,? .*/, "", page)
		do {
			sub(/.*"/, "", title)
			if (!has(page, title)) {
				print file ": there is no \"" title "\" in " page
				bad = 1
			}
			title = ""
			# "This" and "that"
			if (match(text, /^\\?" and \\?"[^"\\]+/)) {
				title = substr(text, 1, RLENGTH)
				text = substr(text, RLENGTH + 1)
			}
		} while (title != "")
	}
	text = ""
}

FNR == 1 {
	look()
	file = FILENAME
}

{
	# A comment may break a name in two.
	sub(/^[ \t]*(\*|\/\/)?[ \t]*/, "")
	text = text " " $0
}

END {
	look()
	exit bad
}' "$@"
}

sections_there()
{
	# shellcheck disable=SC2046
	sections $(tracked . | grep -E '\.(c|h|sh|md|awk)$|/(lib|verbs)/' |
		grep -vE '^labs/harness/tests/|CHANGELOG')
}

# In the forms in which they are written: with README, in two lines, and the second of two.
sections_noticed()
{
	lab=labs/$(lab_names | tail -n 1)/README.md
	for planted in "#define README \"$lab, \" README \"\\\"Nowhere\\\"\"" \
		"#define README \"$lab\" README \", \\\"Tasks\\\" and \\\"Nowhere\\\"\"" \
		" * see $lab, \"No
 * where\"" "docs/pages/nowhere.md, \"Tasks\"" \
		"read: ${lab%/*}/failures.md, \"push-no-close\""; do
		echo "$planted" >"$tmp/planted.c"
		! sections "$tmp/planted.c" || { echo "passed: $planted"; return 1; }
	done
	test=$(sed -n 's|^model/\([^ ]*\).*|\1|p' "${lab%/*}/plan" | head -n 1)
	echo "$lab, \"Tasks\" and \"Check\"; ${lab%/*}/failures.md, \"$test\"" >"$tmp/planted.c"
	sections "$tmp/planted.c"
}

# Nobody reads a thousand lines before the first line of code.
short_labs()
{
	for lab in $(lab_names); do
		n=$(wc -l <"labs/$lab/README.md")
		[ "$n" -le 300 ] || { echo "labs/$lab/README.md has $n lines"; return 1; }
	done
}

# What was committed, as somebody gets it whose git makes CRLF of LF.
autocrlf()
{
	git clone -q -c core.autocrlf=true . "$tmp/crlf" || return 1
	! grep -rlI --exclude-dir=.git --exclude-dir=corpus "$(printf '\r')" "$tmp/crlf"
}

try "scripts are clean under shellcheck" scripts_clean
try "one that is not is noticed" scripts_noticed
try "top level is the agreed one" top_level
try "uml-config names nothing of labs, harness or reference, and the harness no solution" one_way
try "a name planted there is noticed" one_way_noticed
try "every source has its licence line" licensed
try "no two headers define a struct of one name" struct_names
try "lines are at most 80 columns, with tabs" lines
try "kernel-side code is clean under checkpatch --strict" checkpatch
try "kernel-side code is clean under sparse" sparse_clean
try "skeletons are what their references derive to" skeletons
# shellcheck disable=SC2046
try "no misspelling that codespell knows" codespell $(tracked . | grep -vE '^COPYING$|/fuzz/corpus/')
try "no word that a reader finds in old books only" words
try "each section that a message or a comment names is there" sections_there
try "one that is not is noticed" sections_noticed
try "no lab's README.md is longer than 300 lines" short_labs
try "a clone with core.autocrlf=true has no carriage returns" autocrlf
