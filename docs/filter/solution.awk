# SPDX-License-Identifier: GPL-2.0
#
# solution.awk - a page of the book from a reference solution
#
# What the comments say is text, and what is between them is code.  The marks of what
# the student is to write, and the words for the student, are left out: see
# labs/harness/lib/derive-skeleton.
#
# Each line comes out as a comment of its own, "//! ", because the code has comments of
# the other kind.
#
# -v file=PATH, reference/NN-name/...; with comment.awk

function out(s)
{
	print "//! " s
}

# The name of the function that the code begins with, or ""
function function_name(	i, s)
{
	s = ""
	for (i = 1; i <= n_code; i++) {
		s = s " " code[i]
		if (code[i] ~ /^\{/)
			break
		if (code[i] ~ /;/ || code[i] == "")
			return ""
	}
	if (i > n_code || !match(s, /[A-Za-z_0-9]+\(/))
		return ""
	return substr(s, RSTART, RLENGTH - 1)
}

function text(	i, s)
{
	prose_begin()
	for (i = 1; i <= n_text; i++) {
		s = prose_line(comment[i])
		sub(/^ /, "", s)
		sub(/^(Context|Ordering|Return):/, "**&**", s)
		out(s)
	}
	out("")
	n_text = 0
}

# What was collected: a comment, perhaps, and the code behind it
function flush(	i, name)
{
	while (n_code && code[n_code] ~ /^[ \t]*$/)
		n_code--
	if (!n_code && !n_text)
		return
	name = function_name()
	if (name != "" && n_text)
		out("# " name "() {#" id "_" name "}")
	if (n_text)
		text()
	if (n_code) {
		out("@code{.c}")
		for (i = 1; i <= n_code; i++)
			out(code[i])
		out("@endcode")
		out("")
	}
	n_code = 0
}

BEGIN {
	lab = file
	source = "[`" file "`](@ref " file ")"
	if (sub(/^reference\//, "", lab)) {
		sub(/\/.*/, "", lab)
		readme = "labs/" lab "/README.md"
		while ((getline title <readme) > 0 && !sub(/^# Lab /, "", title))
			;
		gsub(/-/, "_", lab)
		id = "solution_" lab
		out("@page " id " Solution of lab " title)
		out("")
		out("This is " source ", which passes all tests of the lab. If you have not" \
			" written your own yet, [go back to the lab](@ref lab_" lab ").")
	} else {
		id = "baseline"
		out("@page baseline The baseline")
		out("")
		out("This is " source ".")
	}
	out("")
}

/SPDX/ && NR == 1 {
	next
}

# For the student
/^[ \t]*\/\* (>>>|<<<)/ {
	marks = 1
}

marks {
	if (/\*\//)
		marks = 0
	next
}

/^\/\*/ {
	flush()
	in_text = 1
	sub(/^\/\*+[ \t]*/, "")
	if ($0 != "")
		$0 = " * " $0
	else
		next
}

in_text {
	last = /\*\//
	sub(/[ \t]*\*\/.*$/, "")
	sub(/^ \*/, "")
	if (!last || $0 !~ /^[ \t]*$/)
		comment[++n_text] = $0
	if (last)
		in_text = 0
	next
}

/^[ \t]*$/ && !n_code {
	# The text stands for itself when no code follows it at once.
	if (n_text)
		flush()
	next
}

{
	code[++n_code] = $0
}

END {
	flush()
}
