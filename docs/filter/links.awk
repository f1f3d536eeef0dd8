# SPDX-License-Identifier: GPL-2.0
#
# links.awk - a page of HTML, in which href="source:PATH" leads to that file's source
#
# Reads what names.awk has printed, and then the page.

FILENAME == ARGV[1] { url[$1] = $2; next }
{
	out = ""
	while (match($0, /href="source:[^"]*"/)) {
		path = substr($0, RSTART + 13, RLENGTH - 14)
		if (!(path in url)) {
			print path ": a page leads there, but it is not in the book" >"/dev/stderr"
			bad = 1
		}
		out = out substr($0, 1, RSTART + 5) url[path] "\""
		$0 = substr($0, RSTART + RLENGTH)
	}
	print out $0
}
END { exit bad }