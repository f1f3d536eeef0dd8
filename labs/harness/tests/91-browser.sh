#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The book, as somebody sees it who reads it in a browser, on a phone or at a desk,
# in light or in dark, with a mouse, with keys, or with a program that reads aloud.
#
# minutes: 6

. "${0%/*}/tap.sh"

browser=labs/harness/tests/browser
book=$tmp/tree/build/docs/html
log=$tmp/reader.log

skip_all()
{
	plan 1
	skip "the book in a browser" "$1"
	exit 0
}

missing=$(missing_packages docs pictures)
[ -z "$missing" ] || skip_all "not installed: $missing"
command -v chromium >/dev/null 2>&1 || skip_all "Chromium is not installed: apt-get install chromium"
"$browser/with-modules" true >"$tmp/out" 2>&1 || skip_all "$(tail -n 1 "$tmp/out")"

plan 13

reader()
{
	TMPDIR=$tmp "$browser/with-modules" node "$browser/read.js" --site "$@"
}

# What Doxygen makes, by the names that it gives: axe-core sees a page of each.
generated='dir_*.html *_source.html *_8c.html *_8h.html struct*.html union*.html annotated*.html
	class*.html files*.html functions*.html globals*.html usergroup*.html'

# Words, and what the page begins with to which they should lead.
searches='io_run_ctx_fallback=fallback_8h.html# scenario=structscenario.html
	four+questions=questions.html lab+03=lab_03_push.html'

# options NAME VALUE...
options()
{
	option=$1
	shift
	for value in "$@"; do
		printf -- '--%s=%s ' "$option" "$value"
	done
}

whole_book()
{
	set -f
	# shellcheck disable=SC2046,SC2086
	reader "$1" $(options sample $generated) $(options search $searches)
	whole_status=$?
	set +f
	return "$whole_status"
}

# nothing_of KIND...: the reader has no complaint of this kind
nothing_of()
{
	for kind in "$@"; do
		grep "^$kind	" "$log" && return 1
	done
	# It came to the end.
	grep -q '^pages	' "$log" || { tail -n 5 "$log"; return 1; }
}

# plant PAGE HTML: a page that is as it should be, but for one thing
plant()
{
	planted="$planted $1.html"
	sed "s|</div><!-- contents -->|$2&|" "$book/exercises.html" >"$tmp/planted/$1.html"
	cmp -s "$book/exercises.html" "$tmp/planted/$1.html" || return 0
	echo "nothing was planted in $1"
	return 1
}

# planted_are: what is complained of is on stdin, kind and page; and nothing else is
planted_are()
{
	grep -v '^pages	' "$tmp/notices" | sed -E 's/^(access	[^:]*: [^:]*):.*/\1/; t; s/:.*//' | sort -u >"$tmp/seen"
	sort | diff - "$tmp/seen" || { cat "$tmp/notices"; return 1; }
}

# The reader notices what is wrong, in the page where it is, and nothing else.
notices()
{
	planted=nothing.html
	cp -a "$book" "$tmp/planted"
	cp "$book/exercises.html" "$tmp/planted/nothing.html"
	plant link '<a href="nowhere.html">x</a>' &&
		plant anchor '<a href="#nowhere">x</a>' &&
		plant picture '<img src="nowhere.png" alt="x"/>' &&
		plant script '<script src="nowhere.js"></script>' &&
		plant outside '<img src="http://127.0.0.1:9/x.png" alt="x"/>' &&
		plant console '<script>console.error("x")</script>' &&
		plant exception '<script>nowhere()</script>' &&
		plant width '<div style="width: 500px">wide</div>' &&
		plant clipped '<div style="width: 40px; overflow: hidden; white-space: nowrap">more than that</div>' &&
		plant contrast '<p style="color: #bbb; background: #ccc">x</p>' &&
		plant scheme '<style>html body, #doc-content { background: #fff !important }</style>' ||
		return 1
	# shellcheck disable=SC2086
	reader "$tmp/planted" $planted >"$tmp/notices"
	# What is light in the dark cannot be read there; what cannot be had from
	# outside is missing.
	printf '%s	%s.html\n' clipped clipped console console console exception \
		contrast contrast contrast scheme link anchor link link outside outside \
		picture outside picture picture picture script scheme scheme width width |
		planted_are
}

# So does axe-core; each page is named after the rule that it breaks.
axe_notices()
{
	planted=nothing.html
	plant image-alt '<img src="data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27/%3E"/>' &&
		plant label '<input type="text"/>' &&
		plant button-name '<button type="button"></button>' &&
		plant target-size '<button style="width: 9px; padding: 0">x</button><button>y</button>' &&
		plant list '<ul><p>x</p></ul>' &&
		plant aria-roles '<div role="nowhere">x</div>' &&
		plant valid-lang '<p lang="nowhere">x</p>' ||
		return 1
	# shellcheck disable=SC2086
	reader "$tmp/planted" $planted >"$tmp/notices"
	for rule in $planted; do
		[ "$rule" = nothing.html ] || printf 'access	%s: %s\n' "$rule" "${rule%.html}"
	done | planted_are
}

# The search is asked in the whole book only, so a book without an index is one.
notices_search()
{
	mkdir "$tmp/mute"
	cp -a "$book/." "$tmp/mute"
	find "$tmp/mute" -name '*.html' ! -name index.html ! -path '*/search/*' -delete
	echo 'var searchData=[];' >"$tmp/empty"
	for f in "$tmp"/mute/search/*_*.js; do
		cp "$tmp/empty" "$f"
	done
	reader "$tmp/mute" --search=io_run_ctx_fallback=fallback_8h.html >"$tmp/notices"
	grep -q '^search	.*io_run_ctx_fallback' "$tmp/notices" || { cat "$tmp/notices"; return 1; }
}

try "the reader is clean under ESLint" "$browser/with-modules" eslint --config "$browser/eslint.config.js" "$browser"
try "and under tsc, with its types" "$browser/with-modules" tsc -p "$browser"

# A book of our own: another test makes the one in build.
copy_tree "$tmp/tree"
if ! make -s -C "$tmp/tree" docs >"$tmp/out" 2>&1; then
	sed 's/^/# /' "$tmp/out"
	result 1 "there is a book"
	exit 1
fi
status=0
whole_book "$book" >"$log" 2>&1 || status=$?
if [ "$status" -eq 2 ]; then
	sed 's/^/# /' "$log" | tail -n 3
fi
try "Chromium opens every page: $(sed -n 's/^pages	//p' "$log")" test "$status" -ne 2
try "no link leads nowhere" nothing_of link
try "no picture, script or style is missing" nothing_of picture outside
try "no error on the console" nothing_of console
try "nothing is wider than a phone, and no text is cut" nothing_of width clipped
try "light and dark, with a contrast of 4.5 to 1" nothing_of contrast scheme
try "the search finds functions, structs and pages" nothing_of search
try "WCAG 2.2 AA, in the eyes of axe-core: every page written by hand, and one of each kind that Doxygen makes" nothing_of access
try "the reader notices what is planted, and where" notices
try "so does axe-core" axe_notices
try "the reader notices a search that finds nothing" notices_search
