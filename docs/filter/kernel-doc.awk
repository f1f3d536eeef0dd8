# SPDX-License-Identifier: GPL-2.0
#
# kernel-doc.awk - a header whose comments are kernel-doc, for Doxygen
#
#	/**					/**
#	 * name() - what it does		 * @brief what it does
#	 * @arg: what it is			 * @param arg what it is
#	 *					 *
#	 * Context: any				 * @context any
#	 * Return: 0 or -1			 * @return 0 or -1
#	 */					 */
#
# Members of structs and values of enums get comments of their own, at the end of
# the file.  Every other line stays on its line, so that Doxygen's line numbers are
# the source's.  @context and the like are in the Doxyfile.
#
# -v prose=FILE: where the prose of the file is, if not in this one

# --- The file's own comment ---------------------------------------------------

# file_doc(): lines 1 to n of "top", and a line more
function file_doc(	i, j, brief, end)
{
	prose_begin()
	sub(/^[ \t]*[-a-z0-9_.]+\.[ch] - /, "", top[1])
	brief = ""
	for (i = 1; i <= n && top[i] !~ /^[ \t]*$/; i++) {
		sub(/^[ \t]+/, "", top[i])
		brief = brief (brief == "" ? "" : " ") top[i]
	}
	end = sentence_end(brief)
	print " * @brief " words(substr(brief, 1, end))
	print " *"
	if (i > 2) {
		print " * " words(substr(brief, end + 1))
		for (j = 3; j < i; j++)
			print " *"
	}
	for (; i <= n; i++)
		print " *" prose_line(top[i])
}

function borrowed_prose(	s, state)
{
	n = 0
	while ((getline s <prose) > 0) {
		if (state == "" && s ~ /^\/\*/ && s !~ /SPDX/) {
			state = "in"
			continue
		}
		if (state == "in" && s ~ /\*\//)
			break
		if (state == "in") {
			sub(/^ \*/, "", s)
			top[++n] = s
		}
	}
	print "/** @file"
	if (n)
		file_doc()
	print " */"
}

# --- A kernel-doc comment -----------------------------------------------------

# What "name - text" is about: "struct x", "enum x", or a function or a macro
function title(s)
{
	kind = ""
	if (match(s, /^(struct|enum|union) /)) {
		kind = substr(s, 1, RLENGTH - 1)
		s = substr(s, RLENGTH + 1)
	}
	match(s, /^[A-Za-z_0-9]+/)
	name = substr(s, 1, RLENGTH)
	sub(/^[A-Za-z_0-9]+(\(\))? - /, "", s)
	return s
}

# A line of it, without " *"; what to put behind " *"
function doc_line(s,	member)
{
	if (match(s, /^ @(\.\.\.|[A-Za-z_0-9.]+):[ \t]*/)) {
		member = s
		sub(/^ @/, "", member)
		sub(/:.*/, "", member)
		s = substr(s, RLENGTH + 1)
		in_section = 1
		prose_begin()
		after_blank = 0
		if (kind == "") {
			in_member = 0
			return " @param " member " " words(s)
		}
		in_member = 1
		later = later "\n */\n/** @var " (kind == "enum" ? "" : name "::") member \
			"\n * @brief " words(s)
		return ""
	}
	if (in_member) {
		if (s !~ /^[ \t]*$/) {
			sub(/^[ \t]+/, "", s)
			later = later "\n * " words(s)
			return ""
		}
		in_member = 0
	}
	if (match(s, /^ (Context|Ordering|Returns?): */)) {
		member = tolower(substr(s, 2))
		sub(/s?:.*/, "", member)
		s = substr(s, RLENGTH + 1)
		prose_begin()
		after_blank = 0
		return " @" member " " words(s)
	}
	return prose_line(s)
}

# --- The file -----------------------------------------------------------------

# The comment that begins the file. The line before it, which has the licence, makes
# room for the one that file_doc() needs.
NR == 1 && /SPDX/ {
	spdx = $0
	next
}

NR == 2 && spdx != "" && !/^\/\*$/ {
	print spdx
}

!seen_top && state == "" && /^\/\*$/ {
	seen_top = 1
	state = "top"
	n = 0
	print "/** @file"
	next
}

state == "top" {
	if (/\*\//) {
		file_doc()
		print
		state = ""
	} else {
		sub(/^ \*/, "")
		top[++n] = $0
	}
	next
}

# In one line
state == "" && /^\/\*\* .*\*\/$/ {
	s = $0
	sub(/^\/\*\* */, "", s)
	sub(/ *\*\/$/, "", s)
	print "/** @brief " words(title(s)) " */"
	next
}

state == "" && /^\/\*\*( |$)/ {
	prose_begin()
	state = "title"
	in_member = 0
	if ($0 == "/**") {
		print
	} else {
		sub(/^\/\*\* */, "")
		print "/** @brief " words(title($0))
		state = "doc"
	}
	next
}

state == "title" {
	sub(/^ \* */, "")
	print " * @brief " words(title($0))
	state = "doc"
	next
}

state == "doc" && /\*\// {
	state = ""
	if (!/^ \*\/$/) {
		sub(/ *\*\/$/, "")
		sub(/^ \*/, "")
		print " *" doc_line($0) " */"
		next
	}
	print
	next
}

state == "doc" {
	sub(/^ \*/, "")
	print " *" doc_line($0)
	next
}

# kernel-doc's way to hide the rest of a struct
/^[ \t]*\/\* private:/ {
	print "/** @cond */"
	hidden = !/\*\//
	private = 1
	next
}

hidden {
	print ""
	hidden = !/\*\//
	next
}

private && /^}/ {
	print "/** @endcond */ " $0
	private = 0
	next
}

# A comment in front of a macro or a variable, and one behind a macro
state == "" && /^\/\* / && held == 0 {
	hold = $0
	held = 1
	if (/\*\//)
		held = 2
	next
}

held == 1 {
	hold = hold "\n" $0
	if (/\*\//)
		held = 2
	next
}

held == 2 {
	if (/^(#[ \t]*define|extern) /)
		sub(/^\/\*/, "/**", hold)
	print hold
	held = 0
}

/^#[ \t]*define .*[^ \t].*\/\* .*\*\/$/ {
	sub(/\/\* /, "/**< ")
}

# An enum whose values have comments behind them
/^enum .*\{/ {
	in_enum = 1
}

in_enum && /^}/ {
	in_enum = 0
}

in_enum {
	sub(/[ \t]\/\* /, "\t/**< ")
}

{
	if (/^[ \t]*#(ifndef|include|define)/ && !/^\/\*/)
		seen_top = 1
	print
}

END {
	sub(/^\n \*\/\n/, "", later)
	if (later != "")
		print later "\n */"
	if (!top[1])
		borrowed_prose()
}
