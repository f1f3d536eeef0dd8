#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What exercises/README.md says of the files there: each has a header that a program
# can read, and what bugs include is the reference's, word for word.

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

plan 7

# header FILE: the last paragraph of the comment at its top
header()
{
	awk 'NR > 1 && /^ \*\/$/ { exit }
	/^ \*$/ { text = ""; next }
	/^ \* / { text = text substr($0, 4) "\n" }
	END { printf "%s", text }' "$1"
}

# fits FILE KEY VALUE: may that stand in that file's header?
fits()
{
	lab=${1##*/}
	lab=${lab%%-*}
	case $2 in
	caught-by) echo "$3" | grep -qxE '[a-z]+/[a-z0-9_-]+' ;;
	message | differs) [ -n "$3" ] ;;
	tier) [ "$3" = debug ] ;;
	kernels) uml-config/kernel releases | grep -qxF -e "$3" ;;
	model)
		case $3 in
		none | none\ *) return 0 ;;
		esac
		grep -qF "\"$3\"" labs/"$lab"-*/model/*.c
		;;
	*) return 1 ;;
	esac
}

# headers_of DIRECTORY KEY...: each file has these keys, and no others than fits()
# knows
headers_of()
{
	dir=$1
	shift
	bad=0
	for f in "$dir"/*.c; do
		header "$f" >"$tmp/header"
		for key in "$@"; do
			grep -q "^$key: " "$tmp/header" || { echo "$f: no \"$key: ...\""; bad=1; }
		done
		while IFS= read -r line; do
			fits "$f" "${line%%: *}" "${line#*: }" ||
				{ echo "$f: what is \"$line\"?"; bad=1; }
		done <"$tmp/header"
	done
	return "$bad"
}

# A header that says something else is noticed.
headers_noticed()
{
	mkdir -p "$tmp/bugs"
	for planted in 's/^ \* caught-by: .*/ * caught-by: nobody/' '/^ \* message: /d' \
		's/^ \* model: .*/ * model: two-pushs/' 's/^ \* model: / * modelx: /'; do
		sed "$planted" exercises/bugs/03-stale-next.c >"$tmp/bugs/03-stale-next.c"
		! headers_of "$tmp/bugs" caught-by message || { echo "passed: $planted"; return 1; }
	done
}

# rows FILE: the tests that its tables begin with, as patterns of the shell
rows()
{
	# shellcheck disable=SC2016
	sed -n 's/^| \([^|]*`[^|]*\) |.*/\1/p' "$1" | grep -o '`[^`]*`' | sed 's/`//g; s/\.\.\./*/g'
}

# page_of DIRECTORY: where its lab says what each failure means
page_of()
{
	for page in "$1/failures.md" "$1/README.md"; do
		[ ! -f "$page" ] || { echo "$page"; return; }
	done
}

# told LAB-DIRECTORY...: each test of its guests has a row, and each scenario is named
told()
{
	bad=0
	for d in "$@"; do
		rows "$(page_of "$d")" >"$tmp/rows"
		grep -vE '^#|(model|threads)/' "$d/plan" | sed 's|.*/||; s/ .*//' | sort -u >"$tmp/tests"
		[ -s "$tmp/rows" ] && [ -s "$tmp/tests" ] || { echo "$d: no rows, or no tests"; bad=1; }
		while read -r t; do
			while read -r p; do
				# shellcheck disable=SC2254
				case $t in $p) continue 2 ;; esac
			done <"$tmp/rows"
			echo "$(page_of "$d"): no row for $t"
			bad=1
		done <"$tmp/tests"
		sed -n 's|^model/\([^ ]*\).*|\1|p' "$d/plan" >"$tmp/scenarios"
		while read -r s; do
			grep -qF "\`$s\`" "$(page_of "$d")" ||
				{ echo "$(page_of "$d"): does not name $s"; bad=1; }
		done <"$tmp/scenarios"
	done
	return "$bad"
}

told_noticed()
{
	mkdir -p "$tmp/lab"
	cp labs/01-orphan/plan "$tmp/lab"
	# shellcheck disable=SC2016
	sed '/^| `waits-for-cqe`/d' "$(page_of labs/01-orphan)" >"$tmp/lab/failures.md"
	! told "$tmp/lab"
}

# functions FILE: the names of those that it defines
functions()
{
	sed -n '/;$/!s/^[a-z].*[ *]\(io_[a-z_]*\)(.*/\1/p' "$1"
}

# function_of FILE NAME
function_of()
{
	awk -v name="$2(" '/^[a-z]/ && !/;$/ && index($0, name) { on = 1 }
	on { print }
	/^}/ { on = 0 }' "$1"
}

# parts_are_the_reference DIRECTORY: NN-name.h has functions of reference/NN-*, as
# they are there but for the comments that mark what a student writes
parts_are_the_reference()
{
	bad=0
	for f in "$1"/*.h; do
		lab=${f##*/}
		awk '/^[ \t]*\/\* (>>>|<<<)/ { left_out = 1 }
		!left_out { print }
		left_out && /\*\// { left_out = 0 }' \
			reference/"${lab%%-*}"-*/fallback.c >"$tmp/reference"
		[ -n "$(functions "$f")" ] || { echo "$f: no function"; bad=1; }
		for name in $(functions "$f"); do
			function_of "$f" "$name" >"$tmp/part"
			function_of "$tmp/reference" "$name" | diff "$tmp/part" - ||
				{ echo "$f: $name() is not that of its reference"; bad=1; }
		done
	done
	return "$bad"
}

parts_noticed()
{
	mkdir -p "$tmp/parts"
	sed 's/xchg(/READ_ONCE(/' exercises/parts/04-drain.h >"$tmp/parts/04-drain.h"
	! parts_are_the_reference "$tmp/parts"
}

try "the headers of bugs are as they should be" headers_of exercises/bugs caught-by message
try "those of alternatives, too" headers_of exercises/alternatives differs
try "a header that is not is noticed" headers_noticed
try "the parts are the reference's, word for word" parts_are_the_reference exercises/parts
try "a part that is not is noticed" parts_noticed
# shellcheck disable=SC2046
try "each test has a row in the table of what its failure means" told $(ls -d labs/[0-9][0-9]-*)
try "one without is noticed" told_noticed
