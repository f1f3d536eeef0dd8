# SPDX-License-Identifier: GPL-2.0
#
# names.awk - which page of the book has the source of a file
#
# Reads the paths of all files, then the names of all pages, such as
# reference_203-push_2fallback_8c_source.html.  Prints a file and its page on each line.

FILENAME == ARGV[1] {
	path[++n] = "/" $0
	next
}

{
	end = $0
	sub(/_source\.html$/, "", end)
	gsub(/__/, "\001", end)
	gsub(/_2/, "/", end)
	gsub(/_8/, ".", end)
	gsub(/\001/, "_", end)
	end = "/" end
	for (i = 1; i <= n; i++)
		if (substr(path[i], length(path[i]) - length(end) + 1) == end)
			print substr(path[i], 2), $0
}
