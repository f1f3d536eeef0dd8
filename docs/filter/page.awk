# SPDX-License-Identifier: GPL-2.0
#
# page.awk - a page of the book from a Markdown file, which people also read in a
# terminal, and so has nothing in it that is only for the book
#
#	its name		is its id: labs/03-push/README.md is lab_03_push,
#				docs/pages/kernel-map.md kernel_map
#	headings		get ids, made of the page's and their words, and the
#				page a table of contents
#	"A heading"		in quotes, of this page or of another lab's: a link
#	lab 03			a link to that lab's page
#	`labs/a/b.c`		a link to its source, or to the page that it is
#	[text](../a/b.md)	likewise; relative to this file
#	indented text		is shown as it is; C is coloured
#	<!-- diagram: NAME -->	a figure: $FIGURES/NAME.svg, with the words of NAME.txt
#	<!-- timeline -->	the figure $FIGURES/timeline-NN-name, if there is one
#	<!-- anything else -->	nothing
#
# Links to sources are written as href="source:PATH", because only Doxygen knows what
# it will call them; "make docs" puts that in.
#
# -v file=PATH: what is read, as seen from the root of the checkout, where we are
# $LABS: the labs' folders, "00-boot 01-orphan ..."

function fail(why)
{
	printf "%s:%d: error: %s\n", file, NR_of[now], why >"/dev/stderr"
	failed = 1
}

# --- Names --------------------------------------------------------------------

function page_id(path,	id)
{
	id = path
	if (id ~ /^labs\/[0-9][0-9]-[^\/]*\/README\.md$/) {
		sub(/\/README\.md$/, "", id)
		sub(/^labs\//, "lab_", id)
	} else if (id ~ /^[a-z]+\/README\.md$/) {
		sub(/\/README\.md$/, "", id)
	} else if (id ~ /^docs\/(pages\/)?[^\/]*\.md$/) {
		sub(/^.*\//, "", id)
		sub(/\.md$/, "", id)
	} else {
		sub(/^.*\//, "", id)
		sub(/\.md$/, "", id)
	}
	gsub(/[^A-Za-z0-9]/, "_", id)
	return id == "index" ? "mainpage" : id
}

function heading_id(page, text)
{
	text = tolower(text)
	gsub(/[^a-z0-9]+/, "_", text)
	gsub(/^_|_$/, "", text)
	return page "_" text
}

# learn(PATH): what headings a page has, so that others can refer to them
function learn(path, own,	s, page, code, blank)
{
	page = page_id(path)
	blank = 1
	while ((getline s <path) > 0) {
		if (s ~ /^##+ /) {
			sub(/^#+ */, "", s)
			gsub(/`/, "", s)
			if (own || !(s in anchor))
				anchor[s] = heading_id(page, s)
			else if (anchor[s] !~ "^" page_id(file) "_")
				anchor[s] = "?"
		}
	}
	close(path)
}

function exists(path,	s, there)
{
	there = (getline s <path) >= 0
	close(path)
	return there
}

# target(PATH): what a link to a file of the repository leads to; "" if nothing
function target(path)
{
	if (path !~ /^(docs|labs|reference|exercises|uml-config)\// || path ~ /[*?<>]|NN/)
		return ""
	if (path ~ /\/$/)
		path = path "README.md"
	if (path !~ /\.(md|c|h)$/ || path ~ /\/hints\// || !exists(path))
		return ""
	if (path ~ /\.md$/)
		return "@ref " page_id(path)
	return "source:" path
}

# --- Text ---------------------------------------------------------------------

function swap(s, from, to,	i, out)
{
	out = ""
	while ((i = index(s, from))) {
		out = out substr(s, 1, i - 1) to
		s = substr(s, i + length(from))
	}
	return out s
}

function entities(s)
{
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	return s
}

# Nothing in it means anything to Doxygen or to Markdown.
function literal(s)
{
	s = swap(s, "\\|", "|")
	s = swap(s, "&", "&amp;")
	s = swap(s, "<", "&lt;")
	s = swap(s, ">", "&gt;")
	s = swap(s, "|", "&#124;")
	s = swap(s, "\\", "\\\\")
	s = swap(s, "@", "\\@")
	s = swap(s, "#", "\\#")
	s = swap(s, "%", "\\%")
	s = swap(s, "*", "\\*")
	s = swap(s, "_", "\\_")
	s = swap(s, "~", "\\~")
	s = swap(s, "[", "\\[")
	s = swap(s, "]", "\\]")
	s = swap(s, "\"", "&quot;")
	s = swap(s, "::", "\\::")
	s = swap(s, "---", "\\---")
	s = swap(s, "--", "\\--")
	return swap(s, "\\\\---", "\\---")
}

# A function's name must stay one, for Doxygen to make a link of it.
function code(s,	to, span)
{
	gsub(/\n */, " ", s)
	if (s ~ /^io_[a-z_]+\(\)$/)
		span = "<code>" s "</code>"
	else
		span = "<code>" literal(s) "</code>"
	to = target(s)
	if (to ~ /^@ref/)
		return "[" span "](" to ")"
	if (to != "")
		return "<a href=\"" to "\">" span "</a>"
	return span
}

# [text](where), as is, if it leads out of the repository
function link(text, where,	dir, part, to)
{
	# Doxygen loses count of its lines when a link has two.
	gsub(/\n */, " ", text)
	if (where ~ /^[a-z]+:|^@ref/)
		return "[" text "](" where ")"
	part = ""
	if (match(where, /#.*/)) {
		part = substr(where, RSTART + 1)
		where = substr(where, 1, RSTART - 1)
	}
	if (where == "") {
		where = file
	} else {
		dir = file
		sub(/\/?[^\/]*$/, "", dir)
		while (sub(/^\.\//, "", where))
			;
		while (sub(/^\.\.\//, "", where))
			if (!sub(/\/?[^\/]*$/, "", dir))
				break
		where = (dir == "" ? "" : dir "/") where
	}
	to = target(where)
	if (to == "") {
		# What is not in the book is at least named.
		if (!exists(where))
			fail("a link to " where ", which does not exist")
		return text
	}
	if (to ~ /^source:/)
		return "<a href=\"" to "\">" text "</a>"
	if (part != "") {
		gsub(/[^a-z0-9]+/, "_", part)
		to = to "_" part
	}
	return "[" text "](" to ")"
}

# plain(S): what is neither code nor a link
function plain(s,	out, name, title, before)
{
	s = swap(s, "@", "\\@")
	s = swap(s, "---", "\\---")
	s = swap(s, "\\--", "@2@")
	s = swap(s, " --", " \\--")
	s = swap(s, "@2@", "\\--")
	out = ""
	# "A heading"
	while (match(s, /"[A-Z][^"]*"/)) {
		name = substr(s, RSTART + 1, RLENGTH - 2)
		title = name
		gsub(/\n */, " ", title)
		before = substr(s, 1, RSTART - 1)
		s = substr(s, RSTART + RLENGTH)
		out = out swap(labs(before), "\"", "&quot;")
		if (title in anchor && anchor[title] != "?" && title ~ / /)
			out = out "&quot;[" title "](@ref " anchor[title] ")&quot;"
		else
			out = out "&quot;" name "&quot;"
	}
	return out swap(labs(s), "\"", "&quot;")
}

# "lab 03" becomes a link
function labs(s,	out, nr, text)
{
	out = ""
	while (match(s, /[Ll]ab[ \n][0-9][0-9]/)) {
		nr = substr(s, RSTART + 4, 2)
		text = substr(s, RSTART, 3) " " nr
		out = out substr(s, 1, RSTART - 1)
		if (nr in lab && page_id("labs/" lab[nr] "/README.md") != page_id(file))
			out = out "[" text "](@ref " \
				page_id("labs/" lab[nr] "/README.md") ")"
		else
			out = out substr(s, RSTART, RLENGTH)
		s = substr(s, RSTART + RLENGTH)
	}
	return out s
}

# emphasis(S): *this* and **that**, which Doxygen does not see next to a quote or around
# code
function emphasis(s,	out, n, i, piece)
{
	n = split(s, piece, "`")
	out = piece[1]
	for (i = 2; i <= n; i++) {
		if (i % 2 == 0)
			gsub(/\*/, "\001", piece[i])
		out = out "`" piece[i]
	}
	while (match(out, /\*\*[^* \n][^*]*\*\*/))
		out = substr(out, 1, RSTART - 1) "<strong>" substr(out, RSTART + 2, RLENGTH - 4) \
			"</strong>" substr(out, RSTART + RLENGTH)
	while (match(out, /\*[^* \n][^*]*\*/))
		out = substr(out, 1, RSTART - 1) "<em>" substr(out, RSTART + 1, RLENGTH - 2) \
			"</em>" substr(out, RSTART + RLENGTH)
	gsub(/\001/, "*", out)
	return out
}

# inline(S): a paragraph, or a line of a table
function inline(s,	out, i, before, text)
{
	out = ""
	s = emphasis(s)
	while (match(s, /`[^`]+`|\[[^][]*\]\([^()]*\)/)) {
		before = substr(s, 1, RSTART - 1)
		text = substr(s, RSTART, RLENGTH)
		s = substr(s, RSTART + RLENGTH)
		out = out plain(before)
		if (text ~ /^`/) {
			out = out code(substr(text, 2, length(text) - 2))
		} else {
			i = index(text, "](")
			out = out link(inline_code(substr(text, 2, i - 2)), \
				substr(text, i + 2, length(text) - i - 2))
		}
	}
	return out plain(s)
}

# Inside of a link's text there can be code, and no more links.
function inline_code(s,	out)
{
	out = ""
	while (match(s, /`[^`]+`/)) {
		out = out substr(s, 1, RSTART - 1) "<code>" \
			literal(substr(s, RSTART + 1, RLENGTH - 2)) "</code>"
		s = substr(s, RSTART + RLENGTH)
	}
	return out s
}

# --- For the search -------------------------------------------------------------

# term(TEXT, ANCHOR): somebody may look for TEXT, and finds it there
function term(text, to)
{
	if (ENVIRON["TERMS"] == "")
		return
	gsub(/[`*]/, "", text)
	print text "\t" (id == "mainpage" ? "index" : id) ".html" (to == "" ? "" : "#" to) \
		"\t" (to == "" ? "" : page_title) >>ENVIRON["TERMS"]
}

# bold(TEXT): where a word is explained, it is bold
function bold(s,	word)
{
	gsub(/\n */, " ", s)
	while (match(s, /\*\*[A-Za-z][^*]*[A-Za-z]\*\*/)) {
		word = substr(s, RSTART + 2, RLENGTH - 4)
		s = substr(s, RSTART + RLENGTH)
		if (length(word) < 40)
			term(word, where)
	}
}

# --- Blocks -------------------------------------------------------------------

# is_c(FROM, TO): is it C? Each line ends like one of C's, or is deeper than one that
# does not, or is a comment.
function is_c(from, to,	i, s, sure)
{
	sure = 0
	for (i = from; i <= to; i++) {
		s = line[i]
		gsub(/^[ \t]+|[ \t]+$/, "", s)
		if (s == "" || s ~ /^(\/\*|\*|\.\.\.|#(include|define))/)
			continue
		if (s ~ /[;{}]( *\/\*.*\*\/)?$|^(else|do)$|^(static )?(void|int|bool|struct [a-z_]+) .*\)$/)
			sure++
		else if (s !~ /^(if|while|for|struct|static|void|int|bool) ?|,$|\($|\)$/)
			return 0
	}
	return sure
}

function shown(from, to,	i, indent, s)
{
	print "@code{" (is_c(from, to) ? ".c" : ".unparsed") "}"
	for (i = from; i <= to; i++) {
		s = line[i]
		sub(/^(    |\t)/, "", s)
		print s
	}
	print "@endcode"
}

# figure(NAME, KIND): the drawing with its caption and its words
function figure(name, kind,	svg, s, caption, words, started)
{
	svg = ENVIRON["FIGURES"] "/" name ".svg"
	if (!exists(svg)) {
		if (kind == "diagram")
			fail("there is no diagram " name " in docs/diagrams")
		return
	}
	getline caption <(ENVIRON["FIGURES"] "/" name ".txt")
	words = ""
	while ((getline s <(ENVIRON["FIGURES"] "/" name ".txt")) > 0)
		words = words (s == "" ? (words == "" ? "" : "</p>\n<p>") : \
			entities(s) (kind == "timeline" ? "<br/>" : "") "\n")
	close(ENVIRON["FIGURES"] "/" name ".txt")
	print ""
	print "@htmlonly[block]"
	print "<figure class=\"figure " kind "\" id=\"figure-" name "\">"
	print "<div class=\"drawing\" role=\"img\" tabindex=\"0\" aria-label=\"" \
		swap(entities(caption), "\"", "&quot;") "\">"
	started = 0
	while ((getline s <svg) > 0) {
		if (s ~ /<svg/)
			started = 1
		# For a phone, where it shrinks, but not too much: docs/theme/book.css
		if (started == 1 && match(s, / width="[0-9]+"/)) {
			started = 2
			sub(/ width=/, " style=\"--natural: " substr(s, RSTART + 8, RLENGTH - 9) "px\"&", s)
		}
		# Doxygen's scripts think that what is called code is theirs.
		gsub(/ code"/, "\"", s)
		if (started)
			print s
	}
	close(svg)
	print "</div>"
	print "<figcaption>" entities(caption) "</figcaption>"
	print "<details><summary>The figure in words</summary><p>" words "</p></details>"
	print "</figure>"
	print "@endhtmlonly"
	print ""
}

# What each lab's page ends with
function lab_files(	name, nr, n, i, s)
{
	name = file
	sub(/^labs\//, "", name)
	sub(/\/README\.md$/, "", name)
	n = split(ENVIRON["LABS"], s, " ")
	for (i = 1; i <= n; i++)
		if (s[i] == name)
			break
	# The line ends a list, if there is one; html cannot.
	print "\n***\n"
	print "@htmlonly[block]"
	print "<nav class=\"labs\" aria-label=\"Labs\">"
	if (i > 1)
		print "<a rel=\"prev\" href=\"lab_" swap(s[i - 1], "-", "_") ".html\">Lab " \
			substr(s[i - 1], 1, 2) "</a>"
	print "<a class=\"spoiler\" href=\"solution_" swap(name, "-", "_") \
		".html\">The solution of this lab</a>"
	if (i < n)
		print "<a rel=\"next\" href=\"lab_" swap(s[i + 1], "-", "_") ".html\">Lab " \
			substr(s[i + 1], 1, 2) "</a>"
	print "</nav>"
	print "@endhtmlonly"
}

BEGIN {
	n_labs = split(ENVIRON["LABS"], folder, " ")
	for (i = 1; i <= n_labs; i++)
		lab[substr(folder[i], 1, 2)] = folder[i]
	learn(file, 1)
	for (i = 1; i <= n_labs; i++)
		if ("labs/" folder[i] "/README.md" != file)
			learn("labs/" folder[i] "/README.md", 0)
}

{
	line[++n] = $0
	NR_of[n] = NR
}

END {
	id = page_id(file)
	sections = 0
	for (i = 1; i <= n; i++)
		if (line[i] ~ /^## /)
			sections++
	blank = 1
	in_list = 0
	for (i = 1; i <= n; i++) {
		now = i
		s = line[i]
		if (s ~ /^# / && !titled) {
			titled = 1
			sub(/ *\{#[^}]*\} *$/, "", s)
			print s " {#" id "}"
			page_title = substr(s, 3)
			term(page_title, "")
			if (sections > 2 && id != "mainpage")
				print "\n@tableofcontents{HTML:2}"
			blank = 0
			continue
		}
		if (s ~ /^##+ /) {
			sub(/ *\{#[^}]*\} *$/, "", s)
			text = s
			sub(/^#+ */, "", text)
			gsub(/`/, "", text)
			hid = heading_id(id, text)
			if (used[hid]++)
				hid = hid "_" used[hid]
			term(text, hid)
			where = hid
			# The start page needs no list of its own headings.
			if (id == "mainpage") {
				print "@anchor " hid "\n<h2>" literal(text) "</h2>\n"
				blank = 1
				in_list = 0
				continue
			}
			match(s, /^#+ */)
			print substr(s, 1, RLENGTH) inline_code(substr(s, RLENGTH + 1)) " {#" hid "}"
			blank = 0
			in_list = 0
			continue
		}
		if (s ~ /^```/) {
			for (j = i + 1; j <= n && line[j] !~ /^```/; j++)
				;
			sub(/^``` */, "", s)
			print "@code{" (s == "" ? ".unparsed" : "." s) "}"
			for (k = i + 1; k < j; k++)
				print line[k]
			print "@endcode"
			i = j
			continue
		}
		if (s ~ /^<!-- diagram: [a-z0-9-]+ -->$/) {
			sub(/^<!-- diagram: /, "", s)
			sub(/ -->$/, "", s)
			figure(s, "diagram")
			continue
		}
		if (s ~ /^<!-- timeline -->$/) {
			s = file
			sub(/^labs\//, "timeline-", s)
			sub(/\/README\.md$/, "", s)
			figure(s, "timeline")
			continue
		}
		if (s ~ /^<!--/) {
			while (line[i] !~ /-->/ && i < n)
				i++
			continue
		}
		if (s ~ /^[ \t]*$/) {
			blank = 1
			print ""
			continue
		}
		if (s ~ /^(    |\t)/ && blank && !in_list) {
			for (j = i; j < n && line[j + 1] ~ /^(    |\t|[ \t]*$)/; j++)
				;
			while (line[j] ~ /^[ \t]*$/)
				j--
			shown(i, j)
			i = j
			continue
		}
		if (s ~ /^ *([-*]|[0-9]+\.) /)
			in_list = 1
		else if (s !~ /^ / && blank)
			in_list = 0
		blank = 0
		if (s ~ /^ *\|/) {
			print s ~ /^[-|: ]+$/ ? s : inline(s)
			continue
		}
		# A paragraph in one piece: what is in quotes may have two lines.
		while (i < n && line[i + 1] !~ /^[ \t]*$|^#|^<!--|^```|^ *\|/)
			s = s "\n" line[++i]
		if (id != "mainpage")
			bold(s)
		print inline(s)
	}
	if (file ~ /^labs\/[0-9]/)
		lab_files()
	exit failed
}
