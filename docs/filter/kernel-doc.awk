# SPDX-License-Identifier: GPL-2.0
#
# kernel-doc.awk - a header whose comments are kernel-doc, for Doxygen
#
#	/**					/**
#	 * name() - what it does		 * what it does
#	 * @arg: what it is			 * @param arg what it is
#	 * Context: any				 * @context any
#	 * Return: 0 or -1			 * @return 0 or -1
#	 */					 */
#
# Members of structs and values of enums get comments of their own, at the end of
# the file.  Every other line stays on its line, so that Doxygen's line numbers are
# the source's.  @context and the like are in the Doxyfile.

# title(TEXT): without "name - "; sets kind and name
function title(s)
{
	kind = name = ""
	if (match(s, /^(struct|enum|union) /)) {
		kind = substr(s, 1, RLENGTH - 1)
		s = substr(s, RLENGTH + 1)
	}
	if (match(s, /^[-A-Za-z_0-9.]+(\(\))? - /)) {
		name = substr(s, 1, RLENGTH - 3)
		s = substr(s, RLENGTH + 1)
	}
	return s
}

# line(TEXT): a line of a comment, without " *"; what to put behind " *"
function line(s,	member, tag)
{
	if (match(s, /^ @(\.\.\.|[A-Za-z_0-9.]+):[ \t]*/)) {
		member = s
		gsub(/^ @|:.*/, "", member)
		s = words(substr(s, RLENGTH + 1))
		prose_begin()
		after_blank = 0
		in_member = kind != ""
		if (!in_member)
			return " @param " member " " s
		later = later "/** @var " (kind == "enum" ? "" : name "::") member "\n * " s "\n */\n"
		return ""
	}
	if (s ~ /^[ \t]*$/)
		in_member = 0
	if (in_member) {
		sub(/^[ \t]+/, "", s)
		sub(/\n \*\/\n$/, "\n * " words(s) "&", later)
		return ""
	}
	if (!match(s, /^ (Context|Ordering|Return): */))
		return prose_line(s)
	tag = tolower(substr(s, 2, index(s, ":") - 2))
	prose_begin()
	after_blank = 0
	return " @" tag " " words(substr(s, RLENGTH + 1))
}

# The file has a page, whatever else it says of itself.
NR == 1 {
	print "/** @file */"
	next
}

# Its own comment, before any code
/^#/ {
	seen_code = 1
}

!state && /^\/\*$/ && !seen_code {
	print "/** @file"
	state = "title"
	prose_begin()
	next
}

!state && /^\/\*\*( |$)/ {
	prose_begin()
	in_member = 0
	state = "title"
	if ($0 == "/**") {
		print
		next
	}
	sub(/^\/\*\*/, "")
	printf "/**"
	in_one_line = 1
}

state {
	last = sub(/ *\*\/$/, "")
	sub(/^ \*/, "")
	if (state == "title")
		$0 = " " title(substr($0, 2))
	state = last ? "" : "doc"
	if (last && $0 == "")
		print " */"
	else
		print (in_one_line ? "" : " *") line($0) (last ? " */" : "")
	in_one_line = 0
	next
}

# kernel-doc's way to hide the rest of a struct
/^[ \t]*\/\* private:/ {
	print "/** @cond */"
	private = 1
	next
}

# A comment behind a member or a value
/^(struct|enum) .*\{/, /^}/ {
	sub(/[ \t]\/\* /, "\t/**< ")
	gsub(/@[a-z_]+/, "<code>&</code>")
	gsub(/<code>@/, "<code>")
}

private && /^}/ {
	$0 = "/** @endcond */ " $0
	private = 0
}

# A comment in front of a macro or a variable, and one behind a macro
/^\/\* / {
	while (!/\*\// && (getline more) > 0)
		$0 = $0 "\n" more
	if ((getline more) > 0) {
		if (more ~ /^(#[ \t]*define|extern) /)
			sub(/^\/\*/, "/**")
		print
		$0 = more
	}
}

/^#[ \t]*define .*[^ \t].*\/\* .*\*\/$/ {
	sub(/\/\* /, "/**< ")
}

{
	print
}

END {
	printf "%s", later
}
