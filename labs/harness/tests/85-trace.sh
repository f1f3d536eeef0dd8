#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Timelines: what is recorded is what happens, and what is drawn is what was
# recorded.
#
# minutes: 2

. "${0%/*}/tap.sh"

command -v dot >/dev/null || {
	plan 1
	skip "timelines" "graphviz is not installed"
	exit 0
}

timeline=$tmp/pushdrain-timeline-checked
make -s -C labs/harness/host/timeline O="$tmp" checked || exit 2
others=$(releases | tail -n +2)
labs=
for lab in $(lab_names); do
	lab_read "$lab"
	[ -z "$lab_trace" ] || labs="$labs $lab"
done

# of LAB [NAME=VALUE...]: what "make trace" says goes to $tmp/said, what it leaves
# to $tmp/traces
of()
{
	rm -rf "$tmp/traces"
	of_lab=$1
	shift
	env LAB="$of_lab" RESULTS="$tmp/traces" "$@" labs/harness/verbs/trace >"$tmp/said" 2>&1 &&
		return 0
	cat "$tmp/said"
	return 1
}

said()
{
	grep -qF -e "$1" "$tmp/said" && return 0
	echo "expected: $1"
	cat "$tmp/said"
	return 1
}

reference()
{
	lab_read "$1"
	echo "reference/$1/$lab_edit"
}

# --- what is recorded ---------------------------------------------------------

as_recorded()
{
	of "$1" SRC="$(reference "$1")" || return 1
	diff -u "labs/$1/trace.txt" "$tmp"/traces/*.txt && return 0
	echo "if that is as it should be: make trace LAB=${1%%-*} RECORD=y"
	return 1
}

# A second run, and its picture, are the same.
same_again()
{
	of 06-flush SRC="$(reference 06-flush)" || return 1
	mv "$tmp/traces" "$tmp/first"
	of 06-flush SRC="$(reference 06-flush)" || return 1
	diff -r "$tmp/first" "$tmp/traces"
}

# Another kernel: the same is pushed and run, if not by the same task at the same
# time.  (6.1 cancels what waits in close(), 6.12 in the exit work.)
other_kernel()
{
	of "$2" KERNEL="$1" SRC="$(reference "$2")" || return 1
	fates "labs/$2/trace.txt" >"$tmp/here"
	fates "$tmp"/traces/*.txt >"$tmp/there"
	diff -u "$tmp/here" "$tmp/there"
}

# fates TRACE: what becomes of each request
fates()
{
	"$timeline" --text "$1" | grep -oE '(pushes|runs) requests? [0-9]+|CQE with [-A-Z0-9]+|nobody.*' |
		sort
}

plan $(($(echo "$labs" | wc -w) * (2 + $(echo "$others" | wc -l)) + 23))
for lab in $labs; do
	try "$lab: what happens is what was recorded" as_recorded "$lab"
	for release in $others; do
		try "$lab: and on $release, too" other_kernel "$release" "$lab"
	done
done
try "a second run and its picture are the same to the byte" same_again

# --- what wrong solutions look like -------------------------------------------

wrong()
{
	lab=$1 src=$2
	shift 2
	of "$lab" SRC="$src" || return 1
	for text in "$@"; do
		said "$text" || return 1
	done
}

# The closer itself drains: no kworker has anything to do with it.
in_the_closer()
{
	wrong 06 exercises/bugs/06-in-the-closer.c "calls close(), begins to drain" || return 1
	! grep -q kworker "$tmp/said"
}

silent_guest()
{
	of 01 GUEST=silent SRC="$(reference 01-orphan)" || return 1
	said "nobody runs request 1" && ! grep -q 'CQE with' "$tmp"/traces/*.dot &&
		grep -q 'class="step bad"' "$tmp"/traces/*.dot
}

# A poll that was run in another task has the events, and should have been cancelled.
foreign_guest()
{
	of 01 GUEST=foreign SRC="$(reference 01-orphan)" || return 1
	said "CQE with 1 (not cancelled)" && grep -q 'class="cqe bad"' "$tmp"/traces/*.dot &&
		! "$timeline" labs/01-orphan/trace.txt | grep bad
}

# What is not the usual is in the name.
side_by_side()
{
	of 01 SRC="$(reference 01-orphan)" || return 1
	mv "$tmp/traces" "$tmp/three"
	for said in GUEST=silent SRC=exercises/alternatives/01-read.c; do
		of 01 SRC="$(reference 01-orphan)" "$said" || return 1
		mv "$tmp"/traces/* "$tmp/three"
	done
	ls "$tmp/three"
	[ "$(find "$tmp/three" -name '01-*.svg' | wc -l)" -eq 3 ] &&
		[ -f "$tmp/three/01-silent-reference-01-orphan-orphan.txt" ]
}

# With blanks and a second one, as the variable may have them.
opens()
{
	cat >"$tmp/browser" <<-EOF
		#!/bin/sh
		echo "\$*" >"$tmp/opened"
	EOF
	chmod +x "$tmp/browser"
	of 01 SRC="$(reference 01-orphan)" OPEN=y BROWSER="$tmp/no-browser:$tmp/browser %s" || return 1
	[ "$(cat "$tmp/opened")" = "$tmp/traces/01-reference-01-orphan-orphan.svg" ]
}

opens_nothing()
{
	mkdir "$tmp/few" && ln -s /usr/bin/* "$tmp/few" && rm -f "$tmp/few/xdg-open" || return 1
	PATH=$tmp/few BROWSER='' gives 2 "OPEN=y: there is nothing to open a picture with" \
		make trace LAB=01 OPEN=y
}

# Not the student's file: what was committed.
git show HEAD:labs/04-drain/fallback.c >"$tmp/skeleton.c" 2>/dev/null ||
	labs/harness/lib/derive-skeleton reference/04-drain/fallback.c >"$tmp/skeleton.c"
try "lab 04's skeleton drains nothing" wrong 04 "$tmp/skeleton.c" \
	"drains (runs nothing)" "nobody runs requests 1, 2"
try "a drain that does not look again leaves what was pushed meanwhile" \
	wrong 04 exercises/bugs/04-no-second-look.c "pushes request 3" "nobody runs request 3"
try "a closer that drains by itself is seen doing it" in_the_closer
try "a guest that drops the orphan is seen to drop it" silent_guest
try "a completion that should not be is as red as one that is missing" foreign_guest
try "traces of other files and guests have other names" side_by_side
try "OPEN=y shows the picture in the browser of BROWSER" opens
try "and without one, a line says so" opens_nothing

# --- the converter ------------------------------------------------------------

draws()
{
	"$timeline" "$1" >"$tmp/a.dot" && "$timeline" "$1" >"$tmp/b.dot" &&
		cmp "$tmp/a.dot" "$tmp/b.dot" || return 1
	# Graphviz says so when a text is too long for its box.
	for n in a b; do
		docs/diagrams/draw "$tmp/a.dot" "$tmp/$n.svg" >"$tmp/draw" 2>&1 || return 1
		[ ! -s "$tmp/draw" ] || { cat "$tmp/draw"; return 1; }
	done
	cmp "$tmp/a.svg" "$tmp/b.svg" && "$timeline" --text "$1" >"$tmp/text"
}

for lab in $labs; do
	try "$lab: draws the same picture each time, and every text fits" \
		draws "labs/$lab/trace.txt"
done

good=labs/06-flush/trace.txt

# Half a trace is no trace, wherever it ends.
cut_anywhere()
{
	n=$(($(wc -l <"$good") - 1))
	while [ "$n" -gt 0 ]; do
		head -n "$n" "$good" >"$tmp/cut"
		gives 1 "cut off" "$timeline" "$tmp/cut" || return 1
		n=$((n - 1))
	done
}

broken()
{
	sed "$2" "$good" >"$tmp/broken"
	gives 1 "$1" "$timeline" "$tmp/broken" && gives 1 "$1" "$timeline" --text "$tmp/broken"
}

: >"$tmp/empty"
try "an empty file is refused" gives 1 "it is empty" "$timeline" "$tmp/empty"
try "a trace that was cut off is refused, wherever it was" cut_anywhere
try "a trace from which a line is missing is refused" \
	broken " events there are " 5d
try "a line that is no event is refused, with its number" \
	broken "line 6: not an event: what is this" '6s/.*/what is this/'
try "an event without its request is refused" broken "not an event" 's/req 1,/req,/'
try "another file is refused" gives 1 "line 1: this is no recorded trace" "$timeline" Makefile
try "lines behind the end are refused" broken "nothing may come after the end" "\$p"
try "a file that is not there is not a trace" \
	gives 2 "no-such-file: No such file" "$timeline" "$tmp/no-such-file"
try "no file at all: how it is used" gives 2 "usage:" "$timeline"

# --- what people may say ------------------------------------------------------

printf 'int x = ;\n' >"$tmp/syntax.c"
try "what does not compile has no trace" \
	gives 2 "syntax.c:1:9: error" make trace LAB=04 SRC="$tmp/syntax.c"
sed 's/next = work->next;/BUG();/' reference/06-flush/fallback.c >"$tmp/crash.c"
try "a guest that crashes has no trace, and it is said why" \
	gives 2 "the guest ended before its trace could be read" \
	env RESULTS="$tmp/traces" make trace LAB=06 SRC="$tmp/crash.c"
try "GUEST= is one of the lab's" \
	gives 2 "GUEST=nobody: lab 01-orphan has healthy silent foreign" \
	make trace LAB=01 GUEST=nobody
try "OPEN= is y" gives 2 "OPEN=maybe: y, or leave it out" make trace LAB=01 OPEN=maybe
try "real time has no trace" gives 2 "leave CONFIG out" make trace LAB=04 CONFIG=debug
