# SPDX-License-Identifier: GPL-2.0
#
# page.awk - what Doxygen 1.9 does not do for a page of Markdown
#
#	its title, its headings	get ids: labs/03-push/README.md#lost-updates becomes
#				lab_03_push_lost_updates, because ids are those of the book
#	links to files		lead to their pages, or to their sources; the text of one that
#				is not in the book stays
#	![caption](name.svg)	on a line of its own: the drawing itself and its words, so that
#				it is dark where the page is; a link to name.txt, alone in its line,
#				is for readers elsewhere, and left out
#	<details><summary>	a folded part: Doxygen would close it at its first paragraph
#	"quotes", `code`	mean what they mean to a Git host
#
# A link to what does not exist is an error.
#
# -v file=PATH: what is read, as seen from the root of the checkout, where we are

function fail(why)
{
	printf "%s:%d: error: %s\n", file, FNR, why >"/dev/stderr"
	failed = 1
}

function exists(path,	s, there)
{
	there = (getline s <path) >= 0
	close(path)
	return there || system("test -d '" path "'") == 0
}

# page_id(PATH): its page; what is shown as it is has its path for one
function page_id(path,	n, part, name)
{
	if (path !~ /\.md$|^reference\/|^uml-config\/baseline\.c$/)
		return path
	n = split(path, part, "/")
	name = part[n]
	sub(/\.(md|c)$/, "", name)
	if (path ~ /^reference\/[0-9]/)
		name = "solution_" part[n - 1]
	else if (path ~ /^labs\/[0-9]/)
		name = (name == "README" ? "lab" : name) "_" part[n - 1]
	else if (name == "README")
		name = part[n - 1]
	gsub(/[^A-Za-z0-9]/, "_", name)
	return name == "index" ? "mainpage" : tolower(name)
}

# heading_id(PAGE, TEXT): TEXT is a heading, or what a Git host makes of it
function heading_id(page, text)
{
	text = tolower(text)
	gsub(/[^a-z0-9 _-]/, "", text)
	gsub(/[ _-]+/, "_", text)
	gsub(/^_|_$/, "", text)
	return page "_" text
}

# has_heading(PATH, PART)
function has_heading(path, part,	s)
{
	part = heading_id("", part)
	if (!(path in read_already)) {
		read_already[path] = 1
		while ((getline s <path) > 0)
			if (sub(/^##+ +/, "", s))
				known[path, heading_id("", s)] = 1
		close(path)
	}
	return (path, part) in known
}

# code(S): nothing in it means anything, but that a function of the contract is a link
function code(s)
{
	if (s ~ /^io_[a-z_]+\(\)$/)
		return "<code>" s "</code>"
	gsub(/\n */, " ", s)
	gsub(/[\\@#%*_~\]]|::/, "\\\\&", s)
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s)
	gsub(/\[/, "\001", s)
	gsub(/--/, "\\--", s)
	return "<code>" s "</code>"
}

# link(TEXT, WHERE)
function link(text, where,	path, part, code_too)
{
	if (where ~ /^[a-z]+:/)
		return "[" text "](" where ")"
	path = where
	sub(/#.*/, "", path)
	part = where
	if (!sub(/^[^#]*#/, "", part))
		part = ""
	path = path == "" ? file : dir path
	while (sub(/[^\/]+\/\.\.\//, "", path))
		;
	if (!exists(path) || part != "" && !has_heading(path, part)) {
		fail("a link to " path (part == "" ? "" : "#" part) ", which does not exist")
		return text
	}
	if (path ~ /\/$/)
		path = path "README.md"
	if (path !~ /^(docs|exercises|labs|reference|uml-config)\/.*\.(md|[ch])$/ ||
	    path ~ /\/hints\/|harness\/tests\// || !exists(path))
		return text
	path = page_id(path)
	if (part != "")
		path = heading_id(path, part)
	# Doxygen shows a file's name as it is, tags and all.
	code_too = sub(/^<code>/, "", text) && sub(/<\/code>$/, "", text)
	if (code_too)
		gsub(/\\/, "", text)
	text = "[" text "](@ref " path ")"
	return code_too ? "<code>" text "</code>" : text
}

# inline(S): a line of text; in_code, if it begins within `code`
function inline(s,	n, i, piece, out, text, where)
{
	n = split(s, piece, "`")
	out = ""
	for (i = 1; i <= n; i++)
		if (i % 2 == 0 && i < n) {
			out = out code(piece[i])
		} else {
			gsub(/"/, "\\&quot;", piece[i])
			gsub(/@/, "\\@", piece[i])
			gsub(/ --/, " \\--", piece[i])
			out = out (i % 2 == 0 ? "`" : "") piece[i]
		}
	s = out
	out = ""
	while (match(s, /\[[^][]*\]\([^() ]*\)/)) {
		text = substr(s, RSTART + 1, RLENGTH - 2)
		where = substr(text, index(text, "](") + 2)
		text = substr(text, 1, index(text, "](") - 1)
		out = out substr(s, 1, RSTART - 1) link(text, where)
		s = substr(s, RSTART + RLENGTH)
	}
	if (s ~ /\]\([^) ]*\.(md|c|h)/)
		fail("a link in two lines, which Doxygen does not see")
	gsub(/\001/, "\\[", s)
	gsub(/\001/, "\\[", out)
	return out s
}

# figure(CAPTION, PATH): the drawing, its caption, and its words, which are its <desc>
function figure(caption, path,	s, words, br, state)
{
	if (!exists(path)) {
		fail("a figure " path ", which does not exist")
		return
	}
	br = path ~ /timeline/ ? "<br/>" : ""
	print "@htmlonly[block]"
	print "<figure class=\"figure\"><div class=\"drawing\" tabindex=\"0\">"
	while ((getline s <path) > 0) {
		# For a phone, where it shrinks, but not too much: docs/theme/book.css
		if (match(s, / width="[0-9]+"/) && !state++)
			sub(/ width=/, " style=\"--natural: " substr(s, RSTART + 8, RLENGTH - 9) "px\"&", s)
		# Doxygen's scripts think that what is called code is theirs.
		gsub(/ code"/, "\"", s)
		print s
		if (sub(/^<desc>/, "", s))
			words = "<p>"
		if (words != "" && state == 1) {
			if (sub(/<\/desc>/, "", s))
				state = 2
			words = words (s == "" ? "</p><p>" : s br) "\n"
		}
	}
	close(path)
	print "</div><figcaption>" caption "</figcaption>"
	print "<details><summary>The figure in words</summary>" words "</p></details></figure>"
	print "@endhtmlonly"
}

BEGIN {
	id = page_id(file)
	dir = file
	sub(/[^\/]*$/, "", dir)
	blank = 1
}

# A span of code in two lines
!fence && /`/ && !/^```/ && (!/^(    |\t)/ || !blank) {
	while (gsub(/`/, "&") % 2 && (getline more) > 0)
		$0 = $0 "\n" more
}

/^```/ {
	fence = !fence
}

fence || /^```/ {
	print
	next
}

# A block that is shown as it is
!shown && /^(    |\t)/ && blank && !in_list {
	shown = 1
	print "@code{.unparsed}"
}

shown && !/^(    |\t|[ \t]*$)/ {
	shown = 0
	print "@endcode\n"
}

shown {
	sub(/^(    |\t)/, "")
	print
	next
}

/^# / && !titled++ {
	print $0 " {#" id "}"
	if (id != "mainpage")
		print "\n@tableofcontents{HTML:2}"
	next
}

/^##+ / {
	title = $0
	sub(/^#+ */, "", title)
	# A heading of the start page would be a line of the navigation.
	if (id == "mainpage")
		print "@anchor " heading_id(id, title) "\n<h2>" title "</h2>\n"
	else
		print inline($0) " {#" heading_id(id, title) "}"
	blank = 1
	next
}

/^ *<!--/, /-->/ {
	next
}

# A folded part. Its summary is HTML to a Git host, too, so it has <code> and no `code`.
/^<details>/, /<\/summary>$/ {
	if (sub(/^<details>/, "<details class=\"folded\">"))
		print "@htmlonly[block]"
	print
	if (/<\/summary>$/)
		print "@endhtmlonly"
	next
}

/^<\/details>$/ {
	print "@htmlonly[block]\n</details>\n@endhtmlonly"
	blank = 1
	next
}

# The words of a figure, which figure() has put below it
/^\[[^]]*\]\([^)]*diagrams\/[^)]*\.txt\)$/ {
	link("", substr($0, index($0, "](") + 2, length($0) - index($0, "](") - 2))
	next
}

/^!\[[^]]*\]\([^)]*\.svg\)$/ {
	path = dir substr($0, index($0, "](") + 2)
	sub(/\)$/, "", path)
	while (sub(/[^\/]+\/\.\.\//, "", path))
		;
	figure(substr($0, 3, index($0, "](") - 3), path)
	next
}

{
	if (/^ *([-*]|[0-9]+\.) /)
		in_list = 1
	else if (/^[^ \t]/ && blank)
		in_list = 0
	blank = /^[ \t]*$/
	print inline($0)
}

END {
	if (shown)
		print "@endcode"
	exit failed
}
