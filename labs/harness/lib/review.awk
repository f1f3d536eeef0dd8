# SPDX-License-Identifier: GPL-2.0
#
# review.awk - what a C file asks of the preprocessor beyond a list of headers and plain
# macros, and assembly: "FILE:LINE: what", see review.sh
#
#	awk -v file=NAME -v headers=REGEX -f review.awk FILE

function found(what)
{
	print file ":" from ": " what
}

BEGIN {
	string = "^\"([^\"\\\\]|\\\\.)*\""
	character = "^'([^'\\\\]|\\\\.)*'"
	words = "(__asm__|__asm|asm|_Pragma|__has_[a-z_]+|__COUNTER__|__INCLUDE_LEVEL__)"
	attributes = "(__)?(constructor|destructor|ifunc|naked)(__)?"
}

# A line that ends in a backslash goes on in the next.
{
	if (!joined) {
		from = FNR
		text = ""
	}
	text = text $0
	joined = text ~ /\\$/
	if (joined) {
		sub(/\\$/, "", text)
		next
	}
	look(without_comments(text))
}

# What the preprocessor sees, but for what is in strings.
function without_comments(text,		bare, end, inside)
{
	bare = ""
	while (text != "") {
		if (comment) {
			end = index(text, "*/")
			if (!end)
				break
			text = substr(text, end + 2)
			comment = 0
			bare = bare " "
		} else if (substr(text, 1, 2) == "//") {
			break
		} else if (substr(text, 1, 2) == "/*") {
			comment = 1
			text = substr(text, 3)
		} else if (match(text, string) || match(text, character)) {
			inside = substr(text, 1, RLENGTH)
			text = substr(text, RLENGTH + 1)
			bare = bare (bare ~ /^[ \t]*(#|%:)[ \t]*include/ ? inside : "\"\"")
		} else {
			bare = bare substr(text, 1, 1)
			text = substr(text, 2)
		}
	}
	return bare
}

function look(bare)
{
	# Another spelling of "#".
	gsub(/%:/, "#", bare)
	if (bare ~ /^[ \t]*#/) {
		gsub(/^[ \t]+|[ \t]+$/, "", bare)
		sub(/^#[ \t]*/, "#", bare)
		gsub(/[ \t]+/, " ", bare)
		if (bare ~ /^#(include|import|embed)/) {
			if (bare !~ headers)
				found(bare " is not on the list of headers")
		} else if (bare !~ /^#(define|undef) / && bare != "#") {
			found(bare)
		}
	}
	if (bare ~ /##/)
		found("## makes names that nobody can look for")
	if (match(bare, "(^|[^A-Za-z0-9_])(" words "|" attributes ")([^A-Za-z0-9_]|$)")) {
		bare = substr(bare, RSTART, RLENGTH)
		gsub(/[^A-Za-z0-9_]/, "", bare)
		found(bare)
	}
}
