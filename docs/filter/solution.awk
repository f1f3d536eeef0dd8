# SPDX-License-Identifier: GPL-2.0
#
# solution.awk - a page of the book from a reference solution
#
# What the comments say is text, and what is between them is code.  The marks of what
# the student is to write, and the words for the student, are left out: see
# labs/harness/derive-skeleton.
#
# -v file=PATH -v id=PAGE -v title=TITLE -v lab=ID-OF-THE-LAB'S-PAGE, or nothing
# With comment.awk.

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
		print s
	}
	print ""
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
		print "\n## " name "() {#" id "_" name "}\n"
	if (n_text)
		text()
	if (n_code) {
		print "@code{.c}"
		for (i = 1; i <= n_code; i++)
			print code[i]
		print "@endcode\n"
	}
	n_code = 0
}

BEGIN {
	print "# " title " {#" id "}\n"
	print "This is <a href=\"source:" file "\"><code>" file "</code></a>, which passes" \
		" all tests" (lab == "" ? "." : " of the lab. If you have not written your own" \
		" yet, <a href=\"" lab ".html\">go back to the lab</a>.") "\n"
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
