# SPDX-License-Identifier: GPL-2.0
#
# search.awk - more to find: adds to the data of Doxygen's search
#
# It knows the names in the source, and of pages their first words.  In come the
# headings of all pages and the words that they explain (TERMS of page.awk: the text,
# where it is, the title of its page).  What a reader types is compared with the
# beginning of an entry, so each gets one for each of its words, from there on.
#
# -v dir=PATH: the search/ of the book

function key(s,	i, c, out)
{
	out = ""
	s = tolower(s)
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		out = out (c ~ /[a-z0-9]/ ? c : sprintf("_%02x", code[c]))
	}
	return out
}
function html(s)
{
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/\047/, "\\&#39;", s)
	gsub(/"/, "\\&quot;", s)
	gsub(/\\/, "\\&#92;", s)
	return s
}
# The files of a section are numbered like the letters it has entries for.
function add(section, letters, letter, entry,	i, file)
{
	i = index(letters, letter)
	if (!i)
		return
	file = sprintf("%s/%s_%x.js", dir, section, i - 1)
	if (!(file in entries))
		files[++n_files] = file
	entries[file] = entries[file] entry
}
BEGIN {
	for (i = 32; i < 127; i++)
		code[sprintf("%c", i)] = i
	while ((getline s <(dir "/searchdata.js")) > 0) {
		if (s ~ /^var /)
			table = s
		if (match(s, /"[^"]*"/)) {
			value = substr(s, RSTART + 1, RLENGTH - 2)
			nr = s + 0
			if (table ~ /WithContent/)
				letters[nr] = value
			else if (table ~ /Names/)
				section[value] = nr
		}
	}
}
{
	n = split($1, word, /[^A-Za-z0-9_]+/)
	rest = $1
	for (i = 1; i <= n; i++) {
		if (word[i] == "")
			continue
		rest = substr(rest, index(rest, word[i]))
		first = tolower(substr(word[i], 1, 1))
		entry = sprintf("  [\047%s_p%d\047,[\047%s\047,[\047../%s\047,1,\047%s\047]]],\n",
			key(rest), ++nr_entries, html($1), $2, html($3))
		add("all", letters[section["all"]], first, entry)
		add("pages", letters[section["pages"]], first, entry)
		rest = substr(rest, length(word[i]) + 1)
	}
}
END {
	for (i = 1; i <= n_files; i++) {
		out = ""
		while ((getline s <files[i]) > 0) {
			out = out s "\n"
			if (s == "[")
				out = out entries[files[i]]
		}
		close(files[i])
		if (out == "") {
			print files[i] ": Doxygen has not made it" >"/dev/stderr"
			exit 1
		}
		printf "%s", out >files[i]
		close(files[i])
	}
}