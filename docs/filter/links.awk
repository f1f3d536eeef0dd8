# SPDX-License-Identifier: GPL-2.0
#
# links.awk - a page of HTML, in which href="source:PATH" leads to that file's source
#
# Reads what names.awk has printed, and then the page.  A file that is there, but not
# in the book, loses its link.

FILENAME == ARGV[1] {
	url[$1] = $2
	next
}

{
	out = ""
	while (match($0, /<a href="source:[^"]*">/)) {
		path = substr($0, RSTART + 16, RLENGTH - 18)
		out = out substr($0, 1, RSTART - 1)
		$0 = substr($0, RSTART + RLENGTH)
		if (path in url)
			out = out "<a href=\"" url[path] "\">"
		else
			sub(/<\/a>/, "")
	}
	print out $0
}
