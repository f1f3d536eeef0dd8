# SPDX-License-Identifier: GPL-2.0
#
# names.awk - what the book calls the source of a file, from Doxygen's tag file
#
# -v top=PATH/: the root of the checkout.  Prints a file and its page on each line.

/<compound kind="file">/ { name = path = file = "" }
/^    <name>/ { name = between($0) }
/^    <path>/ { path = between($0) }
/^    <filename>/ { file = between($0) }
/<\/compound>/ && file != "" {
	sub(/\.html$/, "", file)
	path = path name
	if (index(path, top) == 1)
		path = substr(path, length(top) + 1)
	print path, file "_source.html"
	file = ""
}
function between(s)
{
	sub(/^[^>]*>/, "", s)
	sub(/<.*$/, "", s)
	return s
}