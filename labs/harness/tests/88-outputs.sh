#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What the pages say of a run is what it says today; and make refresh, which says
# so, would notice.
#
# ONLY=outputs make test runs this file alone.  It takes a minute or two.
#
# minutes: 7

. "${0%/*}/tap.sh"

# The outputs were made with it.  Another compiler lays out code and stacks in
# another way, and a call trace and a disassembly show that.
compiler=12.2.0

all=$(ls README.md exercises/README.md labs/[0-9][0-9]-*/*.md docs/*.md \
	docs/pages/*.md 2>/dev/null)
# shellcheck disable=SC2086
pages=$(grep -l '^ \{0,3\}<!-- *output' $all)
# shellcheck disable=SC2086
plan $(($(echo $pages | wc -w) + $(lab_names | wc -l) + 16))

refresh()
{
	PAGES=$1 CHECK=${2:-} labs/harness/verbs/refresh
}

for page in $pages; do
	if [ "$(gcc -dumpfullversion)" = "$compiler" ]; then
		try "$page says what its commands print" refresh "$page" y
	else
		skip "$page says what its commands print" "it does with gcc $compiler"
	fi
done

# pasted PAGE...: whatever looks like a verdict has its command in front of it
pasted()
{
	awk '
	FNR == 1 { marked = inside = 0; before = "" }
	/^[ \t]*$/ { next }
	!/^(    |\t)/ { inside = 0; before = $0; next }
	{
		if (!inside)
			marked = before ~ /<!-- output/
		inside = 1
		if (/<!-- output/)
			marked = 1
		if (!marked && /^[ \t]+(ok|FAIL|skip)  +[A-Za-z0-9]|^[ \t]+(PASSED|FAILED) lab|^[ \t]+(PROVEN|REFUTED):/) {
			print FILENAME ":" FNR ": a verdict without its command: " $0
			bad = 1
		}
	}
	END { exit bad }
	' "$@"
}

# shellcheck disable=SC2086
try "no verdict is pasted without its command" pasted $all

# --- what each lab's page has --------------------------------------------------

complete()
{
	lab_read "$1"
	page=labs/$1/README.md
	status=0
	has "^!\[.*\](../../docs/diagrams/[a-z].*svg)$" || status=1
	has "^ *<!-- output[,:].* -->$" || status=1
	[ ! -f "labs/$1/trace.txt" ] || has "^!\[.*\](../../docs/diagrams/timeline-$1.svg)$" || status=1
	has "^Time: $lab_minutes minutes\.$" || status=1
	return "$status"
}

has()
{
	grep -q -e "$1" "$page" || { echo "$page: no line is $1"; return 1; }
}

for lab in $(lab_names); do
	try "lab $lab's page has a figure, an output and its time" complete "$lab"
done

# --- does refresh notice? ---------------------------------------------------------

# ends STATUS WORDS PAGE [y]: that exit status, and those words
ends()
{
	ends_status=$1 ends_words=$2
	shift 2
	says "$ends_status" "$ends_words" refresh "$@"
}

# page_of FILE: a page from stdin
page_of()
{
	cat >"$tmp/$1"
	cp "$tmp/$1" "$tmp/$1.before"
}

untouched()
{
	cmp "$tmp/$1" "$tmp/$1.before" &&
		[ -z "$(find "$tmp" -name "$1.new.*")" ] || { ls "$tmp"; return 1; }
}

unchanged_by()
{
	ends "$@" && untouched "${3##*/}"
}

# A page of a lab, with one thing another.
lab_page=labs/00-boot/README.md
sed 's/it submitted nothing, and ended/it submitted nothing, yet ended/' "$lab_page" |
	page_of word.md
sed 's/off in [0-9]* ms of real time/off in 98765 ms of real time/' "$lab_page" |
	page_of time.md

repaired()
{
	ends 0 "word.md: written" "$tmp/word.md" && cmp "$tmp/word.md" "$lab_page"
}

try "a changed word is found" unchanged_by 1 "-              seen: it submitted nothing, yet" \
	"$tmp/word.md" y
try "and repaired" repaired
differ()
{
	! cmp -s "$tmp/time.md" "$lab_page" && unchanged_by 0 "make demo" "$tmp/time.md" y
}
try "other milliseconds are no change" differ

# Excerpts, in all forms.
page_of excerpts.md <<'EOT'
<!-- output: seq 30 -->

    1
    ...
    7
    8
    ...
    30

- <!-- not a marker --> and this is no marker, but code:

      <!-- output: false -->

  <!-- output, part: printf '   at 10:\n     x = 2.5, stop\n  12345678 end\n' -->

      at 10:
        x = ..., stop

<!-- output, addresses vary: echo at 60a1b2c3 -->
```
at 60ffffff
```

<!-- output, numbers vary: printf '10 a   2\n' -->

	9 a  1234567
EOT
try "excerpts are what they were cut from" unchanged_by 0 "seq 30" "$tmp/excerpts.md" y

sed -e 's/seq 30/seq 3 40/' -e 's/at 10:\\n/at 11:\\n/' -e 's/echo at/echo from/' \
	"$tmp/excerpts.md" | page_of moved.md
page_of moved.want <<'EOT'
<!-- output: seq 3 40 -->

    3
    ...
    7
    8
    ...
    40

- <!-- not a marker --> and this is no marker, but code:

      <!-- output: false -->

  <!-- output, part: printf '   at 11:\n     x = 2.5, stop\n  12345678 end\n' -->

      at 11:
        x = ..., stop

<!-- output, addresses vary: echo from 60a1b2c3 -->
```
from 60a1b2c3
```

<!-- output, numbers vary: printf '10 a   2\n' -->

	9 a  1234567
EOT
try "excerpts that have changed are found" unchanged_by 1 "moved.md:14: not what" "$tmp/moved.md" y
moved()
{
	ends 0 "moved.md: written" "$tmp/moved.md" && diff "$tmp/moved.want" "$tmp/moved.md"
}
try "and cut again" moved

page_of nothing-left-out.md <<'EOT'
<!-- output: seq 3 -->

    1
    2
    ...
    3
EOT
try "\"...\" for nothing is no excerpt" unchanged_by 1 "nothing-left-out.md:1: not what" \
	"$tmp/nothing-left-out.md" y

page_of lost.md <<'EOT'
Text.

<!-- output, part: echo quite another thing -->

    one thing
EOT
try "an excerpt of what is not there is left for somebody to paste" \
	unchanged_by 1 "lost.md:3: not what" "$tmp/lost.md"

# What cannot be run.
page_of wrong.md <<'EOT'
<!-- output: frobnicate -->

    one thing

<!-- output: make check LAB=99 -->

    another
EOT
try "a wrong command says so, and its block stays" \
	unchanged_by 2 "wrong.md:1: could not be run, exit status 127" "$tmp/wrong.md"
try "so does a command that says it cannot be run" \
	unchanged_by 2 "there is no lab '99'" "$tmp/wrong.md" y

page_of no-block.md <<'EOT'
Text.

<!-- output: true -->

Text, and no block.
EOT
try "a marker without a block is named by its line" \
	unchanged_by 2 "no-block.md:3: a marker without a block" "$tmp/no-block.md"
page_of no-marker.md <<'EOT'
<!-- output make check -->

    text
EOT
try "a marker that is none is named by its line" \
	unchanged_by 2 "no-marker.md:1: not a marker" "$tmp/no-marker.md"

# Whatever a command does, it does it elsewhere.
page_of harm.md <<'EOT'
<!-- output: rm -rf README.md labs build/results; mkdir build/hints; echo gone -->

    gone
EOT
harmless()
{
	mkdir -p build/results
	: >build/results/.witness
	unchanged_by 0 gone "$tmp/harm.md" || return 1
	[ -f README.md ] && [ -d labs ] && [ -f build/results/.witness ]
}
try "a command does not touch the checkout" harmless
rm -f build/results/.witness

# Interrupted: while a command runs, as by Ctrl-C; and by kill -9 when there is
# nothing left to do but to rename.
page_of long.md <<'EOT'
<!-- output: echo new -->

    old

<!-- output: touch started; sleep 60 -->

    old
EOT
interrupted()
{
	rm -f build/refresh/tree/started
	PAGES=$tmp/long.md setsid labs/harness/verbs/refresh >"$tmp/long.log" 2>&1 &
	group=$!
	n=0
	while [ ! -f build/refresh/tree/started ] && [ "$n" -lt 600 ]; do
		sleep 0.1
		n=$((n + 1))
	done
	kill -TERM "-$group"
	! wait "$group" && untouched long.md
}
try "interrupted, it leaves the page as it was" interrupted

page_of killed.md <<'EOT'
<!-- output: echo new -->

    old
EOT
mkdir "$tmp/bin"
cat >"$tmp/bin/mv" <<-'EOT'
	#!/bin/sh
	kill -9 "$PPID"
EOT
chmod +x "$tmp/bin/mv"
killed()
{
	if PATH=$tmp/bin:$PATH refresh "$tmp/killed.md" >"$tmp/killed.log" 2>&1; then
		echo "nothing has killed it"
		return 1
	fi
	cmp "$tmp/killed.md" "$tmp/killed.md.before" || return 1
	ends 0 "killed.md: written" "$tmp/killed.md" && grep -qxF '    new' "$tmp/killed.md" &&
		[ -z "$(find "$tmp" -name "killed.md.new.*")" ]
}
try "killed before the rename, too; and the next time it is done" killed
