# SPDX-License-Identifier: GPL-2.0
#
# blocks.awk - a page with the outputs of today in its blocks
#
# Runs together with markers.awk, which has read the page.  "outputs" is a file
# with a line for each marker: its line's number, a tab, the file with what its
# command has printed, or nothing if there is no such file: then the block stays.
#
# Prints the page.  A block that says what was printed is left as it is, to the
# letter.  For each other one PAGE:LINE and what has happened goes to the file
# "drifted".
#
# A line of a block says what a line of the output says if they are equal, but:
#
#	...		in a line stands for any text; alone on a line, for lines
#			that are left out, one or more
#	812 ms of real time, 0.82 s: prepare 0.06, ...
#			in such a line the numbers may be others
#	", numbers vary"	in such a block, too, and all columns may be of other widths
#	", addresses vary"	numbers of eight or more hexadecimal digits may be others
#	", part"	there may be more lines above and below the block, and all
#			of its lines may be less indented, by the same
#
# A block that has drifted gets the output, all of it.  If it is an excerpt, it is
# cut into parts by its "..." lines, and each part gets the lines from the one that
# is like its first, to the one that is like its last, whatever numbers are in
# them.  If there are none, somebody has to paste it again.

END {
	if (wrong)
		exit wrong
	while ((getline entry < outputs) > 0) {
		i = index(entry, "\t")
		file[substr(entry, 1, i - 1)] = substr(entry, i + 1)
	}
	next_line = 1
	for (b = 1; b <= nblocks; b++) {
		copy_to(first[b] - 1)
		if (file[at[b]] == "" || same(b))
			copy_to(last[b])
		else
			renew(b)
	}
	copy_to(nlines)
}

function copy_to(n)
{
	while (next_line <= n)
		print line[next_line++]
}

# --- does the block say what was printed? -------------------------------------

# same: fills "out", the output, "pat", the block, and what tells how to compare
function same(b,   i, s)
{
	vary = options[b] ~ /numbers vary/ ? 2 : options[b] ~ /addresses vary/
	part = options[b] ~ /part/
	read_output(file[at[b]])
	npat = 0
	for (i = first[b]; i <= last[b]; i++)
		pat[++npat] = rtrim(substr(line[i], length(prefix[b]) + 1))
	read_chunks()

	if (!part)
		return same_shifted(0)
	for (i = 1; i <= nout; i++) {
		s = indent(raw[i]) - indent(pat[from[1]])
		if (s >= 0 && !tried[b, s]++ && same_shifted(s))
			return 1
	}
	return 0
}

function read_output(name,   s)
{
	nout = 0
	while ((getline s < name) > 0) {
		s = rtrim(s)
		if (nout || s != "")
			raw[++nout] = s
	}
	close(name)
	while (nout && raw[nout] == "")
		nout--
}

# read_chunks: what stands between "..." lines: from[], to[]; and whether there is
# such a line before the first and behind the last: open_top, open_end.
function read_chunks(   i, in_chunk)
{
	nchunks = in_chunk = 0
	for (i = 1; i <= npat; i++) {
		if (pat[i] ~ /^[ \t]*[.][.][.]$/) {
			in_chunk = 0
			continue
		}
		if (!in_chunk)
			from[++nchunks] = i
		in_chunk = 1
		to[nchunks] = i
	}
	open_top = nchunks && from[1] > 1
	open_end = nchunks && to[nchunks] < npat
}

# same_shifted: with all lines of the output less indented by that
function same_shifted(s,   c, i, end)
{
	shift_output(s)
	end = 0
	for (c = 1; c <= nchunks; c++) {
		i = place(c, end)
		if (!i)
			return 0
		end = i + to[c] - from[c]
	}
	return 1
}

function shift_output(s,   i)
{
	for (i = 1; i <= nout; i++)
		out[i] = substr(raw[i], 1 + (indent(raw[i]) < s ? indent(raw[i]) : s))
}

# place: where chunk c begins in the output, behind line "end"; 0 if nowhere
function place(c, end,   i, least, most, size)
{
	size = to[c] - from[c] + 1
	least = end + 1
	most = nout - size + 1
	if (c > 1 || open_top)
		least++			# one line at least was left out
	else if (!part)
		most = 1
	if (c == nchunks && open_end)
		most--
	else if (c == nchunks && !part && least < nout - size + 1)
		least = nout - size + 1
	for (i = least; i <= most; i++)
		if (chunk_is_at(c, i))
			return i
	return 0
}

function chunk_is_at(c, i,   n)
{
	for (n = from[c]; n <= to[c]; n++)
		if (!says(pat[n], out[i++], level(pat[n])))
			return 0
	return 1
}

# level: what in this line of the block may be different: 1, addresses; 2, all numbers.
# In lines with measured durations, as make check and make demo print them, and with a
# limit that comes from one, it is 2.
function level(s)
{
	return s ~ /^[0-9]+[.][0-9]+ s: [a-z]/ || s ~ / ms of real time/ ||
		s ~ /timed out after [0-9]+ s/ ? 2 : vary
}

# says: is "text" what "p" stands for?  loosely: see level
function says(p, text, loosely)
{
	return p == text || (loosely || p ~ /[.][.][.]/) && text ~ ere(p, loosely)
}

# --- regular expressions --------------------------------------------------------

# ere: one for a line of a block; with loosely == 2 blanks, too, because columns move
function ere(p, loosely,   e, i)
{
	if ((p, loosely) in known)
		return known[p, loosely]
	e = "^"
	rest = p
	while ((i = index(rest, "...")) > 0) {
		e = e literal(substr(rest, 1, i - 1), loosely) ".*"
		rest = substr(rest, i + 3)
	}
	e = e literal(rest, loosely) "$"
	known[p, loosely] = e
	return e
}

function literal(s, loosely,   e, word, c)
{
	e = ""
	while (s != "") {
		if (match(s, /^[0-9A-Za-z_]+/)) {
			word = substr(s, 1, RLENGTH)
			s = substr(s, RLENGTH + 1)
			e = e number(word, loosely)
		} else if (loosely == 2 && match(s, /^ +/)) {
			s = substr(s, RLENGTH + 1)
			e = e " +"
		} else {
			c = substr(s, 1, 1)
			s = substr(s, 2)
			e = e (c ~ /[\\^]/ ? "\\" c : c ~ /[].*+?(){}|$[]/ ? "[" c "]" : c)
		}
	}
	return e
}

function number(word, loosely)
{
	if (loosely && word ~ /^[0-9a-f]+$/ && length(word) >= 8)
		return "[0-9a-f]+"
	if (loosely && word ~ /^0x[0-9a-f]+$/ && (loosely == 2 || length(word) >= 10))
		return "0x[0-9a-f]+"
	if (loosely == 2 && word ~ /^[0-9]+$/)
		return "[0-9]+"
	return word
}

# --- put the output in its place --------------------------------------------------

function renew(b,   i, n)
{
	if (!nout) {
		tell(b, "`" command[b] "` prints nothing")
		copy_to(last[b])
		return
	}
	shift_output(0)
	if (!part && nchunks == 1 && !open_top && !open_end) {
		nnew = 0
		for (i = 1; i <= nout; i++)
			new[++nnew] = cut(1, out[i])
	} else if (!excerpt(b)) {
		copy_to(last[b])
		return
	}
	tell(b, "not what `" command[b] "` prints")
	for (n = 1; n <= nnew; n++)
		print rtrim(prefix[b] new[n])
	next_line = last[b] + 1
}

# excerpt: set new[] to the parts of the output that the block's parts are like
function excerpt(b,   c, i, j, s, end, top, bottom, one)
{
	nnew = end = 0
	for (c = 1; c <= nchunks; c++) {
		# The output begins with the block's first line, and ends with its last.
		top = c == 1 && !part && !open_top
		bottom = c == nchunks && !part && !open_end
		one = from[c] == to[c]
		if (top || bottom && one)
			i = top ? 1 : nout
		else
			i = find(pat[from[c]], end + 1)
		if (bottom || one)
			j = bottom ? nout : i
		else
			j = find(pat[to[c]], i + 1)
		if (i <= end || i > nout || j > nout) {
			tell(b, "not what `" command[b] "` prints, and where it has the line \"" \
				trim(pat[i > nout ? from[c] : to[c]]) "\" nobody knows: paste it again")
			return 0
		}
		s = indent(out[i]) - indent(pat[from[c]])
		if (c == 1 && part && s > 0)
			shift_output(s)
		if (c > 1 || open_top)
			new[++nnew] = pat[from[c] - 1]
		for (; i <= j; i++)
			new[++nnew] = cut(c, out[i])
		end = j
	}
	if (open_end)
		new[++nnew] = pat[npat]
	return 1
}

# find: the first line from "least" on that is what "p" stands for, or, if there is
# none, like it; nout + 1 if there is none either
function find(p, least,   i)
{
	for (i = least; i <= nout; i++)
		if (says(trim(p), trim(out[i]), level(p)))
			return i
	for (i = least; i <= nout; i++)
		if (says(trim(p), trim(out[i]), 2))
			return i
	return nout + 1
}

# cut: a line of the output; if a line of chunk c with "..." in it stands for it,
# then with its text left out again
function cut(c, text,   n, p, i, s, piece, e, before)
{
	for (n = from[c]; n <= to[c]; n++) {
		p = pat[n]
		if (p !~ /[.][.][.]/)
			continue
		if (says(p, text, level(p)))
			return p
		if (!says(p, text, 2))
			continue
		s = ""
		before = "^"
		while ((i = index(p, "...")) > 0) {
			piece = substr(p, 1, i - 1)
			p = substr(p, i + 3)
			match(text, before literal(piece, 2))
			s = s (piece == "" ? "" : substr(text, RSTART, RLENGTH)) "..."
			if (piece != "")
				text = substr(text, RSTART + RLENGTH)
			before = ""
		}
		if (p != "" && match(text, literal(p, 2) "$"))
			s = s substr(text, RSTART, RLENGTH)
		return s
	}
	return text
}

function tell(b, what)
{
	print page ":" at[b] ": " what > drifted
}

function indent(s)
{
	match(s, /^ */)
	return RLENGTH
}

function rtrim(s)
{
	sub(/[ \t\r]+$/, "", s)
	return s
}
