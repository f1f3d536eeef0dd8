#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The book, as it is made, and as somebody sees it who reads it in a browser.
#
# minutes: 2

. "${0%/*}/tap.sh"

plan 17

html=build/docs/html
log=$tmp/reader.log

# --- making it ---------------------------------------------------------------

made()
{
	gives 0 "The book is build/docs/html/index.html" make docs && [ "$(wc -l <"$tmp/gives")" -eq 1 ]
}

same_again()
{
	cp -a "$html" "$tmp/first" && make -s docs >"$tmp/again" && diff -rq "$tmp/first" "$html"
}

nothing_from_elsewhere()
{
	! grep -rlE '(<(script|link|img|iframe)[^>]*(src|href)=|@import|url\()[ "'\'']*(https?:)?//' \
		"$html" --include='*.html' --include='*.css'
}

# A tree of our own, to make mistakes in.  Its book is one of before.
fresh_tree()
{
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/build/docs/html"
	{
		git ls-files -z 2>/dev/null ||
			find . -path ./build -prune -o -type f -print0
	} | xargs -0 tar -cf - --ignore-failed-read 2>/dev/null | tar -xf - -C "$tmp/tree"
	echo "of before" >"$tmp/tree/build/docs/html/index.html"
}

# refused TEXT: "make docs" there fails, says so, and the book of before is left
refused()
{
	make -s -C "$tmp/tree" docs >"$tmp/refused" 2>&1 </dev/null && { echo "it was made"; return 1; }
	grep -qF -e "$1" "$tmp/refused" || {
		echo "expected: $1"
		echo "seen:"
		cat "$tmp/refused"
		return 1
	}
	as_before
}

as_before()
{
	[ "$(cat "$tmp/tree/build/docs/html/index.html")" = "of before" ] ||
		{ echo "the book of before is gone"; return 1; }
	# shellcheck disable=SC2012
	[ "$(ls -d "$tmp"/tree/build/work.* 2>/dev/null | wc -l)" -eq 0 ] ||
		{ echo "something is left in build/"; return 1; }
}

undocumented()
{
	fresh_tree
	sed 's|^int io_fallback_init.*|&\n\nint io_fallback_secret(int x);|' \
		uml-config/seam/fallback.h >"$tmp/tree/uml-config/seam/fallback.h"
	refused "io_fallback_secret"
}

broken_page()
{
	fresh_tree
	cat >>"$tmp/tree/docs/pages/history.md" <<-'EOT'

		See [this](../pages/nowhere.md), and [that](questions.md#nothing).

		![x](../diagrams/nothing.svg)
	EOT
	refused "docs/pages/nowhere.md, which does not exist" &&
		refused "docs/pages/questions.md#nothing, which does not exist" &&
		refused "docs/diagrams/nothing.svg, which does not exist"
}

# Every page of the repository, in the book or not.
links()
{
	links_status=0
	for page in $(git ls-files '*.md' 2>/dev/null || find . -name '*.md'); do
		awk -f docs/filter/page.awk -v file="${page#./}" "$page" >"$tmp/page" || links_status=1
	done
	return "$links_status"
}

# Doxygen, or whoever is at work, is interrupted
interrupted()
{
	fresh_tree
	mkdir -p "$tmp/bin"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nkill -INT $PPID\nexit 0\n' >"$tmp/bin/doxygen"
	chmod +x "$tmp/bin/doxygen"
	PATH=$tmp/bin:$PATH "$tmp/tree/labs/harness/verbs/docs" >"$tmp/interrupted" 2>&1 &&
		{ echo "it went on"; return 1; }
	as_before
}

# A machine with everything but Doxygen, and nothing to install it with
without_doxygen()
{
	mkdir -p "$tmp/few"
	for f in /usr/local/bin/* /usr/bin/* /bin/*; do
		case ${f##*/} in
		doxygen | apt-get) ;;
		*) [ -e "$tmp/few/${f##*/}" ] || ln -s "$f" "$tmp/few/${f##*/}" ;;
		esac
	done
	PATH=$tmp/few gives 2 "missing: doxygen" "$top/labs/harness/verbs/docs" &&
		[ "$(wc -l <"$tmp/gives")" -eq 1 ]
}

# --- reading it --------------------------------------------------------------

reader()
{
	build/host/pushdrain-reader --look=labs/harness/tests/browser/look.js "$@"
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
	sed "s|</div><!-- contents -->|$2&|" "$html/questions.html" >"$tmp/planted/$1.html"
	cmp -s "$html/questions.html" "$tmp/planted/$1.html" || return 0
	echo "nothing was planted in $1"
	return 1
}

# The reader notices what is wrong, in the page where it is, and nothing else.
notices()
{
	cp -al "$html" "$tmp/planted" 2>/dev/null || cp -a "$html" "$tmp/planted"
	cp "$html/questions.html" "$tmp/planted/nothing.html"
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
	pages='anchor clipped console contrast exception link nothing outside picture scheme script width'
	# shellcheck disable=SC2046,SC2086
	reader "$tmp/planted" $(printf '%s.html ' $pages) >"$tmp/notices"
	sed 's/:.*//' "$tmp/notices" | sort -u >"$tmp/seen"
	printf '%s	%s.html\n' clipped clipped console console console exception \
		contrast contrast link anchor link link outside outside \
		picture picture picture script scheme scheme width width | sort >"$tmp/wanted"
	# What is light in the dark cannot be read there; what cannot be had from
	# outside is missing.
	grep -vxE '(contrast	scheme|(picture|console)	outside).html' "$tmp/seen" |
		diff "$tmp/wanted" - || { cat "$tmp/notices"; return 1; }
}

# The search is asked in the whole book only, so a book without an index is one.
notices_search()
{
	mkdir "$tmp/mute"
	cp -a "$html/." "$tmp/mute"
	find "$tmp/mute" -name '*.html' ! -name index.html ! -path '*/search/*' -delete
	echo 'var searchData=[];' >"$tmp/empty"
	for f in "$tmp"/mute/search/*_*.js; do
		cp "$tmp/empty" "$f"
	done
	reader "$tmp/mute" >"$tmp/notices"
	grep -q '^search	.*io_run_ctx_fallback' "$tmp/notices" || { cat "$tmp/notices"; return 1; }
}

missing=$(missing_packages docs)
if [ -n "$missing" ]; then
	while [ "$tap_n" -lt 17 ]; do
		skip "the book" "not installed: $missing"
	done
	exit 0
fi

try "make docs makes it, and says where it is" made
[ -f "$html/index.html" ] || exit 1
try "the same input is the same book, to the byte" same_again
try "nothing in it is asked of another machine" nothing_from_elsewhere
try "a function without a comment is an error, and the book of before stays" undocumented
try "so is a link to nowhere, or a figure that is not there" broken_page
try "no page of the repository has such a link" links
try "an interrupted run leaves the book of before, and nothing else" interrupted
try "without Doxygen, one line says so" without_doxygen

if ! command -v chromium >/dev/null 2>&1; then
	while [ "$tap_n" -lt 17 ]; do
		skip "as a reader sees it" "Chromium is not installed: apt-get install chromium"
	done
	exit 0
fi
if ! make -s -C labs/harness/tests/browser O="$top/build/host" >"$tmp/out" 2>&1; then
	sed 's/^/# /' "$tmp/out"
	result 1 "the reader builds"
	exit 1
fi
status=0
reader "$html" >"$log" 2>&1 || status=$?
if [ "$status" -eq 2 ]; then
	sed 's/^/# /' "$log" | tail -n 3
fi
try "Chromium opens every page: $(sed -n 's/^pages	//p' "$log")" test "$status" -ne 2
try "no link leads nowhere" nothing_of link
try "no picture, script or style is missing" nothing_of picture outside
try "no error on the console" nothing_of console
try "nothing is wider than a phone, and no text is cut" nothing_of width clipped
try "light and dark, with a contrast of 4.5 to 1" nothing_of contrast scheme
try "the search finds functions and headings" nothing_of search
try "the reader notices what is planted, and where" notices
try "it notices a search that finds nothing" notices_search
