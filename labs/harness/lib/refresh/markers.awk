# SPDX-License-Identifier: GPL-2.0
#
# markers.awk - the markers of a page, and the blocks behind them
#
#	<!-- output: COMMAND -->
#	<!-- output, part: COMMAND -->
#	<!-- output, addresses vary: COMMAND -->
#	<!-- output, numbers vary: COMMAND -->
#
# A marker is alone on its line, indented by no more than the list it is in.  The
# next thing on the page is its block: lines that are four spaces or a tab deeper,
# or what stands between two lines that begin with ```.
#
# With "list=1" prints a line for each marker: its line's number, a tab, the
# command.  A marker that is wrong is told on stderr as PAGE:LINE, and makes the
# exit status 2.  "page" is the page's name in messages.
#
# Together with blocks.awk it is the reader, which fills
#
#	nlines, line[]		the page
#	nblocks, then for each block
#	at[], options[], command[]	its marker
#	first[], last[]		its lines
#	prefix[]		what each of them begins with

{ line[NR] = $0 }

END {
	nlines = NR
	for (i = 1; i <= nlines; i++)
		i = read_line(i)
	if (list && !wrong) {
		for (b = 1; b <= nblocks; b++)
			print at[b] "\t" command[b]
	}
	if (list || wrong)
		exit wrong
}

# read_line: returns the last line that belongs to what begins here
function read_line(i)
{
	if (line[i] ~ /^ *```/)
		return fence_end(i)
	# Deeper, it is code: a page that shows a marker.
	if (line[i] !~ /^ ? ? ?<!-- *output/)
		return i
	if (line[i] !~ /^ *<!-- output(, part|, addresses vary|, numbers vary)*: .*[^ ] -->$/) {
		complain(i, "not a marker: <!-- output: COMMAND -->, or, before the colon, with " \
			"any of: , part , addresses vary , numbers vary")
		return i
	}
	return read_block(i)
}

function fence_end(i,   fence)
{
	fence = line[i]
	sub(/`[^`]*$/, "`", fence)
	for (i++; i <= nlines; i++)
		if (line[i] ~ ("^ *" trim(fence) "`* *$"))
			return i
	return nlines
}

function read_block(i,   b, m, deep, end)
{
	b = ++nblocks
	at[b] = i
	m = line[i]
	match(m, /^ */)
	deep = substr(m, 1, RLENGTH)
	sub(/^ *<!-- output/, "", m)
	sub(/ -->$/, "", m)
	options[b] = substr(m, 1, index(m, ":") - 1)
	command[b] = substr(m, index(m, ":") + 2)

	for (i++; i <= nlines && line[i] ~ /^[ \t]*$/; i++)
		;
	if (i <= nlines && line[i] ~ /^ *```/) {
		end = fence_end(i)
		match(line[i], /^ */)
		prefix[b] = substr(line[i], 1, RLENGTH)
		first[b] = i + 1
		last[b] = end - 1
		if (end > i + 1 && line[end] ~ /^ *```/)
			return end
		complain(at[b], "the block behind this marker is empty, or does not end")
		return end
	}
	if (i <= nlines && starts(line[i], deep "    "))
		prefix[b] = deep "    "
	else if (i <= nlines && starts(line[i], "\t"))
		prefix[b] = "\t"
	else {
		complain(at[b], "a marker without a block: the lines after it are not indented")
		return at[b]
	}
	first[b] = i
	for (; i <= nlines; i++) {
		if (starts(line[i], prefix[b]))
			last[b] = i
		else if (line[i] !~ /^[ \t]*$/)
			break
	}
	return last[b]
}

function complain(i, what)
{
	print page ":" i ": " what > "/dev/stderr"
	wrong = 2
}

function starts(s, with)
{
	return substr(s, 1, length(with)) == with
}

function trim(s)
{
	gsub(/^[ \t]+|[ \t]+$/, "", s)
	return s
}
