# SPDX-License-Identifier: GPL-2.0
#
# prose.awk - a C file's first comment, and none of its code
#
# The code is for the source browser.  Doxygen knows one function of a name, and
# here every second file has an io_run_ctx_fallback().

BEGIN {
	prose_begin()
	brief = ""
}

# Kernel-doc is of what follows it, not of the file.
/^\/\*\*/ {
	exit
}

state == "" && /^\/\*/ && !/SPDX/ {
	state = "in"
	sub(/^\/\*+[ \t]*/, "")
	if ($0 == "")
		next
	$0 = " * " $0
}

state == "in" {
	last = /\*\//
	sub(/[ \t]*\*\/.*$/, "")
	sub(/^ \*/, "")
	line[++n] = $0
	if (last)
		exit
}

END {
	print "/** @file"
	# The first sentence is the brief description.
	for (i = 1; i <= n && line[i] ~ /^[ \t]*$/; i++)
		;
	for (; i <= n && line[i] !~ /^[ \t]*$/; i++) {
		sub(/^[ \t]+/, "", line[i])
		brief = brief (brief == "" ? "" : " ") line[i]
	}
	sub(/^[-a-z0-9_.]+\.[ch] - /, "", brief)
	end = sentence_end(brief)
	print " * @brief " words(substr(brief, 1, end))
	print " *"
	print " * " words(substr(brief, end + 1))
	for (; i <= n; i++)
		print " *" prose_line(line[i])
	print " */"
}
