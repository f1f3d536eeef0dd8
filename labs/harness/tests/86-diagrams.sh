#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The drawings: each can be drawn, read without seeing it, and read in the dark.

. "${0%/*}/tap.sh"

for tool in dot gvpr; do
	command -v "$tool" >/dev/null && continue
	plan 1
	skip "drawings" "$tool is not installed"
	exit 0
done

diagrams=docs/diagrams
style=$diagrams/style.gvpr

# each FUNCTION: call it with each drawing's name
each()
{
	each_status=0
	for dot in "$diagrams"/*.dot; do
		"$1" "$(basename "$dot" .dot)" || each_status=1
	done
	return "$each_status"
}

# Without a word, and the same from another place.
draws()
{
	mkdir -p "$tmp/svg" "$tmp/again"
	"$diagrams/draw" "$diagrams/$1.dot" "$tmp/svg/$1.svg" >"$tmp/draw" 2>&1 &&
		[ ! -s "$tmp/draw" ] || { echo "$1:"; cat "$tmp/draw"; return 1; }
	(cd "$tmp/again" && TZ=Pacific/Apia "$top/$diagrams/draw" "$top/$diagrams/$1.dot" "$1.svg") &&
		cmp "$tmp/svg/$1.svg" "$tmp/again/$1.svg"
}

# As the pages have them. refresh, which is asked, must also see one that has changed.
up_to_date()
{
	PAGES=figures CHECK=y labs/harness/verbs/refresh
}

drift_is_seen()
{
	mkdir "$tmp/tree" && git ls-files -z | xargs -0 cp -a --parents -t "$tmp/tree" || return 1
	sed -i 's/label="/&x/' "$tmp/tree/docs/diagrams/push.dot"
	echo "Somebody else's." >"$tmp/tree/docs/diagrams/boot.svg"
	PAGES=figures CHECK=y gives 1 "docs/diagrams/boot.svg: not what is drawn today" \
		"$tmp/tree/labs/harness/verbs/refresh" &&
		grep -q '^docs/diagrams/push.svg: not' "$tmp/gives" && [ "$(wc -l <"$tmp/gives")" -eq 2 ] &&
		[ "$(cat "$tmp/tree/docs/diagrams/boot.svg")" = "Somebody else's." ]
}

has_words()
{
	awk -v name="$1" '
	FNR == 1 && (/^$/ || length($0) > 80) { print name ".txt: line 1 is no caption"; bad = 1 }
	FNR == 2 && !/^$/ { print name ".txt: line 2 is not empty"; bad = 1 }
	FNR > 2 { words += NF }
	END {
		if (words < 40)
			print name ".txt: " words + 0 " words in place of a drawing"
		exit bad || words < 40
	}' "$diagrams/$1.txt" || return 1
	grep -q 'role="img" aria-label="[^"]' "$tmp/svg/$1.svg" && grep -q '^<desc>' "$tmp/svg/$1.svg"
}

# For a caption and names that would end what they stand in.
escapes()
{
	cat >"$tmp/odd.dot" <<-'DOT'
		digraph "odd" { a [class="request", label="a->next < \"b\" & c"]; }
	DOT
	printf 'Of "a" & <b>\n\nA & <b>.\n' >"$tmp/odd.txt"
	"$diagrams/draw" "$tmp/odd.dot" "$tmp/odd.svg" || return 1
	grep -qF 'aria-label="Of &quot;a&quot; &amp; &lt;b&gt;"' "$tmp/odd.svg" &&
		grep -qF '<desc>A &amp; &lt;b&gt;.' "$tmp/odd.svg" || { cat "$tmp/odd.svg"; return 1; }
}

is_alone()
{
	! grep -noE "(href|src)=|url\(|@import|<image|<!--|$top|$tmp" "$tmp/svg/$1.svg" || return 1
	! grep -o 'font-family="[^"]*"' "$tmp/svg/$1.svg" | sort -u |
		grep -vE '"(sans-serif|monospace)"'
}

# 430 points are 516 pixels; on a phone that is 360 wide, letters of 12 points
# then have 9 pixels, those of 11 beside arrows 8.
is_narrow()
{
	sed -n '/viewBox/{s/.*viewBox="[^ ]* [^ ]* //; p; q; }' "$tmp/svg/$1.svg" |
		awk -v name="$1" '$1 > 430 { print name ": " $1 " points wide"; exit 1 }' &&
		! grep -o 'font-size="[^"]*"' "$tmp/svg/$1.svg" | tr -d 'a-z="-' |
		awk -v name="$1" '$1 < 11 { print name ": letters of " $1 " points"; bad = 1 } END { exit !bad }'
}

# all_classes FILE...
all_classes()
{
	for dot in "$@"; do
		sed 's/class="/\n&/g' "$dot" | grep '^class=' | sed 's/^\(class="[^"]*"\).*/\1/'
	done | sed 's/class="//; s/"//' | tr ' ' '\n' | sort -u
}

# The table at the top of the style: its words are classes.
known()
{
	sed -n '/^ \*	node/,/^ \* A timeline/s/^ \*	\([a-z]*\)	.*/\1/p' "$style" |
		grep -vxE 'node|edge|cluster' | sort -u
}

not_in()
{
	not_in_status=0
	for class in $1; do
		echo "$2" | grep -qx "$class" && continue
		echo "$class: $3"
		not_in_status=1
	done
	return "$not_in_status"
}

# What programs draw: the timelines, and the counterexamples.
programs()
{
	grep -hoE 'class=\\"[a-z ]*' labs/harness/host/timeline/*.c labs/harness/host/modelcheck/dot.c |
		sed 's/.*"//' | tr ' ' '\n' | sort -u
}

all_known()
{
	not_in "$(all_classes "$diagrams"/*.dot; programs)" "$(known)" "a class that style.gvpr does not know"
}

all_in_legend()
{
	not_in "$(all_classes "$diagrams"/*.dot; programs)" \
		"$(all_classes "$diagrams/legend.dot")" "a class that the legend does not show"
}

# A colour in a .dot would not change with the reader's scheme.
no_looks()
{
	! grep -nE '(^|[^a-z])(color|fillcolor|fontcolor|fontname|shape|style)=' "$diagrams"/*.dot | grep -v 'style=invis'
}

# A figure's caption is its description there, too.
captions()
{
	grep -ro --include='*.md' --exclude-dir=build '^!\[[^]]*\]([^)]*\.svg)$' . >"$tmp/captions"
	[ -s "$tmp/captions" ] || return 1
	captions_status=0
	while IFS=: read -r page figure; do
		svg=${page%/*}/${figure##*\(}
		caption=${figure%\]*}
		grep -qF "aria-label=\"${caption#??}\"" "${svg%?}" && continue
		echo "$page: ${svg%?} has another caption than $figure"
		captions_status=1
	done <"$tmp/captions"
	return "$captions_status"
}

# Relative luminance and contrast are those of WCAG 2.  Every fill has the ink on
# it, and lines in front of paper and frames; red words stand beside arrows.
contrast()
{
	awk '
	function channel(hex,	v)
	{
		v = (index(digits, substr(hex, 1, 1)) - 1) * 16 + index(digits, substr(hex, 2, 1)) - 1
		v /= 255
		return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ^ 2.4
	}
	function light(hex)
	{
		return 0.2126 * channel(substr(hex, 2, 2)) + 0.7152 * channel(substr(hex, 4, 2)) \
			+ 0.0722 * channel(substr(hex, 6, 2))
	}
	function want(a, b, least,	x, y, r)
	{
		x = light(colour[a])
		y = light(colour[b])
		r = x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05)
		if (r < least) {
			printf "line %d: --%s on --%s: %.1f, not %.1f\n", NR, a, b, r, least
			bad = 1
		}
	}
	function look(	i)
	{
		n = split("paper frame task kworker interrupt request list work cqe bad", fill, " ")
		for (i = 1; i <= n; i++) {
			want("ink", fill[i], 4.5)
			want("line", fill[i], 3)
			if (fill[i] != "paper")
				want(fill[i] "-line", "paper", 3)
		}
		want("soft", "paper", 4.5)
		want("soft", "frame", 4.5)
		want("bad-line", "paper", 4.5)
		want("bad-line", "frame", 4.5)
		sets++
	}
	BEGIN { digits = "0123456789abcdef" }
	/--[a-z-]*: #/ {
		n = split($0, part, ";")
		for (i = 1; i <= n; i++)
			if (match(part[i], /--[a-z-]*: #[0-9a-f]*/)) {
				split(substr(part[i], RSTART + 2, RLENGTH - 2), pair, ": ")
				colour[pair[1]] = pair[2]
			}
		inside = 1
		next
	}
	inside { look(); inside = 0 }
	END { exit bad || sets != 3 }' "$diagrams/style.css"
}

# The dark colours stand there twice: for the system's wish, and the page's.
dark_is_dark()
{
	sed -n '/prefers-color-scheme/,/^}/p' "$diagrams/style.css" | grep -o -- '--[a-z-]*: #.*' >"$tmp/wish"
	sed -n '/html.dark-mode/,/^}/p' "$diagrams/style.css" | grep -o -- '--[a-z-]*: #.*' >"$tmp/chosen"
	[ -s "$tmp/wish" ] && diff "$tmp/wish" "$tmp/chosen"
}

usage()
{
	gives 2 "usage: docs/diagrams/draw FROM.dot TO.svg" "$diagrams/draw" &&
		gives 2 "no file" "$diagrams/draw" "$tmp/none.dot" "$tmp/none.svg" || return 1
	echo 'digraph { a -> ' >"$tmp/broken.dot"
	"$diagrams/draw" "$tmp/broken.dot" "$tmp/broken.svg" >"$tmp/gives" 2>&1
	[ $? -eq 2 ] && [ ! -e "$tmp/broken.svg" ] && ! ls "$tmp"/broken.svg* 2>/dev/null
}

plan 14

try "each drawing is drawn, without a warning, to the same bytes" each draws
# What is in the repository was drawn with these.
drawn_with='graphviz 2.43.0, DejaVu Sans, DejaVu Sans Mono'
here="graphviz $(dot -V 2>&1 | sed 's/.*version \([0-9.]*\).*/\1/')"
here="$here, $(fc-match -f '%{family}' sans-serif), $(fc-match -f '%{family}' monospace)"
if [ "$here" = "$drawn_with" ]; then
	try "the figures in the repository are those that are drawn today" up_to_date
	try "a figure that is not is named, and left alone" drift_is_seen
else
	skip "the figures in the repository are those that are drawn today" "drawn with $drawn_with"
	skip "a figure that is not is named, and left alone" "drawn with $drawn_with"
fi
try "each has a caption, and words in its place" each has_words
try "words and names are escaped" escapes
try "nothing in them is from elsewhere, no font by name" each is_alone
try "none is too wide for a phone, nor its letters too small" each is_narrow
try "each class is one of the style" all_known
try "each class is in the legend" all_in_legend
try "no .dot says itself how it looks" no_looks
try "a figure has one caption, on every page" captions
try "colours can be told apart, in light and dark" contrast
try "dark is the same, no matter who asks for it" dark_is_dark
try "draw says what it needs, and leaves nothing half done" usage
