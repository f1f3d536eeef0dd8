#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The book, as it is made. How it reads is for 91-browser.sh.
#
# minutes: 6

. "${0%/*}/tap.sh"

plan 9

html=build/docs/html

# --- making it ---------------------------------------------------------------

made()
{
	gives 0 "The book is build/docs/html/index.html" make docs && [ "$(wc -l <"$tmp/gives")" -eq 1 ]
}

# Each page of a lab is in the navigation, where "make docs" has put it by name.
labs_pages_listed()
{
	for page in labs/[0-9]*/*.md; do
		lab=${page#labs/}
		lab=$(echo "${lab%/*}" | tr - _)
		name=${page##*/}
		name=${name%.md}
		[ "$name" != README ] || name=lab
		grep -qF "\"${name}_$lab.html\"" "$html/navtreedata.js" || { echo "$page is not"; return 1; }
	done
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

# A tree of our own, to make mistakes in.  Its book is from before.
fresh_tree()
{
	rm -rf "$tmp/tree"
	copy_tree "$tmp/tree"
	mkdir -p "$tmp/tree/build/docs/html"
	echo "earlier" >"$tmp/tree/build/docs/html/index.html"
}

# refused TEXT: "make docs" there fails, says so, and the earlier book is left
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
	[ "$(cat "$tmp/tree/build/docs/html/index.html")" = "earlier" ] ||
		{ echo "the earlier book is gone"; return 1; }
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

# Doxygen, or the program that is at work, is interrupted
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

missing=$(missing_packages docs pictures)
if [ -n "$missing" ]; then
	while [ "$tap_n" -lt 9 ]; do
		skip "the book" "not installed: $missing"
	done
	exit 0
fi

try "make docs makes it, and says where it is" made
[ -f "$html/index.html" ] || exit 1
try "the navigation has each page of each lab" labs_pages_listed
try "the same input is the same book, to the byte" same_again
try "nothing in it is asked of another machine" nothing_from_elsewhere
try "a function without a comment is an error, and the earlier book stays" undocumented
try "so is a link to nowhere, or a figure that is not there" broken_page
try "no page of the repository has such a link" links
try "an interrupted run leaves the earlier book, and nothing else" interrupted
try "without Doxygen, one line says so" without_doxygen
