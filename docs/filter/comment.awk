# SPDX-License-Identifier: GPL-2.0
#
# comment.awk - the text of a C comment, as Doxygen wants it
#
# Comments here are prose, with a few habits: what is indented by a tab, behind an
# empty line, is shown as it is; "-" makes a list; @name is a parameter or a member.

# expand(LINE): blanks for tabs
function expand(s,	i)
{
	while ((i = index(s, "\t")))
		s = substr(s, 1, i - 1) substr("        ", 1, 8 - (i - 1) % 8) substr(s, i + 1)
	return s
}

# swap(S, FROM, TO): every FROM in S becomes TO, as they are
function swap(s, from, to,	i, out)
{
	out = ""
	while ((i = index(s, from))) {
		out = out substr(s, 1, i - 1) to
		s = substr(s, i + length(from))
	}
	return out s
}

# words(TEXT): nothing in it means more to Doxygen than to a reader
function words(s,	out, name)
{
	s = swap(s, "\\", "\\\\")
	s = swap(s, "<", "\\<")
	s = swap(s, ">", "\\>")
	s = swap(s, "#", "\\#")
	s = swap(s, "*", "\\*")
	s = swap(s, "::", "\\::")
	s = swap(s, "---", "\\---")
	s = swap(s, "--", "\\--")
	s = swap(s, "\\\\---", "\\---")
	out = ""
	# &struct name and %NAME are links, @name is a name.
	while (match(s, /&(struct|enum|union) [A-Za-z_0-9]+|%[A-Z_0-9]+|@[a-z_][A-Za-z_0-9]*((-\\>|\.)[a-z_][a-z_0-9]*)*|(^|[ (])__*[a-z]/)) {
		name = substr(s, RSTART, RLENGTH)
		out = out substr(s, 1, RSTART - 1)
		s = substr(s, RSTART + RLENGTH)
		if (name ~ /^&/)
			sub(/^&[a-z]+ /, "#", name)
		else if (name ~ /^%/)
			name = "#" substr(name, 2)
		else if (name ~ /^@/)
			name = "<code>" substr(name, 2) "</code>"
		else
			name = swap(name, "_", "\\_")
		out = out name
	}
	return out s
}

# prose_line(LINE): a line of a comment, without its " *"; gives what is to stand behind
# " *".  Call prose_begin() before the first.
function prose_begin()
{
	as_is = 0
	after_blank = 1
	in_item = 0
}

function prose_line(s,	text)
{
	if (s ~ /^[ \t]*$/) {
		after_blank = 1
		in_item = 0
		return ""
	}
	text = substr(expand("  " s), 9)
	as_is = s ~ /^ ?\t/ && (as_is || after_blank)
	after_blank = 0
	if (as_is)
		return "     " text
	sub(/^[ \t]+/, "", s)
	if (s ~ /^- /) {
		in_item = 1
		return " - " words(substr(s, 3))
	}
	return (in_item ? "   " : " ") words(s)
}
